"""Bring in responses gathered elsewhere: all rows or none, unless bad ones are set aside.

Rows are read, checked and written in chunks inside one transaction, so a file larger than
memory can be imported, and a bad row on its last line undoes the whole.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, starmap, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback_app.errors import ResponseFileError
from feedback_app.services import clock, concerns, responding, verbatims
from feedback_app.services.mapping import AnswerColumn, FileMapping
from feedback_app.services.responding import Returned
from feedback_app.store import Answer, Area, Concern, Response, Survey, ToRead
from feedback_app.store.base import Base, random_id
from forms import answers as given
from forms.answers import NOT_ASKED, SKIPPED, chosen
from forms.definition import Page, State
from forms.questionnaire import Questionnaire
from forms.validators import clean_text, length

CHUNK = 1_000
SHOWN = 20
LONGEST_GROUP = 60
Row = Mapping[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be stored: its number in the file, counting the heading as row 1."""

    number: int
    reason: str
    row: Row = field(repr=False)


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    stored: int
    bad: tuple[BadRow, ...]


@dataclass(frozen=True)
class _Line:
    """A row as it stands in the file, and what is wrong with its shape."""

    number: int
    row: Row
    fault: str = ""


@dataclass(frozen=True)
class _Reading:
    """What is needed to read one row."""

    survey: Survey
    questionnaire: Questionnaire
    mapping: FileMapping
    pages: tuple[tuple[AnswerColumn, Page], ...]
    areas: frozenset[str]
    unasked: Mapping[str, given.Answer]


def import_responses(
    session: Session,
    survey: Survey,
    questionnaire: Questionnaire,
    *,
    file: Path,
    mapping: FileMapping,
    progress: Callable[[int], None] = lambda _count: None,
    skip_bad: bool = False,
) -> Imported:
    """Store a response for each row of a CSV file.

    Raises:
        ResponseFileError: the file or mapping cannot be read, or a row is bad and `skip_bad`
            is off; then nothing is stored once the caller's transaction ends.
    """
    reading = _prepare(session, survey, questionnaire, mapping)
    bad: list[BadRow] = []
    stored = 0
    for lines in _chunks(_lines(file, mapping)):
        good = []
        for line in lines:
            try:
                good.append(_returned(reading, line))
            except ValueError as error:
                bad.append(BadRow(line.number, str(error), line.row))
        if skip_bad or not bad:
            _store(session, good)
        stored += len(good)
        progress(len(lines))
    if bad and not skip_bad:
        raise ResponseFileError(_say(bad), remedy="Mend them, or set them aside with --skip-bad.")
    return Imported(stored, tuple(bad))


def _prepare(
    session: Session, survey: Survey, questionnaire: Questionnaire, mapping: FileMapping
) -> _Reading:
    pages = []
    for answer in mapping.answers:
        key = f"{answer.question}/{answer.row}" if answer.row else answer.question
        page = questionnaire.page_by_key.get(key)
        if page is None:
            raise ResponseFileError(
                f"{mapping.path} answers “{key}”, which {questionnaire.id} does not ask.",
                remedy=f"It asks: {', '.join(questionnaire.page_by_key)}.",
            )
        pages.append((answer, page))
    areas = frozenset(area_id for (area_id,) in session.query(Area.id))
    unasked = {page.key: NOT_ASKED for page in questionnaire.pages if page.takes_answer}
    return _Reading(survey, questionnaire, mapping, tuple(pages), areas, unasked)


def _lines(file: Path, mapping: FileMapping) -> Iterator[_Line]:
    """Yield the rows of a file, numbered as a spreadsheet numbers them; empty ones are left out.

    Raises:
        ResponseFileError: wrong encoding, no heading, a missing column, or not CSV.
    """
    try:
        with file.open(encoding=mapping.encoding, newline="") as text:
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


def _parse(file: Path, reader: Any, mapping: FileMapping) -> Iterator[_Line]:
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


def _line(number: int, heading: Sequence[str], values: Sequence[str]) -> _Line:
    """Return a row by column; a torn one keeps every value, the surplus in its last column."""
    if len(values) == len(heading):
        return _Line(number, dict(zip(heading, values, strict=True)))
    last = len(heading) - 1
    whole = [*values[:last], ",".join(values[last:])]
    fault = f"it has {len(values)} values where the heading has {len(heading)}"
    return _Line(number, dict(zip_longest(heading, whole, fillvalue="")), fault)


