"""What a safeguarding lead reads: the queue of concerns, and one concern whole.

A concern goes new → seen → decided → closed. Each step is a row that says who, when and why;
none is ever changed, and nothing is closed that nobody read and decided (`services.handling`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from feedback_app.services import audit, clock, panel_notes, watches
from feedback_app.services.concern_context import Given
from feedback_app.services.concern_steps import (
    NewStep,
    Step,
    add_step,
    find,
    names_of_staff,
    steps_of,
)
from feedback_app.services.kept_concerns import read_whole
from feedback_app.services.paging import HEAD, Place, cut
from feedback_app.services.related_concerns import Relative, reference_of, relatives_of
from feedback_app.store import Concern, ConcernEvent, Survey, ToRead, Watch
from feedback_app.store.concerns import ConcernState, Outcome

LEVELS = ("T3", "T2", "T1")
"""Most urgent first."""
OPEN = (ConcernState.NEW, ConcernState.SEEN, ConcernState.DECIDED)
AT_ONCE = 50
ORDER = ((Concern.level, True), (Concern.raised_on, False), (Concern.id, False))
"""The most urgent first, then the oldest."""


@dataclass(frozen=True)
class Wanted:
    """Which concerns somebody wants to see; what is left empty leaves nothing out."""

    level: str = ""
    state: str = ""
    survey_id: str = ""


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

    @property
    def reference(self) -> str:
        """By what people name it to one another."""
        return reference_of(self.id)


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue, with how many there are in all of what is wanted."""

    lines: tuple[Waiting, ...]
    count: int
    has_previous: bool
    has_next: bool


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
    relatives: tuple[Relative, ...] = ()

    @property
    def state(self) -> ConcernState:
        """How far it has come."""
        return self.steps[-1].state if self.steps else ConcernState.NEW

    @property
    def outcome(self) -> Outcome | None:
        """What was decided last."""
        return next((step.outcome for step in reversed(self.steps) if step.outcome), None)

    @property
    def reference(self) -> str:
        """By what people name it to one another."""
        return reference_of(self.id)


def queue(session: Session, wanted: Wanted = Wanted(), place: Place = HEAD) -> QueuePage:
    """Return a page of the concerns that are not closed: the most urgent first, then the oldest."""
    which = _waiting(wanted)
    page = cut(session, select(Concern.id).where(*which), ORDER, place, most=AT_ONCE)
    count = session.scalar(select(func.count()).select_from(Concern).where(*which)) or 0
    return QueuePage(tuple(_lines(session, page.ids)), count, page.has_previous, page.has_next)


def surveys_waiting(session: Session) -> list[tuple[str, str]]:
    """Return the id and title of each survey that ever had a concern, by title."""
    raised = select(Concern.survey_id).distinct()
    query = select(Survey.id, Survey.title).where(Survey.id.in_(raised))
    return [(key, title) for key, title in session.execute(query.order_by(Survey.title, Survey.id))]


def _waiting(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions on what is wanted."""
    which: list[ColumnElement[bool]] = [
        Concern.state.in_([wanted.state] if wanted.state in OPEN else OPEN)
    ]
    if wanted.level:
        which.append(Concern.level == wanted.level)
    if wanted.survey_id:
        which.append(Concern.survey_id == wanted.survey_id)
    return which


def _lines(session: Session, concern_ids: Sequence[str]) -> Iterator[Waiting]:
    rows = session.execute(
        select(Concern, Survey.title, Watch.due_at)
        .join(Survey, Survey.id == Concern.survey_id)
        .join(Watch, _running(Watch.concern_id == Concern.id), isouter=True)
        .where(Concern.id.in_(concern_ids))
        .order_by(Concern.level.desc(), Concern.raised_on, Concern.id)
    ).all()
    newest = _newest_steps(session, concern_ids)
    names = names_of_staff(session)
    for concern, title, due_at in rows:
        yield Waiting(
            concern.id,
            concern.level,
            title,
            concern.raised_on,
            ConcernState(concern.state),
            _keeper(newest.get(concern.id), names),
            due_at,
        )


def count_unseen(session: Session) -> int:
    """Return how many concerns nobody has read."""
    query = select(func.count()).select_from(Concern).where(Concern.state == ConcernState.NEW)
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
        is_withdrawn=concern.response_id is None and concern.question_id != panel_notes.QUESTION,
        relatives=tuple(relatives_of(session, concern)),
    )
