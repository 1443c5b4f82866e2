"""What a safeguarding lead does with a concern once it is read: decide, hand over, close."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.services import audit, watches
from feedback_app.services.concern_steps import (
    ConcernStepError,
    IncompleteStepError,
    NewStep,
    add_step,
    check_reason,
    find,
    refuse_step,
    state_of,
)
from feedback_app.store import Concern, ConcernEvent, Staff
from feedback_app.store.concerns import ConcernState, Outcome
from feedback_app.store.staff import Role
from feedback_app.store.watches import AlertKind

OPEN_STATES = {ConcernState.SEEN, ConcernState.DECIDED}
RED = "T3"


def record_decision(
    session: Session, concern_id: str, *, outcome: Outcome, reason: str, staff_id: str
) -> None:
    """Record what a safeguarding lead decided; a later decision stands beside the earlier one.

    Raises:
        ConcernStepError: nobody has read it yet, or it is closed.
        IncompleteStepError: no reason was given, or it is too long.
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
        IncompleteStepError: that person is no other lead, or no reason was given.
        NotFoundError: there is no such concern.
    """
    concern = find(session, concern_id)
    refuse_step(concern, OPEN_STATES, "Read it first.")
    colleague = next((each for each in leads(session) if each.id == to), None)
    if colleague is None or to == staff_id:
        raise IncompleteStepError(
            "to", "Nobody was chosen.", remedy="Choose another safeguarding lead."
        )
    check_reason(reason)
    step = NewStep(state_of(concern), None, reason, to)
    add_step(session, concern, step, staff_id=staff_id)
    watches.tell(session, AlertKind.HANDED_OVER, colleague.email, concern.level)
    audit.record(session, staff_id, "handed-concern-over", subject=f"{concern_id} {to}")


def close_concern(session: Session, concern_id: str, *, reason: str, staff_id: str) -> None:
    """Close a concern that was decided, saying what was done.

    What was kept of a withdrawn response goes with it.

    Raises:
        ConcernStepError: it was not decided yet, is closed, or needs a second reader.
        IncompleteStepError: no reason was given, or it is too long.
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


def ask_for_second_reader(
    session: Session, concern_id: str, *, deputies: Iterable[str], reason: str, staff_id: str
) -> None:
    """Ask for somebody who reads it too: the deputies, and the administrators who let them in.

    Raises:
        ConcernStepError: it needs no second reader.
        IncompleteStepError: no reason was given, or it is too long.
        NotFoundError: there is no such concern.
    """
    concern = find(session, concern_id)
    if not needs_second_reader(concern, staff_id):
        raise ConcernStepError("This concern needs no second reader.", remedy="Close it.")
    check_reason(reason)
    add_step(session, concern, NewStep(ConcernState.DECIDED, None, reason), staff_id=staff_id)
    for address in sorted({*deputies, *_addresses_of_administrators(session)}):
        watches.tell(session, AlertKind.SECOND_READER, address, concern.level)
    audit.record(session, staff_id, "asked-for-second-reader", subject=concern_id)


def count_alone(session: Session) -> int:
    """Return how many concerns wait for a second reader while fewer than two leads can sign in."""
    if len(leads(session)) > 1:
        return 0
    none = select(ConcernEvent.concern_id).where(ConcernEvent.outcome == Outcome.NO_CONCERN)
    closed = select(ConcernEvent.concern_id).where(ConcernEvent.state == ConcernState.CLOSED)
    red = select(Concern).where(
        Concern.level == RED, Concern.id.in_(none), Concern.id.not_in(closed)
    )
    return sum(
        needs_second_reader(concern, concern.events[-1].staff_id)
        for concern in session.scalars(red)
    )


def leads(session: Session) -> list[Staff]:
    """Return the safeguarding leads who can sign in, by name."""
    query = select(Staff).where(Staff.role == Role.SAFEGUARDING_LEAD, Staff.is_active)
    return list(session.scalars(query.order_by(Staff.name, Staff.id)))


def is_second_reader_needed(session: Session, concern_id: str, *, staff_id: str) -> bool:
    """Whether somebody else has to read a concern before this person can close it."""
    concern = find(session, concern_id)
    return state_of(concern) is ConcernState.DECIDED and needs_second_reader(concern, staff_id)


def needs_second_reader(concern: Concern, staff_id: str) -> bool:
    """Whether this person alone said of a red concern that it is none."""
    decided = [event for event in concern.events if event.outcome]
    if concern.level != RED or not decided or decided[-1].outcome != Outcome.NO_CONCERN:
        return False
    return {event.staff_id for event in decided if event.outcome == Outcome.NO_CONCERN} <= {
        staff_id
    }


def _addresses_of_administrators(session: Session) -> list[str]:
    query = select(Staff.email).where(Staff.role == Role.ADMINISTRATOR, Staff.is_active)
    return list(session.scalars(query))


def _refuse_alone(concern: Concern, staff_id: str) -> None:
    if needs_second_reader(concern, staff_id):
        raise ConcernStepError(
            "Danger was suspected, and you alone decided that there is none.",
            remedy="Its page says whom to ask to read it too.",
        )
