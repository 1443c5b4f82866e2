"""What a row of the audit trail is about, in words: which kind of thing, its reference, its survey.

The trail holds ids alone, so that it never holds an answer. They are looked up as it is read;
what was deleted since keeps its id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from re import compile as pattern

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from feedback_app.services.related_concerns import reference_of
from feedback_app.store import (
    Ask,
    Concern,
    ContactRequest,
    Quotation,
    ReportSnapshot,
    Response,
    Staff,
    SubjectRequest,
    Survey,
    ThemeCandidate,
    Verbatim,
)

RANDOM_ID = pattern(r"[0-9a-f]{32}|[0-9a-f]{64}")


class Kind(StrEnum):
    """A kind of thing that somebody read or changed."""

    CONCERN = "concern"
    ANSWER = "answer"
    RESPONSE = "response"
    CONTACT = "contact"
    REQUEST = "request"
    QUOTATION = "quotation"
    CANDIDATE = "candidate"
    ASK = "ask"
    REPORT = "report"
    SURVEY = "survey"
    PERSON = "person"
    GONE = "gone"
    WORD = "word"
    """No id at all: a number, a role, the name of a page."""


@dataclass(frozen=True)
class Subject:
    """One thing that a row of the trail is about; `name` is a survey, a person or a title.

    The reference of an answer is that of the response it stands in.
    """

    kind: Kind
    reference: str = ""
    name: str = ""


def subjects_of(session: Session, written: Iterable[str]) -> dict[str, tuple[Subject, ...]]:
    """Return what each subject of the trail means, in the order of its words."""
    written = set(written)
    found = _look_up(session, {word for each in written for word in each.split()})
    return {each: tuple(found[word] for word in each.split()) for each in written}


def _look_up(session: Session, words: set[str]) -> Mapping[str, Subject]:
    found = {word: _unknown(word) for word in words}
    for kind, query in _queries(words).items():
        for id_, refers_to, name in session.execute(query):
            is_named = kind in (Kind.SURVEY, Kind.PERSON)
            found[id_] = Subject(kind, "" if is_named else reference_of(refers_to), name)
    return found


def _unknown(word: str) -> Subject:
    is_id = RANDOM_ID.fullmatch(word)
    return Subject(Kind.GONE, reference_of(word)) if is_id else Subject(Kind.WORD, name=word)


def _queries(words: set[str]) -> dict[Kind, Select[str, str, str]]:
    """Return a query for each kind: ids among some words, what they refer to, and its name."""
    of_surveys = {
        Kind.CONCERN: (Concern.id, Concern.survey_id),
        Kind.RESPONSE: (Response.id, Response.survey_id),
        Kind.CONTACT: (ContactRequest.id, ContactRequest.survey_id),
        Kind.CANDIDATE: (ThemeCandidate.id, ThemeCandidate.survey_id),
        Kind.QUOTATION: (Quotation.id, Quotation.survey_id),
        Kind.ASK: (Ask.id, Ask.survey_id),
    }
    named = {
        Kind.REQUEST: (SubjectRequest.id, SubjectRequest.kind),
        Kind.REPORT: (ReportSnapshot.hash, ReportSnapshot.title),
        Kind.SURVEY: (Survey.id, Survey.title),
        Kind.PERSON: (Staff.id, Staff.name),
    }
    queries = {kind: select(id_, id_, name) for kind, (id_, name) in named.items()}
    for kind, (id_, survey_id) in of_surveys.items():
        queries[kind] = select(id_, id_, Survey.title).join(Survey, Survey.id == survey_id)
    queries[Kind.ANSWER] = (
        select(Verbatim.id, Response.id, Survey.title)
        .join(Response, Response.id == Verbatim.response_id)
        .join(Survey, Survey.id == Response.survey_id)
    )
    return {
        kind: query.where(query.selected_columns[0].in_(words)) for kind, query in queries.items()
    }
