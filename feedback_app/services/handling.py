"""What a safeguarding lead does with a concern once it is read: decide, hand over, close."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError
from feedback_app.services import audit, watches
from feedback_app.services.concern_steps import (
    ConcernStepError,
    NewStep,
    add_step,
    check_reason,
    refuse_step,
    state_of,
)
from feedback_app.services.safeguarding import find
from feedback_app.store import Concern, Staff
from feedback_app.store.concerns import ConcernState, Outcome
from feedback_app.store.staff import Role

OPEN_STATES = {ConcernState.SEEN, ConcernState.DECIDED}
RED = "T3"


def record_decision(
    session: Session, concern_id: str, *, outcome: Outcome, reason: str, staff_id: str
) -> None:
    """Record what a safeguarding lead decided; a later decision stands beside the earlier one.

    Raises:
        ConcernStepError: nobody has read it yet, or it is closed.
        FeedbackError: no reason was given, or it is too long.
        NotFoundError: there is no such concern.
    """
    concern = find(session, concern_id)
    refuse_step(concern, OPEN_STATES, "Read it first.")
    check_reason(reason)
    step = NewStep(ConcernState.DECIDED, outcome, reason)
    add_step(session, concern, step, staff_id=staff_id)
    audit.record(session, staff_id, "decided-concern", subject=f"{concern_id} {outcome}")


def hand_over(session: Session, concern_id: str, *, to: str, reason: str, staff_id: str) -> None:
    """Give a concern to another safeguarding lead, who is told by e-mail.

    Raises:
        ConcernStepError: nobody has read it yet, or it is closed.
        FeedbackError: that person is no other lead, or no reason was given.
        NotFoundError: there is no such concern.
    """
    concern = find(session, concern_id)
    refuse_step(concern, OPEN_STATES, "Read it first.")
    colleague = next((each for each in leads(session) if each.id == to), None)
    if colleague is None or to == staff_id:
        raise FeedbackError("Nobody was chosen.", remedy="Choose another safeguarding lead.")
    check_reason(reason)
    step = NewStep(state_of(concern), None, reason, to)
    add_step(session, concern, step, staff_id=staff_id)
    watches.tell_of_handover(session, colleague.email, concern.level)
    audit.record(session, staff_id, "handed-concern-over", subject=f"{concern_id} {to}")


def close_concern(session: Session, concern_id: str, *, reason: str, staff_id: str) -> None:
    """Close a concern that was decided, saying what was done.

    What was kept of a withdrawn response goes with it.

    Raises:
        ConcernStepError: it was not decided yet, is closed, or needs a second reader.
        FeedbackError: no reason was given, or it is too long.
        NotFoundError: there is no such concern.
    """
    concern = find(session, concern_id)
    refuse_step(concern, {ConcernState.DECIDED}, "Read it and decide first.")
    check_reason(reason)
    _refuse_alone(concern, staff_id)
    add_step(session, concern, NewStep(ConcernState.CLOSED, None, reason), staff_id=staff_id)
    concern.sealed_record = None
    session.flush()
    audit.record(session, staff_id, "closed-concern", subject=concern_id)


def leads(session: Session) -> list[Staff]:
    """Return the safeguarding leads who can sign in, by name."""
    query = select(Staff).where(Staff.role == Role.SAFEGUARDING_LEAD, Staff.is_active)
    return list(session.scalars(query.order_by(Staff.name, Staff.id)))


def needs_second_reader(concern: Concern, staff_id: str) -> bool:
    """Whether this person alone said of a red concern that it is none."""
    decided = [event for event in concern.events if event.outcome]
    if concern.level != RED or not decided or decided[-1].outcome != Outcome.NO_CONCERN:
        return False
    return {event.staff_id for event in decided if event.outcome == Outcome.NO_CONCERN} <= {
        staff_id
    }


def _refuse_alone(concern: Concern, staff_id: str) -> None:
    if needs_second_reader(concern, staff_id):
        raise ConcernStepError(
            "Danger was suspected, and you alone decided that there is none.",
            remedy="Hand it over: another safeguarding lead reads it and closes it.",
        )
