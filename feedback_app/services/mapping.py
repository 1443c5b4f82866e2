"""A mapping: how the columns of somebody else's file become the answers of a questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from feedback_app.errors import ResponseFileError

Row = Mapping[str, str]


@dataclass(frozen=True)
class ColumnValue:
    """One thing read from a column: its value as it stands, or as the mapping renames it."""

    column: str
    values: Mapping[str, str] = field(default_factory=dict)
    separator: str = ""

    def read(self, row: Row) -> str:
        """Return the value of a row.

        Raises:
            ValueError: the mapping renames values, and not this one.
        """
        given = row[self.column].strip()
        if not self.values or not given:
            return given
        if given not in self.values:
            raise ValueError(f"column “{self.column}” has “{given}”, which the mapping lacks")
        return self.values[given]


@dataclass(frozen=True)
class AnswerColumn(ColumnValue):
    """The answer to one question; with `when`, only in rows where a column has a value."""

    question: str = ""
    row: str = ""
    when: tuple[str, str] | None = None

    def applies(self, given: Row) -> bool:
        """Whether a row of the file answers this question."""
        return self.when is None or given[self.when[0]].strip() == self.when[1]


@dataclass(frozen=True)
class FileMapping:
    """How a file is read: its encoding, its answers, and where and when they were given."""

    path: Path
    questionnaire: str
    answers: tuple[AnswerColumn, ...]
    encoding: str = "utf-8-sig"
    date_column: str = ""
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    place: ColumnValue | None = None
    group: ColumnValue | None = None

    @property
    def columns(self) -> set[str]:
        """Every column the mapping reads."""
        asked = {answer.column for answer in self.answers}
        asked |= {answer.when[0] for answer in self.answers if answer.when}
        asked |= {each.column for each in (self.place, self.group) if each}
        return asked | ({self.date_column} if self.date_column else set())

    def read_date(self, row: Row) -> date | None:
        """Return the day a row was given, by the first format that fits.

        Raises:
            ValueError: none fits.
        """
        if not self.date_column:
            return None
        text = row[self.date_column].strip()
        day = _day(text, self.date_formats)
        if day is None:
            raise ValueError(f"column “{self.date_column}” has “{text}”, which is not a date")
        return day


@lru_cache(maxsize=5_000)
def _day(text: str, formats: tuple[str, ...]) -> date | None:
    """Return the day a text names; remembered, because a file names few days many times."""
    for each in formats:
        try:
            return datetime.strptime(text, each).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def load_mapping(path: Path) -> FileMapping:
    """Return the mapping of a YAML file.

    Raises:
        ResponseFileError: it cannot be read, or lacks or misnames something.
    """
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise ResponseFileError(f"{path} cannot be read: {error}.", remedy="Mend it.") from error
    try:
        return _mapping(path, given)
    except (KeyError, TypeError, AttributeError) as error:
        raise ResponseFileError(
            f"{path} is not a mapping: {error} is missing or in the wrong place.",
            remedy="Compare it with docs/examples/friends-and-family/mapping.yaml.",
        ) from error


def _mapping(path: Path, given: Any) -> FileMapping:
    _refuse_unknown(path, given, {"questionnaire", "encoding", "date", "place", "group", "answers"})
    day = given.get("date") or {}
    formats = day.get("formats", ("%Y-%m-%d",))
    return FileMapping(
        path=path,
        questionnaire=given["questionnaire"],
        answers=tuple(_answer(path, each) for each in given["answers"]),
        encoding=given.get("encoding", "utf-8-sig"),
        date_column=day.get("column", ""),
        date_formats=(formats,) if isinstance(formats, str) else tuple(formats),
        place=_column(path, given["place"]) if "place" in given else None,
        group=_column(path, given["group"]) if "group" in given else None,
    )


def _column(path: Path, given: Any) -> ColumnValue:
    _refuse_unknown(path, given, {"column", "values"})
    return ColumnValue(given["column"], _words(given.get("values")))


def _answer(path: Path, given: Any) -> AnswerColumn:
    _refuse_unknown(path, given, {"column", "values", "separator", "question", "row", "when"})
    when = given.get("when")
    return AnswerColumn(
        column=given["column"],
        values=_words(given.get("values")),
        separator=given.get("separator", ""),
        question=given["question"],
        row=given.get("row", ""),
        when=(when["column"], str(when["equals"])) if when else None,
    )


def _words(values: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in (values or {}).items()}


def _refuse_unknown(path: Path, given: Any, known: set[str]) -> None:
    for name in given:
        if name not in known:
            raise ResponseFileError(
                f"{path} has “{name}”, which a mapping does not have there.",
                remedy=f"It may have: {', '.join(sorted(known))}.",
            )
