"""“I would like someone to contact me”: asked for apart from the answers, read by a lead alone.

A wish shares no key, order or time with any response. It goes new → seen → tried → reached →
closed; each step is a row that says who, when and what came of it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import audit, clock, watches
from feedback_app.services.concern_steps import ConcernStepError, check_reason, names_of_staff
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.store import ContactEvent, ContactRequest, Survey, Watch
from feedback_app.store.base import random_id, table_of
from feedback_app.store.contacts import ContactState
from feedback_app.store.keys import Purpose
from feedback_app.store.statement import insert_rows

LONGEST = {"name": 100, "reach": 300, "safe": 300, "about": 1000}
STEPS = (ContactState.TRIED, ContactState.REACHED, ContactState.CLOSED)


class ContactDetailsError(FeedbackError):
    """Something is missing without which nobody can be reached; `field` says which."""

    status = 422

    def __init__(self, field: str, *, is_missing: bool) -> None:
        super().__init__(f"“{field}” is {'missing' if is_missing else 'too long'}.")
        self.field, self.is_missing = field, is_missing


@dataclass(frozen=True)
class Details:
    """Who wants to be contacted, how, when and how it is safe, and about what."""

    name: str = ""
    reach: str = ""
    safe: str = ""
    about: str = ""


@dataclass(frozen=True)
class WaitingContact:
    """One line of the queue: nothing of who it is."""

    id: str
    survey: str
    state: ContactState
    person: str
    due_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether nobody saw it in time."""
        return self.due_at is not None and self.due_at <= clock.now()


@dataclass(frozen=True)
class ContactStep:
    """One step: who took it, when (UTC), and what came of it."""

    state: ContactState
    person: str
    at: datetime
    note: str


@dataclass(frozen=True)
class WholeContact:
    """Everything about one wish, for the lead who reads it."""

    id: str
    survey: str
    details: Details
    steps: tuple[ContactStep, ...]

    @property
    def state(self) -> ContactState:
        """How far it has come."""
        return self.steps[-1].state if self.steps else ContactState.NEW


def check(details: Details) -> None:
    """Stop here unless somebody could be reached by what was given.

    Raises:
        ContactDetailsError: nothing says how to reach them, or something is too long.
    """
    if not details.reach.strip():
        raise ContactDetailsError("reach", is_missing=True)
    for name, most in LONGEST.items():
        if len(getattr(details, name)) > most:
            raise ContactDetailsError(name, is_missing=False)


def ask(connection: Connection, survey_id: str, details: Details) -> None:
    """Keep a wish, sealed; nothing leads from it to the answers, nor back."""
    check(details)
    wish_id = random_id()
    sealed = seal(
        connection,
        json.dumps(asdict(details), ensure_ascii=False),
        survey_id=survey_id,
        place=_place(wish_id),
        purpose=Purpose.CONTACT,
    )
    row = {"id": wish_id, "survey_id": survey_id, "sealed_details": sealed}
    insert_rows(connection, table_of(ContactRequest), [row])


def queue(session: Session) -> list[WaitingContact]:
    """Return the wishes that are not closed: those nobody has seen first, by their clocks."""
    running = (Watch.contact_id == ContactRequest.id) & Watch.seen_at.is_(None)
    rows = session.execute(
        select(ContactRequest, Survey.title, Watch.due_at)
        .join(Survey, Survey.id == ContactRequest.survey_id)
        .join(Watch, running, isouter=True)
        .order_by(Watch.due_at.is_(None), Watch.due_at, ContactRequest.id)
    )
    names = names_of_staff(session)
    found = [
        WaitingContact(wish.id, title, _state(wish), _keeper(wish, names), due_at)
        for wish, title, due_at in rows
    ]
    return [each for each in found if each.state is not ContactState.CLOSED]


def count_unseen(session: Session) -> int:
    """Return how many wishes nobody has read."""
    seen = select(ContactEvent.number).where(ContactEvent.contact_id == ContactRequest.id)
    query = select(func.count()).select_from(ContactRequest).where(~seen.exists())
    return session.scalar(query) or 0


