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
MOST_LEVELS = 12


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
    return read_mapping(path, path.read_bytes())


def read_mapping(path: Path, content: bytes) -> FileMapping:
    """Return the mapping that a YAML file of this name and content is.

    Raises:
        ResponseFileError: it cannot be read, or lacks or misnames something.
    """
    try:
        text = content.decode("utf-8-sig")
        _refuse_knots(path, text)
        given = yaml.load(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise ResponseFileError(
            f"{path} cannot be read: it is not written in UTF-8.", remedy="Save it as UTF-8."
        ) from error
    except yaml.YAMLError as error:
        raise ResponseFileError(
            f"{path} cannot be read{_where(error)}.",
            remedy="Look at the spaces that begin its lines, and at brackets and quotation marks.",
        ) from error
    return _mapping(path, given)


def _refuse_knots(path: Path, text: str) -> None:
    """Refuse a file that is nested without end, or means more than it writes.

    Parsing is one step after another; composing calls itself, and a hundred thousand brackets
    would end the process.
    """
    level = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        level += isinstance(event, yaml.CollectionStartEvent)
        level -= isinstance(event, yaml.CollectionEndEvent)
        if level > MOST_LEVELS or isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ResponseFileError(
                f"{path} cannot be read, line {line}: it is nested too deep, or repeats a part by "
                "its name.",
                remedy="Write each part out, as the example does.",
            )


def _where(error: yaml.YAMLError) -> str:
    """Return on which line a text stops being YAML, and why, as far as that is known."""
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    return f"{line}: {getattr(error, 'problem', None) or 'it is no text'}"


def _mapping(path: Path, given: Any) -> FileMapping:
    optional = {"encoding", "date", "place", "group"}
    _check(path, given, "the whole", needed={"questionnaire", "answers"}, optional=optional)
    if not isinstance(given["answers"], list):
        raise _misplaced(path, "“answers”", "is not a list; each answer begins with a hyphen")
    day = given.get("date") or {}
    _check(path, day, "“date”", needed={"column"} if day else set(), optional={"column", "formats"})
    formats = day.get("formats", ("%Y-%m-%d",))
    return FileMapping(
        path=path,
        questionnaire=str(given["questionnaire"]),
        answers=tuple(
            _answer(path, each, f"answer {number}")
            for number, each in enumerate(given["answers"], start=1)
        ),
        encoding=str(given.get("encoding", "utf-8-sig")),
        date_column=str(day.get("column", "")),
        date_formats=(formats,) if isinstance(formats, str) else tuple(map(str, formats)),
        place=_column(path, given["place"], "“place”") if "place" in given else None,
        group=_column(path, given["group"], "“group”") if "group" in given else None,
    )


def _column(path: Path, given: Any, where: str) -> ColumnValue:
    _check(path, given, where, needed={"column"}, optional={"values"})
    return ColumnValue(str(given["column"]), _words(path, given, where))


def _answer(path: Path, given: Any, where: str) -> AnswerColumn:
    optional = {"values", "separator", "row", "when"}
    _check(path, given, where, needed={"column", "question"}, optional=optional)
    when = given.get("when")
    if when:
        _check(path, when, f"“when” in {where}", needed={"column", "equals"}, optional=set())
    return AnswerColumn(
        column=str(given["column"]),
        values=_words(path, given, where),
        separator=str(given.get("separator", "")),
        question=str(given["question"]),
        row=str(given.get("row", "")),
        when=(str(when["column"]), str(when["equals"])) if when else None,
    )


def _words(path: Path, given: Any, where: str) -> dict[str, str]:
    values = given.get("values") or {}
    if not isinstance(values, dict):
        raise _misplaced(path, f"“values” in {where}", "has no names with values")
    return {str(name): str(value) for name, value in values.items()}


def _check(path: Path, given: Any, where: str, *, needed: set[str], optional: set[str]) -> None:
    """Refuse a part of a mapping that lacks or misnames something."""
    if not isinstance(given, dict):
        raise _misplaced(path, where, "has no names with values")
    for name in given:
        if name not in needed | optional:
            raise ResponseFileError(
                f"{path} has “{name}”, which a mapping does not have there ({where}).",
                remedy=f"It may have: {', '.join(sorted(needed | optional))}.",
            )
    for name in sorted(needed - set(given)):
        raise _misplaced(path, where, f"lacks “{name}”")


def _misplaced(path: Path, where: str, fault: str) -> ResponseFileError:
    return ResponseFileError(
        f"{path} is not a mapping: {where} {fault}.",
        remedy="Compare it with the example in the guide on bringing in responses.",
    )
