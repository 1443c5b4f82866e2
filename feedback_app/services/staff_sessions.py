"""The browsers somebody is signed in with: a list, and ending one or all of them at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_app.services import clock
from feedback_app.services.signing_in import is_over
from feedback_app.store import StaffSession

REFERENCE = 16
"""So much of a session's key stands on the page that ends it; the token itself never does."""

# The first that fits: Edge and Chrome also call themselves Safari, a telephone also Mac or Linux.
FAMILIES = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class OpenSession:
    """One browser that is signed in, with times in UTC."""

    reference: str
    browser: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def list_sessions(
    session: Session, staff_id: str, *, this: str, idle_minutes: int, hours: int
) -> list[OpenSession]:
    """Return the sessions of a person that are not over, the last used first."""
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.staff_id == staff_id)
        .order_by(StaffSession.seen_at.desc(), StaffSession.id)
    )
    moment = clock.now()
    return [
        OpenSession(row.id[:REFERENCE], row.browser, row.started_at, row.seen_at, row.id == this)
        for row in rows
        if not is_over(row, moment, idle_minutes=idle_minutes, hours=hours)
    ]


def end_session(session: Session, staff_id: str, reference: str) -> None:
    """End the one session of a person that a reference names; none of anybody else's."""
    if len(reference) == REFERENCE and reference.isalnum():
        session.execute(
            delete(StaffSession).where(
                StaffSession.staff_id == staff_id, StaffSession.id.startswith(reference)
            )
        )


def count_sessions(session: Session, staff_id: str, *, idle_minutes: int, hours: int) -> int:
    """Return in how many browsers somebody is signed in."""
    return len(list_sessions(session, staff_id, this="", idle_minutes=idle_minutes, hours=hours))


def name_browser(agent: str) -> str:
    """Return a browser's family and system in words; nothing finer is kept."""
    family = next((name for mark, name in FAMILIES if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(each for each in (family, system) if each)
