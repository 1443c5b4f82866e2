"""`feedback themes discover`: candidate themes of a survey or a spreadsheet, and what is new."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback_app.commands.themes_options import embedder_for, with_coded, with_vectors
from feedback_app.jobs import discover_for

if TYPE_CHECKING:
    from analysis.discovery import Candidate
    from analysis.keyness import Keyword


@click.command()
@click.argument("what", metavar="SURVEY|FILE.csv")
@click.option(
    "--codebook",
    "codebook_file",
    type=click.Path(path_type=Path),
    help="The codebook of a spreadsheet; a survey has its own.",
)
@with_coded
@with_vectors
@click.option(
    "--since",
    "against",
    default="",
    metavar="DAY|SURVEY",
    help="Say what is new: since a day such as 2026-09-01, or since another survey.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def discover(
    *,
    what: str,
    codebook_file: Path | None,
    coded_file: Path | None,
    vectors: str | None,
    against: str,
    as_json: bool,
) -> None:
    """Offer candidate themes that no codebook names, of a SURVEY or of a FILE: id,text[,wave].

    What is found in a survey is also kept for its page of candidate themes, where people propose
    it as a theme or drop it; nothing is adopted here.
    """
    if Path(what).is_file():
        if codebook_file is None or against:
            raise click.UsageError(
                "A spreadsheet needs --codebook, and says by its column wave what is new."
            )
        found, new_words = _of_file(Path(what), codebook_file, coded_file, vectors)
    else:
        done = discover_for(what, against, vectors=vectors)
        note_reading(what)
        found, new_words = done.candidates, done.new_words
    if as_json:
        record = {
            "candidates": [asdict(one) for one in found],
            "new_words": [asdict(one) for one in new_words],
        }
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
        return
    _tell(found, new_words)


def note_reading(survey_id: str) -> None:
    """Record that typical answers of a survey are about to be shown on this machine."""
    from feedback_app.commands.opening import session
    from feedback_app.services import audit

    with session() as opened:
        audit.record(opened, audit.OPERATOR, "read-candidate", subject=survey_id)


def _of_file(
    file: Path, codebook_file: Path, coded_file: Path | None, vectors: str | None
) -> tuple[Sequence["Candidate"], Sequence["Keyword"]]:
    from analysis.codebook import load_codebook
    from analysis.discovery import discover as find
    from analysis.keyness import wave_keywords
    from analysis.learning import learn
    from analysis.spreadsheet import read_coded, read_verbatims

    codebook = load_codebook(codebook_file)
    coded = read_coded(coded_file, codebook) if coded_file else []
    verbatims = list(read_verbatims(file))
    embedder = embedder_for(vectors, len(verbatims) + len(coded))
    model = learn(codebook, coded, embedder=embedder)
    return find(verbatims, model, embedder=embedder), wave_keywords(verbatims)


def _tell(found: Sequence["Candidate"], new_words: Sequence["Keyword"]) -> None:
    click.echo(f"{len(found)} candidates; each needs a person to adopt, rename or drop it.")
    if new_words:
        click.echo("Said more in this wave than before:")
    for word in new_words:
        click.echo(f"  {word.word} ({word.now} times, {word.before} before)")
    for one in found:
        click.echo(f"\n{one.name}  ({len(one.verbatim_ids)} verbatims; {', '.join(one.terms)})")
        for verbatim in one.typical:
            click.echo(f"  “{verbatim.text[:200]}”")
        for word in one.keywords:
            click.echo(f"  new in this wave: {word.word} ({word.now} times, {word.before} before)")