def read(session: Session, wish_id: str, *, staff_id: str) -> WholeContact:
    """Return a wish, and record who read it; the first reading stops its clock.

    Raises:
        NotFoundError: there is no such wish.
    """
    wish = _find(session, wish_id)
    if not wish.events:
        _add(session, wish, ContactState.SEEN, note="", staff_id=staff_id)
        watches.stop(session, Watch.contact_id == wish.id)
    audit.record(session, staff_id, "read-contact", subject=wish_id)
    return _whole(session, wish)


def record_step(
    session: Session, wish_id: str, state: ContactState, *, note: str, staff_id: str
) -> None:
    """Record that somebody was tried, reached, or that this is closed.

    Raises:
        ConcernStepError: nobody has read it yet, or it is closed.
        IncompleteStepError: nothing was written, or too much.
        NotFoundError: there is no such wish.
    """
    wish = _find(session, wish_id)
    if _state(wish) in (ContactState.NEW, ContactState.CLOSED) or state not in STEPS:
        raise ConcernStepError("That step cannot follow.", remedy="Read it first.")
    check_reason(note)
    _add(session, wish, state, note=note, staff_id=staff_id)
    audit.record(session, staff_id, f"{state}-contact", subject=wish_id)


def purge_closed(session: Session, *, days: int) -> int:
    """Delete the wishes that were closed so many days ago; return how many."""
    end = clock.now() - timedelta(days=days)
    closed = select(ContactEvent.contact_id).where(
        ContactEvent.state == ContactState.CLOSED, ContactEvent.at < end
    )
    gone = delete(ContactRequest).where(ContactRequest.id.in_(closed))
    return int(getattr(session.execute(gone), "rowcount", 0))


def count_open(session: Session, survey_id: str) -> int:
    """Return how many wishes of a survey are not closed."""
    closed = select(ContactEvent.number).where(
        ContactEvent.contact_id == ContactRequest.id, ContactEvent.state == ContactState.CLOSED
    )
    mine = select(func.count()).select_from(ContactRequest)
    query = mine.where(ContactRequest.survey_id == survey_id, ~closed.exists())
    return session.scalar(query) or 0


def _find(session: Session, wish_id: str) -> ContactRequest:
    wish = session.get(ContactRequest, wish_id)
    if wish is None:
        raise NotFoundError("There is no such wish.", remedy="Go back to the list.")
    return wish


def _state(wish: ContactRequest) -> ContactState:
    return ContactState(wish.events[-1].state) if wish.events else ContactState.NEW


def _keeper(wish: ContactRequest, names: Mapping[str, str]) -> str:
    return names.get(wish.events[-1].staff_id, "") if wish.events else ""


def _add(
    session: Session, wish: ContactRequest, state: ContactState, *, note: str, staff_id: str
) -> None:
    event = ContactEvent(contact_id=wish.id, state=state, staff_id=staff_id, at=clock.now())
    wish.events.append(event)
    session.flush()
    if note.strip():
        event.sealed_note = seal(
            session.connection(),
            note.strip(),
            survey_id=wish.survey_id,
            place=_note_place(event),
            purpose=Purpose.CONTACT,
        )
        session.flush()


def _whole(session: Session, wish: ContactRequest) -> WholeContact:
    connection, names = session.connection(), names_of_staff(session)
    given = json.loads(unseal(connection, wish.sealed_details, place=_place(wish.id)))
    known = {each.name for each in fields(Details)}
    return WholeContact(
        wish.id,
        session.get_one(Survey, wish.survey_id).title,
        Details(**{name: words for name, words in given.items() if name in known}),
        tuple(
            ContactStep(
                ContactState(event.state),
                names.get(event.staff_id, ""),
                event.at,
                unseal(connection, event.sealed_note, place=_note_place(event))
                if event.sealed_note
                else "",
            )
            for event in wish.events
        ),
    )


def _place(wish_id: str) -> Place:
    return Place("contact_request", "sealed_details", wish_id)


def _note_place(event: ContactEvent) -> Place:
    return Place("contact_event", "sealed_note", str(event.number))
