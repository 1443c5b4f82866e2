"""Read a file of responses line by line: rows numbered as a spreadsheet numbers them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from feedback_app.errors import ResponseFileError
from feedback_app.services.mapping import FileMapping

Row = Mapping[str, str]


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent: the name they gave it, and all of it."""

    name: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        """Return how messages name it."""
        return self.name


ResponseFile = Path | Upload


@dataclass(frozen=True)
class Line:
    """A row as it stands in the file, and what is wrong with its shape."""

    number: int
    row: Row
    fault: str = ""


def read_lines(file: ResponseFile, mapping: FileMapping) -> Iterator[Line]:
    """Yield the rows of a file, numbered as a spreadsheet numbers them; empty ones are left out.

    Raises:
        ResponseFileError: wrong encoding, no heading, a missing column, or not CSV.
    """
    try:
        with (
            _open(file) as content,
            TextIOWrapper(content, encoding=mapping.encoding, newline="") as text,
        ):
            yield from _parse(file, csv.reader(text, strict=True), mapping)
    except UnicodeDecodeError as error:
        raise ResponseFileError(
            f"{file} is not written in {mapping.encoding}{_undecodable(file, mapping.encoding)}.",
            remedy="Save it as “CSV UTF-8”, or name its encoding in the mapping.",
        ) from error
    except LookupError as error:
        raise ResponseFileError(
            f"{mapping.path} names the encoding “{mapping.encoding}”, which does not exist.",
            remedy="Write utf-8, or cp1252 for older Windows files.",
        ) from error


def _open(file: ResponseFile) -> BinaryIO:
    return BytesIO(file.content) if isinstance(file, Upload) else file.open("rb")


def _parse(file: ResponseFile, reader: Any, mapping: FileMapping) -> Iterator[Line]:
    """Yield the rows of an opened file; csv has no public type for a reader."""
    try:
        heading: list[str] = next(reader, [])
        _check_columns(file, mapping, heading)
        for number, values in enumerate(reader, start=2):
            if values:
                yield _line(number, heading, values)
    except csv.Error as error:
        raise ResponseFileError(
            f"{file}, line {reader.line_num}: it cannot be read as CSV ({error}).",
            remedy="Look for quotation marks that do not close, or save it as “CSV UTF-8”.",
        ) from error


def _line(number: int, heading: Sequence[str], values: Sequence[str]) -> Line:
    """Return a row by column; a torn one keeps every value, the surplus in its last column."""
    if len(values) == len(heading):
        return Line(number, dict(zip(heading, values, strict=True)))
    last = len(heading) - 1
    whole = [*values[:last], ",".join(values[last:])]
    fault = f"it has {len(values)} values where the heading has {len(heading)}"
    return Line(number, dict(zip_longest(heading, whole, fillvalue="")), fault)


def _undecodable(file: ResponseFile, encoding: str) -> str:
    """Return where the first line is that an encoding cannot read, in words."""
    with _open(file) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return f" (line {number})"
    return ""


def _check_columns(file: ResponseFile, mapping: FileMapping, found: Sequence[str]) -> None:
    for column in sorted(mapping.columns):
        if column not in found:
            raise ResponseFileError(
                f"{file} has no column called “{column}”, which {mapping.path} reads.",
                remedy=f"It has: {', '.join(found) or 'no heading'}.",
            )
        if found.count(column) > 1:
            raise ResponseFileError(
                f"{file} has two columns called “{column}”.",
                remedy="Rename the one that the mapping does not mean.",
            )
