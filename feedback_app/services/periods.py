"""Which responses a report counts: closed periods, each released whole and never cut again.

A period ends with a day that is over. The next one starts the day after, and is joined to the one
before it when it brought fewer than twenty responses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.dimensions import WAVE
from analysis.ledger import Ledger
from feedback_app.errors import FeedbackError
from feedback_app.services.counting import Scope
from feedback_app.services.instruments import instrument_key
from feedback_app.store import Response, Survey

FEWEST_NEW = 20


class NothingToReportError(FeedbackError):
    """A survey, or a period of it, without a response to count."""


@dataclass(frozen=True)
class Period:
    """The responses to one questionnaire that a report counts, and the waves they came in."""

    scope: Scope
    waves: frozenset[str]
    first_on: date | None
    last_on: date | None
    responses: int
    waiting: int


def choose_period(
    session: Session,
    survey: Survey,
    questionnaire_id: str,
    *,
    ledger: Ledger,
    until: date,
) -> Period:
    """Return the period of a questionnaire up to a day, in whole waves.

    Raises:
        FeedbackError: a wave that has been released would have to be cut in two.
    """
    ends = _released_ends(ledger, instrument_key(survey.id, questionnaire_id))
    earlier = [end for end in ends if end <= until]
    if ends and not earlier:
        raise FeedbackError(
            f"Figures of {survey.id} up to {ends[0]:%-d %B %Y} are out already, so a report cannot "
            f"end on {until:%-d %B %Y}.",
            remedy=f"Give --until {ends[0].isoformat()} or a later day.",
        )
    end = until
    if ends and until not in ends:
        if until < ends[-1]:
            end = earlier[-1]
        elif (
            _count(session, Scope(survey.id, questionnaire_id, until), after=ends[-1]) < FEWEST_NEW
        ):
            end = ends[-1]
    scope = Scope(survey.id, questionnaire_id, end)
    ends_of = func.min(Response.received_on), func.max(Response.received_on)
    first, last = session.execute(select(*ends_of).where(scope.condition)).one()
    later = _count(session, Scope(survey.id, questionnaire_id, date.max), after=end)
    bounds = sorted({*(each for each in ends if each < end), end})
    return Period(scope, frozenset(_waves(bounds)), first, last, _count(session, scope), later)


def wave_ends(wave: str) -> tuple[date | None, date]:
    """Return the day before a wave began (None: it is the first) and its last day."""
    start, _, end = wave.partition("..")
    before = date.fromisoformat(start) - timedelta(days=1) if start else None
    return before, date.fromisoformat(end)


def answered_surveys(session: Session) -> tuple[str, ...]:
    """Return every survey that anybody answered, by the day it opened.

    Raises:
        NothingToReportError: nobody answered anything yet.
    """
    answered = select(Response.survey_id).where(Response.survey_id == Survey.id).exists()
    query = select(Survey.id).where(answered).order_by(Survey.opens_on, Survey.id)
    found = tuple(session.scalars(query))
    if not found:
        raise NothingToReportError(
            "Nobody has answered any survey yet.", remedy="Build a pack when answers are in."
        )
    return found


def last_whole_day(survey: Survey, today: date, *, until: date | None) -> date:
    """Return the last day a report may count: one that is over, or the day a survey was closed.

    Raises:
        FeedbackError: the day asked for is not over, so answers may still come in on it.
    """
    closed = survey.closed_on or survey.closes_on
    yesterday = today - timedelta(days=1)
    if until is None:
        return closed if closed is not None and closed < today else yesterday
    if until > yesterday and not (survey.closed_on is not None and until <= survey.closed_on):
        raise FeedbackError(
            f"{until:%-d %B %Y} is not over: answers may still come in, and the same figures could "
            "then not be built again.",
            remedy=f"Give --until {yesterday.isoformat()} or an earlier day, or close the survey.",
        )
    return until


def _waves(ends: Iterable[date]) -> list[str]:
    found, start = [], ""
    for end in ends:
        found.append(f"{start}..{end.isoformat()}")
        start = (end + timedelta(days=1)).isoformat()
    return found


def _released_ends(ledger: Ledger, key: str) -> list[date]:
    """Return the last days of the waves of a questionnaire that are out, in order.

    Those of withdrawn releases too: a wave cut anew could be compared with a copy.
    """
    waves = {
        wave
        for entry in ledger.everything
        for row in entry.rows
        if row.population.survey == key
        for wave in row.population.atoms(WAVE) or ()
    }
    return sorted(wave_ends(wave)[1] for wave in waves)


def _count(session: Session, scope: Scope, *, after: date | None = None) -> int:
    query = select(func.count()).select_from(Response).where(scope.condition)
    if after is not None:
        query = query.where(Response.received_on > after)
    return session.scalar(query) or 0
