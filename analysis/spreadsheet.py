"""Read verbatims and their themes from a CSV file, and say exactly what is wrong with a bad one."""

import csv
from collections.abc import Iterator
from pathlib import Path

from analysis.agreement import Judgement
from analysis.codebook import Codebook
from analysis.coding import Coded
from analysis.verbatim import Verbatim

csv.field_size_limit(10_000_000)

LABELS = ("question", "locality", "group", "language", "wave")
"""Columns that may be there besides id, text and themes."""

_BEYOND = "\0beyond the heading"


class SpreadsheetError(ValueError):
    """A CSV file that cannot be read; says which column or row, and what to do."""


def read_verbatims(path: Path) -> Iterator[Verbatim]:
    """Yield the verbatims of a CSV file with the columns id and text, a row at a time."""
    for number, row in _rows(path, ("id", "text")):
        yield _verbatim(path, number, row)


def read_coded(path: Path, codebook: Codebook) -> list[Coded]:
    """Return the coded verbatims of a CSV file with the columns id, text and themes.

    Themes are ids joined by a vertical bar; an empty cell means that none fits.
    """
    coded = []
    for number, row in _rows(path, ("id", "text", "themes")):
        themes = frozenset(part.strip() for part in row["themes"].split("|") if part.strip())
        for theme in sorted(themes):
            if not codebook.has_theme(theme):
                raise SpreadsheetError(
                    f"{path}, row {number}, column “themes”: “{theme}” is not a theme of the "
                    f"codebook {codebook.id} {codebook.version}. Use its ids, joined by |."
                )
        coded.append(Coded(_verbatim(path, number, row), themes))
    return coded


def _verbatim(path: Path, number: int, row: dict[str, str]) -> Verbatim:
    if not row["id"].strip():
        raise SpreadsheetError(f"{path}, row {number}: the column “id” is empty. Give it an id.")
    labels = {name: row[name] for name in LABELS if name in row}
    return Verbatim(row["id"], row["text"], **labels)


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows with their number as a spreadsheet shows it: the heading is row 1."""
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True, restkey=_BEYOND)
            _check_heading(path, reader.fieldnames, needed)
            for number, row in enumerate(reader, start=2):
                if _BEYOND in row or None in row.values():
                    raise SpreadsheetError(
                        f"{path}, row {number}: it has more or fewer cells than the heading. "
                        "Put texts with commas in quotation marks."
                    )
                yield number, row
    except OSError as error:
        raise SpreadsheetError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SpreadsheetError(
            f"{path}, after row {number}: this is not UTF-8 text. Save the file as “CSV UTF-8”."
        ) from error
    except csv.Error as error:
        raise SpreadsheetError(
            f"{path}, after row {number}: {error}. Save the file as CSV again."
        ) from error


def _check_heading(path: Path, heading: object, needed: tuple[str, ...]) -> None:
    names = list(heading) if isinstance(heading, (list, tuple)) else []
    missing = [name for name in needed if name not in names]
    if missing:
        found = f"It has: {', '.join(names)}." if names else "It is empty."
        wanted = " and ".join(f"“{name}”" for name in missing)
        raise SpreadsheetError(
            f"{path}: the column {wanted} is missing. {found} Name the columns in the first row."
        )


def read_judgements(path: Path) -> list[Judgement]:
    """Return what coders judged, from a CSV file with the columns coder, id and themes."""
    return [
        Judgement(
            row["coder"].strip(),
            row["id"].strip(),
            frozenset(part.strip() for part in row["themes"].split("|") if part.strip()),
        )
        for _, row in _rows(path, ("coder", "id", "themes"))
    ]
