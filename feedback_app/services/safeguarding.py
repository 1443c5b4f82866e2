"""What a safeguarding lead reads: the queue of concerns, and one concern whole.

A concern goes new → seen → decided → closed. Each step is a row that says who, when and why;
none is ever changed, and nothing is closed that nobody read and decided (`services.handling`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from feedback_app.errors import NotFoundError
from feedback_app.services import audit, clock, watches
from feedback_app.services.concern_context import Given
from feedback_app.services.concern_steps import (
    NewStep,
    Step,
    add_step,
    names_of_staff,
    steps_of,
)
from feedback_app.services.kept_concerns import read_whole
from feedback_app.store import Concern, ConcernEvent, Survey, ToRead, Watch
from feedback_app.store.concerns import ConcernState, Outcome

LEVELS = ("T3", "T2", "T1")
"""Most urgent first."""


@dataclass(frozen=True)
class Waiting:
    """One line of the queue: nothing of what was written; `due_at` while nobody has seen it."""

    id: str
    level: str
    survey: str
    raised_on: date
    state: ConcernState
    person: str
    due_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether nobody saw it in time."""
        return self.due_at is not None and self.due_at <= clock.now()


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
    is_withdrawn: bool = False

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
        select(Concern, Survey.title, Watch.due_at)
        .join(Survey, Survey.id == Concern.survey_id)
        .join(Watch, _running(Watch.concern_id == Concern.id), isouter=True)
        .where(~events(ConcernState.CLOSED).exists())
        .order_by(Concern.level.desc(), Concern.raised_on, Concern.id)
    ).all()
    newest = _newest_steps(session, [concern.id for concern, _, _ in rows])
    names = names_of_staff(session)
    return [
        Waiting(
            concern.id,
            concern.level,
            title,
            concern.raised_on,
            ConcernState(newest[concern.id].state) if concern.id in newest else ConcernState.NEW,
            _keeper(newest.get(concern.id), names),
            due_at,
        )
        for concern, title, due_at in rows
    ]


def count_unseen(session: Session) -> int:
    """Return how many concerns nobody has read."""
    query = select(func.count()).select_from(Concern).where(~events(ConcernState.SEEN).exists())
    return session.scalar(query) or 0


def read_concern(session: Session, concern_id: str, *, staff_id: str) -> WholeConcern:
    """Return a concern with the whole response, and record who read it.

    The first reading makes a new concern a seen one, and stops its clock.

    Raises:
        NotFoundError: there is no such concern.
    """
    concern = find(session, concern_id)
    if not concern.events:
        add_step(session, concern, NewStep(ConcernState.SEEN), staff_id=staff_id)
        watches.stop(session, Watch.concern_id == concern.id)
    _mark_read(session, concern, staff_id)
    audit.record(session, staff_id, "read-concern", subject=concern_id)
    return _whole(session, concern)


def find(session: Session, concern_id: str) -> Concern:
    """Return a concern.

    Raises:
        NotFoundError: there is no such concern.
    """
    concern = session.get(Concern, concern_id)
    if concern is None:
        raise NotFoundError("There is no such concern.", remedy="Go back to the list of concerns.")
    return concern


def events(state: ConcernState) -> Select[int]:
    """Return the select of the steps of a concern that led to a state."""
    return select(ConcernEvent.number).where(
        ConcernEvent.concern_id == Concern.id, ConcernEvent.state == state
    )


def _running(what: ColumnElement[bool]) -> ColumnElement[bool]:
    return what & Watch.seen_at.is_(None)


def _mark_read(session: Session, concern: Concern, staff_id: str) -> None:
    """Whoever reads a concern has read the words of its response."""
    mine = (ToRead.response_id == concern.response_id, ToRead.read_by.is_(None))
    session.execute(update(ToRead).where(*mine).values(read_by=staff_id, read_on=clock.today()))


def _newest_steps(session: Session, concern_ids: Sequence[str]) -> dict[str, ConcernEvent]:
    found = session.scalars(
        select(ConcernEvent)
        .where(ConcernEvent.concern_id.in_(concern_ids))
        .order_by(ConcernEvent.number)
    )
    return {event.concern_id: event for event in found}


def _keeper(event: ConcernEvent | None, names: Mapping[str, str]) -> str:
    """Return who has a concern now: to whom it was handed, or who took the newest step."""
    return names.get(event.handed_to or event.staff_id, "") if event else ""


def _whole(session: Session, concern: Concern) -> WholeConcern:
    title, given = read_whole(session, concern)
    return WholeConcern(
        concern.id,
        concern.level,
        tuple(json.loads(concern.reasons)),
        concern.raised_on,
        session.get_one(Survey, concern.survey_id).title,
        title,
        tuple(given),
        tuple(steps_of(session, concern)),
        is_withdrawn=concern.response_id is None,
    )
