"""`feedback concerns`: screen a spreadsheet of free-text answers without any database."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from feedback_app.commands.reading import read_text_file

ADDED = ("level", "score", "reasons")


@click.group()
def concerns() -> None:
    """Find the answers that a safeguarding lead must read first."""


@concerns.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rules-only", is_flag=True, help="Leave the trained model out, as when a response arrives."
)
def score(file: Path, *, rules_only: bool) -> None:
    """Add a level T0 to T3, a score and reasons to each row of FILE, a CSV with a column `text`.

    A column `age_band` is used where there is one; all others are passed through. The same rows
    come out in the same order.
    """
    header, rows = _read_rows(file)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *ADDED])
    for row in _scored(header, rows, rules_only=rules_only):
        writer.writerow(row)
        click.echo(_taken(out), nl=False)
    click.echo(_taken(out), nl=False)


def _taken(out: io.StringIO) -> str:
    written = out.getvalue()
    out.seek(0)
    out.truncate()
    return written


def _scored(
    header: list[str], rows: Iterable[list[str]], *, rules_only: bool
) -> Iterator[list[str]]:
    from analysis.screening import screen
    from analysis.screening_model import screen_with_model

    judge = screen if rules_only else screen_with_model
    names = [name.strip().lower() for name in header]
    text_at, band_at = names.index("text"), names.index("age_band") if "age_band" in names else None
    for row in rows:
        padded = row + [""] * (len(header) - len(row))
        result = judge(padded[text_at], age_band=padded[band_at] if band_at is not None else "")
        yield [*padded, result.level.name, f"{result.score:.2f}", "; ".join(result.reasons)]


def _read_rows(file: Path) -> tuple[list[str], list[list[str]]]:
    csv.field_size_limit(10_000_000)
    lines = csv.reader(io.StringIO(read_text_file(file), newline=""))
    try:
        header, *rows = list(lines) or [[]]
    except csv.Error as error:
        raise click.UsageError(
            f"{file}, line {lines.line_num}: this is not CSV ({error}). Save it as CSV."
        ) from error
    if "text" not in [name.strip().lower() for name in header]:
        found = ", ".join(header) or "none at all"
        raise click.UsageError(
            f"{file}, line 1: there is no column called “text”; the columns are: {found}. "
            "Rename the column that holds the answers to “text”."
        )
    return header, [row for row in rows if row]
