"""Bring in responses gathered elsewhere: all rows or none, unless bad ones are set aside.

Rows are read, checked and written in chunks inside one transaction, so a file larger than
memory can be imported, and a bad row on its last line undoes the whole.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice, starmap
from operator import itemgetter

from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback_app.errors import ResponseFileError
from feedback_app.services import clock, concerns, responding, verbatims
from feedback_app.services.mapping import AnswerColumn, FileMapping
from feedback_app.services.responding import Returned
from feedback_app.services.response_files import Line, ResponseFile, Row, read_lines
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
    file: ResponseFile,
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
    for lines in _chunks(read_lines(file, mapping)):
        good, wrong = _sort_out(reading, lines)
        bad += wrong
        if skip_bad or not bad:
            _store(session, good)
        stored += len(good)
        progress(len(lines))
    if bad and not skip_bad:
        raise ResponseFileError(_say(bad), remedy="Mend them, or set them aside with --skip-bad.")
    return Imported(stored, tuple(bad))


def check_responses(
    session: Session,
    survey: Survey,
    questionnaire: Questionnaire,
    *,
    file: ResponseFile,
    mapping: FileMapping,
) -> Imported:
    """Return what an import would store and which rows it would refuse; nothing is stored.

    Raises:
        ResponseFileError: the file or mapping cannot be read.
    """
    reading = _prepare(session, survey, questionnaire, mapping)
    bad: list[BadRow] = []
    good = 0
    for lines in _chunks(read_lines(file, mapping)):
        fine, wrong = _sort_out(reading, lines)
        good, bad = good + len(fine), bad + wrong
    return Imported(good, tuple(bad))


def check_heading(
    session: Session,
    survey: Survey,
    questionnaire: Questionnaire,
    *,
    file: ResponseFile,
    mapping: FileMapping,
) -> None:
    """Refuse at once what no row can be read by: an unknown question, encoding or column.

    Raises:
        ResponseFileError: the message says which.
    """
    _prepare(session, survey, questionnaire, mapping)
    next(read_lines(file, mapping), None)


def _sort_out(reading: _Reading, lines: Iterable[Line]) -> tuple[list[Returned], list[BadRow]]:
    """Return what some rows make, and those that make nothing, each with its reason."""
    good, bad = [], []
    for line in lines:
        try:
            good.append(_returned(reading, line))
        except ValueError as error:
            bad.append(BadRow(line.number, str(error), line.row))
    return good, bad


def write_rejects(bad: Sequence[BadRow]) -> str:
    """Return the rows that were refused as CSV: number and reason, then the row as it came."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, ["row", "reason", *(bad[0].row if bad else ())])
    writer.writeheader()
    for each in bad:
        writer.writerow({"row": each.number, "reason": each.reason, **each.row})
    return out.getvalue()


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


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def _returned(reading: _Reading, line: Line) -> Returned:
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
    lines = [f"row {each.number}: {each.reason}." for each in bad[:SHOWN]]
    more = f"\n… and {len(bad) - SHOWN} more" if len(bad) > SHOWN else ""
    return f"{len(bad)} rows cannot be stored, so nothing was.\n" + "\n".join(lines) + more