def _undecodable(file: Path, encoding: str) -> str:
    """Return where the first line is that an encoding cannot read, in words."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return f" (line {number})"
    return ""


def _check_columns(file: Path, mapping: FileMapping, found: Sequence[str]) -> None:
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


def _chunks(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def _returned(reading: _Reading, line: _Line) -> Returned:
    """Return the response a row makes.

    Raises:
        ValueError: a torn row, or a value that the questionnaire, the mapping or the dated
            places do not have.
    """
    if line.fault:
        raise ValueError(line.fault)
    row, mapping = line.row, reading.mapping
    found = dict(reading.unasked)
    for column, page in reading.pages:
        if column.applies(row):
            found[page.key] = _answer(column, page, row)
    place = mapping.place.read(row) if mapping.place else ""
    if place and place not in reading.areas:
        raise ValueError(f"the place “{place}” is not among the dated places")
    return Returned(
        reading.survey.id,
        reading.questionnaire,
        found,
        mode="import",
        presentation=reading.questionnaire.presentations[0],
        language=reading.questionnaire.language.partition("-")[0],
        received_on=mapping.read_date(row) or clock.today(),
        respondent_group=_group(mapping, row),
        place_id=place or None,
    )


def _group(mapping: FileMapping, row: Row) -> str:
    name = clean_text(mapping.group.read(row)) if mapping.group else ""
    if len(name) > LONGEST_GROUP:
        raise ValueError(f"the group has {len(name)} characters; {LONGEST_GROUP} are the most")
    return name


def _answer(column: AnswerColumn, page: Page, row: Row) -> given.Answer:
    text = clean_text(column.read(row))
    if not text:
        return SKIPPED
    question = page.question
    if question.kind.is_free_text:
        if question.max_characters and length(text) > question.max_characters:
            raise ValueError(
                f"column “{column.column}” has {length(text)} characters; "
                f"{question.id} takes {question.max_characters}"
            )
        return given.Answer(State.ANSWERED, text=text)
    codes = [code.strip() for code in text.split(column.separator)] if column.separator else [text]
    for code in codes:
        if code not in question.option_by_code:
            raise ValueError(f"column “{column.column}” has “{code}”, no option of {question.id}")
    return chosen(question, codes)


def _store(session: Session, good: Sequence[Returned]) -> None:
    """Write a chunk of responses and what is of concern in them, one statement a table.

    In the order of their random ids, as the tables keep them: the pages of the database that
    a chunk touches are then each written to once.
    """
    pairs = sorted(((each, random_id()) for each in good), key=itemgetter(1))
    _insert(session, Response, (responding.response_row(*pair) for pair in pairs))
    _insert(session, Answer, chain.from_iterable(starmap(responding.answer_rows, pairs)))
    texts = chain.from_iterable(starmap(responding.verbatim_rows, pairs))
    if pairs:
        verbatims.add_verbatims(session.connection(), good[0].survey_id, texts)
    found = list(starmap(_found, pairs))
    _insert(session, Concern, chain.from_iterable(each.concerns for each in found))
    _insert(session, ToRead, chain.from_iterable(each.to_read for each in found))


def _insert(session: Session, table: type[Base], rows: Iterable[responding.Row]) -> None:
    """Write rows by the table itself: nothing of them is wanted back as objects."""
    listed = list(rows)
    if listed:
        session.connection().execute(insert(table), listed)


def _found(returned: Returned, response_id: str) -> concerns.Found:
    pages = returned.questionnaire.page_by_key
    return concerns.look_through(
        returned.survey_id, response_id, answers=returned.answers, pages=pages
    )


def _say(bad: Sequence[BadRow]) -> str:
    lines = [f"row {each.number}: {each.reason}" for each in bad[:SHOWN]]
    more = f"\n… and {len(bad) - SHOWN} more" if len(bad) > SHOWN else ""
    return f"{len(bad)} rows cannot be stored, so nothing was.\n" + "\n".join(lines) + more
