"""`feedback responses`: bring in responses gathered elsewhere, and take responses out."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from feedback_app.commands.opening import session
from feedback_app.errors import FeedbackError
from feedback_app.services import audit, surveys
from feedback_app.services.exporting import export_responses
from feedback_app.services.importing import BadRow, import_responses, write_rejects
from feedback_app.services.mapping import load_mapping

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def responses() -> None:
    """Bring in or take out responses."""


@responses.command(name="import")
@click.argument("survey_id", metavar="SURVEY")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, required=True, help="How its columns become answers (YAML).")
@click.option(
    "--skip-bad",
    metavar="REJECTS.csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Store the good rows and write the bad ones, with reasons, to this file.",
)
def import_(survey_id: str, file: Path, *, mapping: Path, skip_bad: Path | None) -> None:
    """Store a response in SURVEY for each row of FILE (CSV).

    Nothing is stored unless every row is good, or --skip-bad is given. It ends with 1 when no
    row at all could be stored.
    """
    read = load_mapping(mapping)
    lines = _count_lines(file)
    with (
        session() as opened,
        click.progressbar(length=lines, label="Reading rows", file=sys.stderr) as bar,
    ):
        survey = surveys.find_survey(opened, survey_id)
        questionnaire = surveys.frozen_questionnaire(
            opened.connection(), survey_id, read.questionnaire
        )
        done = import_responses(
            opened,
            survey,
            questionnaire,
            file=file,
            mapping=read,
            progress=bar.update,
            skip_bad=skip_bad is not None,
        )
    if skip_bad is not None:
        _write_rejects(skip_bad, done.bad)
    click.echo(f"Stored {done.stored} responses in {survey_id}.")
    if done.bad:
        click.echo(f"Set aside {len(done.bad)} rows in {skip_bad}.")
    if done.bad and not done.stored:
        raise SystemExit(1)


@responses.command()
@click.argument("survey_id", metavar="SURVEY")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The CSV file."
)
@click.option(
    "--with-text",
    is_flag=True,
    help="Include what people wrote, with names and places hidden: handle with care.",
)
def export(survey_id: str, *, out: Path, with_text: bool) -> None:
    """Write the answers of SURVEY to a CSV file, one row a response, in no order of time.

    The file holds true counts and is for analysts; reports are what may be passed on.
    """
    with session() as opened:
        survey = surveys.find_survey(opened, survey_id)
        count = export_responses(opened, survey, out, with_text=with_text)
        words = f"{survey_id} with text" if with_text else survey_id
        audit.record(opened, audit.OPERATOR, "exported-responses", subject=words)
    click.echo(f"Wrote {count} responses to {out}. Keep the file where only analysts can read it.")


def _count_lines(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def _write_rejects(path: Path, bad: Sequence[BadRow]) -> None:
    try:
        path.write_text(write_rejects(bad), encoding="utf-8", newline="")
    except OSError as error:
        raise FeedbackError(
            f"{path} cannot be written: {error}.", remedy="Name another."
        ) from error
