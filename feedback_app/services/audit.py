"""The audit trail: each row carries the hash of the one before, so a changed row shows.

Whoever can write the whole table could still reckon every hash anew: so a check also compares
with the last row that an earlier check saw, which is kept outside the database.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from feedback_app.services import clock
from feedback_app.store import AuditEvent

FIRST = "0" * 64
LOCK = 727_274
BATCH = 1000
OPERATOR = "operator"
"""Who is named for what was done by a command on the machine itself."""


@dataclass(frozen=True)
class Head:
    """One row of the trail as it was seen, by its number and its hash."""

    number: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """What a check of the trail found: how many rows, the last of them, and the first altered."""

    rows: int
    head: Head | None
    altered: int | None


def record(session: Session, staff_id: str, action: str, *, subject: str = "") -> None:
    """Add what somebody did; the subject names a thing, and never holds an answer."""
    _take_turns(session)
    last = session.scalar(select(AuditEvent).order_by(AuditEvent.number.desc()).limit(1))
    event = AuditEvent(at=clock.now(), staff_id=staff_id, action=action, subject=subject)
    event.hash = _hash(last.hash if last else FIRST, event)
    session.add(event)
    session.flush()


def _take_turns(session: Session) -> None:
    """Let one writer at a time add a row; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def check(session: Session, *, seen: Head | None = None) -> Finding:
    """Go through the trail; `seen` is the last row of an earlier check, which must still stand."""
    before, rows, head = FIRST, 0, None
    is_missing = seen is not None
    for event in _in_order(session):
        if event.hash != _hash(before, event):
            return Finding(rows, head, event.number)
        if seen and event.number == seen.number:
            is_missing = event.hash != seen.hash
        before, rows, head = event.hash, rows + 1, Head(event.number, event.hash)
    return Finding(rows, head, seen.number if seen and is_missing else None)


def _in_order(session: Session) -> Iterator[AuditEvent]:
    """Yield every row, read in batches so that memory stays small."""
    query, after = select(AuditEvent).order_by(AuditEvent.number).limit(BATCH), 0
    while batch := session.scalars(query.where(AuditEvent.number > after)).all():
        yield from batch
        after = batch[-1].number
        session.expunge_all()


def first_altered(session: Session) -> int | None:
    """Return the number of the first row that does not follow from the one before, or None."""
    return check(session).altered


def _hash(before: str, event: AuditEvent) -> str:
    said = [before, event.at.isoformat(), event.staff_id, event.action, event.subject]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
