"""A concern that somebody raises who reads an answer, as a coder does, and is worried by it."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.cues import Level
from feedback_app.errors import FeedbackError
from feedback_app.services import audit
from feedback_app.services.rereading import add_concern
from feedback_app.store import Concern, Response, Verbatim
from feedback_app.store.concerns import ConcernState

REASON = "somebody who read this answer is worried by it"
LEVELS = (Level.T3, Level.T2)


def raise_worry(session: Session, verbatim_id: str, *, level: str, by: str) -> None:
    """Tell the safeguarding leads of an answer; told twice unread, the more urgent level stands.

    Raises:
        FeedbackError: it was not said what the worry is.
    """
    if level not in {each.name for each in LEVELS}:
        raise FeedbackError("Choose what you are worried about.", remedy="Tick one of the two.")
    verbatim = session.get_one(Verbatim, verbatim_id)
    concern = _told(session, verbatim)
    if concern is None or concern.state != ConcernState.NEW:
        response = session.get_one(Response, verbatim.response_id)
        concern = add_concern(
            session, response, verbatim.question_id, level=level, reasons=[REASON]
        )
    concern.level = max(concern.level, level)
    audit.record(session, by, "raised-concern", subject=verbatim_id)


def was_told(session: Session, verbatim_id: str) -> bool:
    """Say whether somebody who read an answer has told the safeguarding leads of it."""
    return _told(session, session.get_one(Verbatim, verbatim_id)) is not None


def _told(session: Session, verbatim: Verbatim) -> Concern | None:
    return session.scalar(
        select(Concern)
        .where(
            Concern.response_id == verbatim.response_id,
            Concern.question_id == verbatim.question_id,
            Concern.reasons == json.dumps([REASON]),
        )
        .order_by((Concern.state == ConcernState.NEW).desc())
        .limit(1)
    )
