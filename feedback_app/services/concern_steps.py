"""The steps of a concern: added one after the other, never changed, their reasons sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import clock
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.store import Concern, ConcernEvent, Staff
from feedback_app.store.concerns import ConcernState, Outcome

LONGEST_REASON = 2000


class ConcernStepError(FeedbackError):
    """A step that does not follow from where a concern stands."""

    status = 409
    heading = "That step cannot be taken yet"


class IncompleteStepError(FeedbackError):
    """A step that lacks something, such as a reason of a fair length; `field` says what."""

    status = 422

    def __init__(self, field: str, message: str, *, remedy: str) -> None:
        super().__init__(message, remedy=remedy)
        self.field = field


@dataclass(frozen=True)
class Step:
    """One step of a concern: who took it, when (UTC), why, and to whom it was handed over."""

    state: ConcernState
    person: str
    at: datetime
    outcome: Outcome | None
    reason: str
    handed_to: str = ""


@dataclass(frozen=True)
class NewStep:
    """A step about to be taken."""

    state: ConcernState
    outcome: Outcome | None = None
    reason: str = ""
    handed_to: str | None = None


def find(session: Session, concern_id: str) -> Concern:
    """Return a concern.

    Raises:
        NotFoundError: there is no such concern.
    """
    concern = session.get(Concern, concern_id)
    if concern is None:
        raise NotFoundError("There is no such concern.", remedy="Go back to the list of concerns.")
    return concern


def state_of(concern: Concern) -> ConcernState:
    """Return how far a concern has come."""
    return ConcernState(concern.state)


def add_step(session: Session, concern: Concern, new: NewStep, *, staff_id: str) -> None:
    """Add a step; its reason is sealed under the number it is given."""
    event = ConcernEvent(
        concern_id=concern.id,
        state=new.state,
        staff_id=staff_id,
        at=clock.now(),
        outcome=new.outcome or "",
        handed_to=new.handed_to,
    )
    concern.events.append(event)
    concern.state = new.state
    session.flush()
    if new.reason.strip():
        event.sealed_reason = seal(
            session.connection(),
            new.reason.strip(),
            survey_id=concern.survey_id,
            place=_place(event),
        )
        session.flush()


def steps_of(session: Session, concern: Concern) -> list[Step]:
    """Return every step of a concern with its reason opened."""
    names = names_of_staff(session)
    return [
        Step(
            ConcernState(event.state),
            names.get(event.staff_id, ""),
            event.at,
            Outcome(event.outcome) if event.outcome else None,
            reason_of(session, event),
            names.get(event.handed_to or "", ""),
        )
        for event in concern.events
    ]


def reason_of(session: Session, event: ConcernEvent) -> str:
    """Return what was written as the reason of a step."""
    sealed = event.sealed_reason
    return unseal(session.connection(), sealed, place=_place(event)) if sealed else ""


def names_of_staff(session: Session) -> Mapping[str, str]:
    """Return the name of everybody who ever had an account, by id."""
    return dict(session.execute(select(Staff.id, Staff.name)).all())


def refuse_step(concern: Concern, allowed: set[ConcernState], remedy: str) -> None:
    """Stop here unless a concern stands where a step may follow.

    Raises:
        ConcernStepError: it does not.
    """
    state = state_of(concern)
    if state not in allowed:
        raise ConcernStepError(
            f"This concern is {state}.",
            remedy="It was closed by a colleague." if state is ConcernState.CLOSED else remedy,
        )


def refuse_unread(concern: Concern) -> None:
    """Stop here unless somebody has read a concern.

    Raises:
        ConcernStepError: nobody has.
    """
    refuse_step(concern, set(ConcernState) - {ConcernState.NEW}, "Read it first.")


def check_reason(reason: str) -> None:
    """Stop here unless there is a reason of a fair length.

    Raises:
        IncompleteStepError: there is none, or it is too long.
    """
    if not reason.strip():
        raise IncompleteStepError(
            "reason", "There is no reason.", remedy="Write why, in a sentence or two."
        )
    if len(reason) > LONGEST_REASON:
        raise IncompleteStepError(
            "reason",
            f"The reason has {len(reason)} characters.",
            remedy=f"Use up to {LONGEST_REASON}; keep the case notes in the case record.",
        )


def _place(event: ConcernEvent) -> Place:
    return Place("concern_event", "sealed_reason", str(event.number))
