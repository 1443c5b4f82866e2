"""The queue of a trained reader: every response with words, the most worrying first.

Whoever reads may raise a concern; nobody can take one back here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.services import audit, clock, verbatims
from feedback_app.services.rereading import raise_by
from feedback_app.store import Response, Survey, ToRead

AT_ONCE = 10
READER_LEVEL = "T2"
READER_REASON = "somebody who read it was worried"


@dataclass(frozen=True)
class Unread:
    """What one respondent wrote, for a reader."""

    response_id: str
    survey: str
    texts: tuple[str, ...]


def count_waiting(session: Session) -> int:
    """Return how many responses nobody has read."""
    query = select(func.count()).select_from(ToRead).where(ToRead.read_by.is_(None))
    return session.scalar(query) or 0


def read_next(session: Session, *, staff_id: str) -> list[Unread]:
    """Return the next responses to read, and record who was shown them."""
    query = (
        select(ToRead.response_id, Survey.title)
        .join(Response, Response.id == ToRead.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(ToRead.read_by.is_(None))
        .order_by(ToRead.score.desc(), ToRead.response_id)
        .limit(AT_ONCE)
    )
    found = [
        Unread(
            response_id,
            title,
            tuple(each.text for each in verbatims.words_of(session, [response_id])),
        )
        for response_id, title in session.execute(query).all()
    ]
    if found:
        shown = " ".join(each.response_id for each in found)
        audit.record(session, staff_id, "read-texts", subject=shown)
    return found


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
