"""The queue of a trained reader: every response with words, the most worrying first.

Whoever reads may raise a concern; nobody can take one back here.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.services import audit, clock, verbatims
from feedback_app.services.paging import HEAD, Place, cut
from feedback_app.services.rereading import raise_by
from feedback_app.store import Response, Survey, ToRead

AT_ONCE = 10
ORDER = ((ToRead.score, True), (ToRead.response_id, False))
READER_LEVEL = "T2"
READER_REASON = "somebody who read it was worried"


@dataclass(frozen=True)
class Unread:
    """What one respondent wrote, for a reader."""

    response_id: str
    survey: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class ReadingPage:
    """What a reader is shown now, with how many responses nobody has read."""

    shown: tuple[Unread, ...]
    count: int
    has_previous: bool
    has_next: bool


def read_page(
    session: Session, survey_id: str = "", place: Place = HEAD, *, staff_id: str
) -> ReadingPage:
    """Return a page of the responses to read, and record who was shown them.

    `survey_id` keeps to one survey. Whoever goes on without reading comes to what follows.
    """
    which = select(ToRead.response_id).where(ToRead.read_by.is_(None))
    if survey_id:
        which = which.join(Response).where(Response.survey_id == survey_id)
    page = cut(session, which, ORDER, place, most=AT_ONCE)
    shown = tuple(_unread(session, page.ids))
    if shown:
        ids = " ".join(each.response_id for each in shown)
        audit.record(session, staff_id, "read-texts", subject=ids)
    count = session.scalar(select(func.count()).select_from(which.subquery())) or 0
    return ReadingPage(shown, count, page.has_previous, page.has_next)


def surveys_waiting(session: Session) -> list[tuple[str, str]]:
    """Return the id and title of each survey with responses that nobody has read, by title."""
    waiting = (
        select(ToRead.response_id)
        .join(Response)
        .where(Response.survey_id == Survey.id, ToRead.read_by.is_(None))
    )
    query = select(Survey.id, Survey.title).where(waiting.exists())
    return [(key, title) for key, title in session.execute(query.order_by(Survey.title, Survey.id))]


def _unread(session: Session, response_ids: Sequence[str]) -> Iterator[Unread]:
    """Yield what was written in some responses, in their order."""
    titles = dict(
        session.execute(
            select(Response.id, Survey.title)
            .join(Survey, Survey.id == Response.survey_id)
            .where(Response.id.in_(response_ids))
        ).all()
    )
    for each in response_ids:
        words = verbatims.words_of(session, [each])
        yield Unread(each, titles[each], tuple(said.text for said in words))


def mark_read(
    session: Session, response_ids: Sequence[str], *, raised: Collection[str], staff_id: str
) -> int:
    """Record that somebody read these; raise a concern for those they ticked; return how many."""
    rows = session.scalars(
        select(ToRead).where(ToRead.response_id.in_(response_ids), ToRead.read_by.is_(None))
    ).all()
    count = 0
    for row in rows:
        row.read_by, row.read_on = staff_id, clock.today()
        if row.response_id in raised:
            count += _raise(session, row.response_id, staff_id)
    session.flush()
    return count


def _raise(session: Session, response_id: str, staff_id: str) -> bool:
    response = session.get_one(Response, response_id)
    words = verbatims.words_of(session, [response_id])
    question = words[0].question_id if words else ""
    audit.record(session, staff_id, "raised-concern", subject=response_id)
    return raise_by(session, response, question, level=READER_LEVEL, reasons=[READER_REASON])
