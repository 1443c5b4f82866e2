"""`feedback themes code`: theme a spreadsheet of any length, row by row, without any database."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from analysis.coding import Means
from feedback_app.commands.themes_options import (
    FILE,
    embedder_named,
    warn_of_open_line,
    with_codebook,
    with_coded,
    with_means,
    with_vectors,
)

if TYPE_CHECKING:
    from analysis.coding import Suggestion
    from analysis.verbatim import Verbatim

Row = TypeVar("Row")

STEP = 1_000
"""Rows between two steps of the progress bar."""


@click.command()
@with_codebook
@with_coded
@click.option("--in", "in_file", type=FILE, required=True, help="Verbatims to theme: id,text.")
@click.option("--out", "out_file", type=FILE, required=True, help="Where to write them.")
@click.option(
    "--candidates",
    "candidates_file",
    type=FILE,
    help="Where to write candidate themes, in JSON: groups of verbatims the themes fit least.",
)
@with_vectors
@with_means
def code(
    *,
    codebook_file: Path,
    coded_file: Path | None,
    in_file: Path,
    out_file: Path,
    candidates_file: Path | None,
    vectors: str | None,
    means: Means,
) -> None:
    """Suggest themes for a spreadsheet of verbatims and write them to another."""
    from analysis.codebook import load_codebook
    from analysis.coding import suggest_each
    from analysis.consultation import Strangers
    from analysis.spreadsheet import read_coded, read_verbatims

    if out_file.exists() and in_file.exists() and out_file.samefile(in_file):
        raise click.UsageError("--out would overwrite --in. Name another file.")
    codebook = load_codebook(codebook_file)
    coded = read_coded(coded_file, codebook) if coded_file else []
    count = sum(1 for _ in read_verbatims(in_file))
    warn_of_open_line(means.cluster)
    click.echo(f"Learning from the codebook and {len(coded)} coded verbatims ...", err=True)
    strangers = Strangers() if candidates_file else None
    themed = suggest_each(
        read_verbatims(in_file),
        codebook,
        coded=coded,
        embedder=embedder_named(vectors, count + len(coded)),
        explained=means.is_explained(count),
        crew=means.crew(count),
        strangers=strangers,
    )
    fitting = _write_themed(out_file, _shown(themed, count))
    click.echo(f"{out_file}: {count} verbatims, {fitting} with a theme or more.")
    if strangers is not None and candidates_file:
        found = strangers.candidates(read_verbatims(in_file))
        record = [asdict(one) for one in found]
        candidates_file.write_text(
            json.dumps(record, indent=2, ensure_ascii=False), encoding="utf-8"
        )
        click.echo(f"{candidates_file}: {len(found)} candidates, for people to judge.")


def _write_themed(file: Path, themed: Iterable[tuple["Verbatim", tuple["Suggestion", ...]]]) -> int:
    """Write one row for each verbatim, themes joined by a bar; return how many have any."""
    fitting = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("id", "text", "themes", "probabilities", "reasons"))
        for verbatim, own in themed:
            fitting += bool(own)
            writer.writerow(
                (
                    verbatim.id,
                    verbatim.text,
                    "|".join(one.theme for one in own),
                    "|".join(f"{one.probability:.3f}" for one in own),
                    " | ".join(_reason_words(one) for one in own if one.reasons),
                )
            )
    return fitting


def _reason_words(suggestion: "Suggestion") -> str:
    words = [word for reason in suggestion.reasons for word in reason.words]
    likenesses = [f"like “{reason.example}”" for reason in suggestion.reasons if reason.example]
    return "; ".join([*([", ".join(words)] if words else []), *likenesses])


def _shown(rows: Iterable[Row], count: int) -> Iterator[Row]:
    """Pass rows on, and show how far they have come."""
    with click.progressbar(length=count, label="Theming verbatims", file=sys.stderr) as bar:
        for done, row in enumerate(rows, start=1):
            yield row
            if done % STEP == 0 or done == count:
                bar.update(done - bar.pos)
