"""What a safeguarding lead does with concerns: the queue, one concern whole, and each step.

A concern goes new → seen → decided → closed. Each step is a row that says who, when and why;
none is ever changed, and nothing is closed that nobody read and decided.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import audit, clock
from feedback_app.services.concern_context import Given, given_in
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import Concern, ConcernEvent, Response, Survey
from feedback_app.store.concerns import ConcernState, Outcome
from feedback_app.store.staff import Staff
from forms.definition import Presentation

LEVELS = ("T3", "T2", "T1")
"""Most urgent first."""
LONGEST_REASON = 2000


class ConcernStepError(FeedbackError):
    """A step that does not follow from where a concern stands."""

    status = 409
    heading = "That step cannot be taken yet"


@dataclass(frozen=True)
class Step:
    """One step of a concern: who took it, when (UTC), and why."""

    state: ConcernState
    person: str
    at: datetime
    outcome: Outcome | None
    reason: str


@dataclass(frozen=True)
class Waiting:
    """One line of the queue: nothing of what was written."""

    id: str
    level: str
    survey: str
    raised_on: date
    state: ConcernState
    person: str


@dataclass(frozen=True)
class WholeConcern:
    """A concern in its context: the whole response, why it was raised, and every step."""

    id: str
    level: str
    reasons: tuple[str, ...]
    raised_on: date
    survey: str
    questionnaire: str
    given: tuple[Given, ...]
    steps: tuple[Step, ...]

    @property
    def state(self) -> ConcernState:
        """How far it has come."""
        return self.steps[-1].state if self.steps else ConcernState.NEW

    @property
    def outcome(self) -> Outcome | None:
        """What was decided last."""
        return next((step.outcome for step in reversed(self.steps) if step.outcome), None)


def queue(session: Session) -> list[Waiting]:
    """Return the concerns that are not closed: the most urgent first, then the oldest."""
    rows = session.execute(
        select(Concern, Survey.title)
        .join(Response, Response.id == Concern.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(~_events(ConcernState.CLOSED).exists())
        .order_by(Concern.level.desc(), Concern.raised_on, Concern.id)
    ).all()
    newest = _newest_steps(session, [concern.id for concern, _ in rows])
    return [
        Waiting(
            concern.id,
            concern.level,
            title,
            concern.raised_on,
            newest[concern.id].state if concern.id in newest else ConcernState.NEW,
            newest[concern.id].person if concern.id in newest else "",
        )
        for concern, title in rows
    ]


def count_unseen(session: Session) -> int:
    """Return how many concerns nobody has read."""
    query = select(func.count()).select_from(Concern).where(~_events(ConcernState.SEEN).exists())
    return session.scalar(query) or 0


def read_concern(session: Session, concern_id: str, *, staff_id: str) -> WholeConcern:
    """Return a concern with the whole response, and record who read it.

    The first reading makes a new concern a seen one.

    Raises:
        NotFoundError: there is no such concern.
    """
    concern = _find(session, concern_id)
    if not concern.events:
        _add_step(session, concern, ConcernState.SEEN, staff_id=staff_id)
    audit.record(session, staff_id, "read-concern", subject=concern_id)
    return _whole(session, concern)


def record_decision(
    session: Session, concern_id: str, *, outcome: Outcome, reason: str, staff_id: str
) -> None:
    """Record what a safeguarding lead decided; a later decision stands beside the earlier one.

    Raises:
        ConcernStepError: nobody has read it yet, or it is closed.
        FeedbackError: no reason was given, or it is too long.
        NotFoundError: there is no such concern.
    """
    concern = _find(session, concern_id)
    _refuse_step(concern, {ConcernState.SEEN, ConcernState.DECIDED}, "Read it first.")
    _check_reason(reason)
    _add_step(
        session, concern, ConcernState.DECIDED, staff_id=staff_id, outcome=outcome, reason=reason
    )
    audit.record(session, staff_id, "decided-concern", subject=f"{concern_id} {outcome}")


def close_concern(session: Session, concern_id: str, *, reason: str, staff_id: str) -> None:
    """Close a concern that was decided, saying what was done.

    Raises:
        ConcernStepError: it was not decided yet, or is closed.
        FeedbackError: no reason was given, or it is too long.
        NotFoundError: there is no such concern.
    """
    concern = _find(session, concern_id)
    _refuse_step(concern, {ConcernState.DECIDED}, "Read it and decide first.")
    _check_reason(reason)
    _add_step(session, concern, ConcernState.CLOSED, staff_id=staff_id, reason=reason)
    audit.record(session, staff_id, "closed-concern", subject=concern_id)


def _find(session: Session, concern_id: str) -> Concern:
    concern = session.get(Concern, concern_id)
    if concern is None:
        raise NotFoundError("There is no such concern.", remedy="Go back to the list of concerns.")
    return concern


def _events(state: ConcernState) -> Select[int]:
    return select(ConcernEvent.number).where(
        ConcernEvent.concern_id == Concern.id, ConcernEvent.state == state
    )


def _newest_steps(session: Session, concern_ids: Sequence[str]) -> dict[str, Step]:
    rows = session.execute(
        select(ConcernEvent, Staff.name)
        .join(Staff, Staff.id == ConcernEvent.staff_id)
        .where(ConcernEvent.concern_id.in_(concern_ids))
        .order_by(ConcernEvent.number)
    )
    return {event.concern_id: _step(event, name) for event, name in rows}


def _step(event: ConcernEvent, person: str) -> Step:
    outcome = Outcome(event.outcome) if event.outcome else None
    return Step(ConcernState(event.state), person, event.at, outcome, event.reason)


def _refuse_step(concern: Concern, allowed: set[ConcernState], remedy: str) -> None:
    state = ConcernState(concern.events[-1].state) if concern.events else ConcernState.NEW
    if state not in allowed:
        raise ConcernStepError(
            f"This concern is {state}.",
            remedy="It was closed by a colleague." if state is ConcernState.CLOSED else remedy,
        )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise FeedbackError("There is no reason.", remedy="Write why, in a sentence or two.")
    if len(reason) > LONGEST_REASON:
        raise FeedbackError(
            f"The reason has {len(reason)} characters.",
            remedy=f"Use up to {LONGEST_REASON}; keep the case notes in the case record.",
        )


def _add_step(
    session: Session,
    concern: Concern,
    state: ConcernState,
    *,
    staff_id: str,
    outcome: Outcome | None = None,
    reason: str = "",
) -> None:
    event = ConcernEvent(
        concern_id=concern.id,
        state=state,
        staff_id=staff_id,
        at=clock.now(),
        outcome=outcome or "",
        reason=reason.strip(),
    )
    concern.events.append(event)
    session.flush()


def _whole(session: Session, concern: Concern) -> WholeConcern:
    response = session.get_one(Response, concern.response_id)
    survey = session.get_one(Survey, response.survey_id)
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    names = dict(session.execute(select(Staff.id, Staff.name)).all())
    return WholeConcern(
        concern.id,
        concern.level,
        tuple(json.loads(concern.reasons)),
        concern.raised_on,
        survey.title,
        questionnaire.title.of(Presentation(response.presentation)),
        tuple(given_in(session, response, questionnaire, raised_by=concern.question_id)),
        tuple(_step(event, names.get(event.staff_id, "")) for event in concern.events),
    )
