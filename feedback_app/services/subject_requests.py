"""Complaints and requests to the data protection officer: anyone may make one, without signing in.

The law gives 30 days to acknowledge a complaint (Data (Use and Access) Act 2025) and a month to
answer a request (UK GDPR, Article 12). What was written is sealed by the master key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from analysis.screening import screen
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import audit, clock
from feedback_app.services.concern_steps import names_of_staff
from feedback_app.services.duties import months_after
from feedback_app.services.keyring import keyring_of
from feedback_app.store import RequestEvent, SubjectRequest
from feedback_app.store.base import random_id
from feedback_app.store.requests import RequestKind, RequestState

ACKNOWLEDGE_DAYS = 30
LONGEST = 3000
NEXT = {
    RequestState.RECEIVED: RequestState.ACKNOWLEDGED,
    RequestState.ACKNOWLEDGED: RequestState.ANSWERED,
}


@dataclass(frozen=True)
class Due:
    """One request in the log: what kind, since when, by when, how far; nothing of what it says."""

    id: str
    kind: RequestKind
    state: RequestState
    received_on: date
    due_on: date
    person: str
    may_tell_of_harm: bool

    @property
    def is_late(self) -> bool:
        """Whether its day is past."""
        return self.state is not RequestState.ANSWERED and self.due_on < clock.today()


def make(
    session: Session, kind: RequestKind, words: str, *, received_on: date | None = None
) -> str:
    """Keep what somebody asks or complains about; return its id.

    Raises:
        FeedbackError: nothing was written, or too much.
    """
    said = words.strip()
    if not said:
        raise FeedbackError("Write what you want to tell us")
    if len(said) > LONGEST:
        raise FeedbackError(f"Use up to {LONGEST} characters")
    request_id = random_id()
    master = keyring_of(session.connection()).masters.current()
    session.add(
        SubjectRequest(
            id=request_id,
            kind=kind,
            sealed_words=master.wrap(said.encode(), about=_bound(request_id)),
            master_id=master.id,
            level=screen(said).level.name,
            received_on=received_on or clock.today(),
        )
    )
    session.flush()
    return request_id


def listed(session: Session) -> list[Due]:
    """Return every request: those not answered first, by the day they are due."""
    names = names_of_staff(session)
    found = [
        Due(
            row.id,
            RequestKind(row.kind),
            _state(row),
            row.received_on,
            due_on(row),
            names.get(row.events[-1].staff_id, "") if row.events else "",
            row.level >= "T2",
        )
        for row in session.scalars(select(SubjectRequest))
    ]
    return sorted(found, key=lambda each: (each.state is RequestState.ANSWERED, each.due_on))


def due_on(row: SubjectRequest) -> date:
    """Return until when the next step has to be taken."""
    if row.kind == RequestKind.COMPLAINT and _state(row) is RequestState.RECEIVED:
        return row.received_on + timedelta(days=ACKNOWLEDGE_DAYS)
    months = 3 if row.kind == RequestKind.COMPLAINT else 1
    return months_after(row.received_on, months) or row.received_on


def read(session: Session, request_id: str, *, staff_id: str) -> tuple[Due, str]:
    """Return a request with its words, and record who read it.

    Raises:
        NotFoundError: there is no such request.
    """
    row = _find(session, request_id)
    audit.record(session, staff_id, "read-request", subject=request_id)
    line = next(each for each in listed(session) if each.id == request_id)
    return line, _open(session.connection(), row)


def step(session: Session, request_id: str, *, staff_id: str) -> None:
    """Record the next step: acknowledged, then answered.

    Raises:
        FeedbackError: it was answered already.
        NotFoundError: there is no such request.
    """
    row = _find(session, request_id)
    following = NEXT.get(_state(row))
    if following is None:
        raise FeedbackError("This was answered already.", remedy="Go back to the list.")
    row.events.append(
        RequestEvent(request_id=row.id, state=following, staff_id=staff_id, at=clock.now())
    )
    session.flush()
    audit.record(session, staff_id, f"{following}-request", subject=request_id)


def seal_again(connection: Connection) -> int:
    """Seal every request with the newest master key; return how many had an older one."""
    newest = keyring_of(connection).masters.read()[0]
    old: Sequence[Any] = connection.execute(  # rows named by column
        select(SubjectRequest.__table__).where(SubjectRequest.master_id != newest.id)
    ).all()
    for row in old:
        words = _open(connection, row).encode()
        sealed = newest.wrap(words, about=_bound(row.id))
        mine = update(SubjectRequest).where(SubjectRequest.id == row.id)
        connection.execute(mine.values(sealed_words=sealed, master_id=newest.id))
    return len(old)


def _open(connection: Connection, row: Any) -> str:  # an object, or a row named by column
    master = keyring_of(connection).masters.named(row.master_id)
    return master.unwrap(bytes(row.sealed_words), about=_bound(row.id)).decode()


def _find(session: Session, request_id: str) -> SubjectRequest:
    row = session.get(SubjectRequest, request_id)
    if row is None:
        raise NotFoundError("There is no such request.", remedy="Go back to the list.")
    return row


def _state(row: SubjectRequest) -> RequestState:
    return RequestState(row.events[-1].state) if row.events else RequestState.RECEIVED


def _bound(request_id: str) -> bytes:
    return "\0".join(("subject_request", "sealed_words", request_id)).encode()
