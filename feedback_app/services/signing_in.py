"""Signing in, step by step: a password or passkey, a second step where one is owed, then work.

Each step that is done gives the browser a new token, so that one seen before is worth nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_app.errors import SignInError
from feedback_app.services import accounts, audit, clock, passwords, second_steps
from feedback_app.services.accounts import SignedIn
from feedback_app.store import Staff, StaffSession
from feedback_app.store.staff import Role, Stage

WRONG = "That e-mail address and password do not match an account."
NOBODY = "nobody"
CONFIRMED_FOR = timedelta(minutes=15)
"""After proving who they are, somebody may change how they sign in for so long."""
ORDER = (Stage.SECOND_STEP, Stage.SET_UP, Stage.CHOOSE, Stage.OPEN)


@dataclass(frozen=True)
class Entered:
    """The token that a browser was given, and how far it has come with it."""

    token: str
    stage: Stage


def check_password(session: Session, email: str, password: str) -> str:
    """Return whose address and password these are, by the id of the account.

    A wrong password and an unknown address are answered alike and in the same time. Only
    reading: a hash takes long, and nobody's answers should wait for it.

    Raises:
        SignInError: no such account and password.
    """
    # PostgreSQL refuses to look for a NUL.
    address = email.strip().lower().replace("\0", " ")
    staff = session.scalar(select(Staff).where(Staff.email == address, Staff.is_active))
    is_right = passwords.matches(staff.password_hash if staff else passwords.DUMMY_HASH, password)
    if staff is None or not is_right or _is_out_of_date(staff):
        raise SignInError(WRONG, remedy="Check both and try again.")
    return staff.id


def begin_session(
    session: Session, staff_id: str, *, browser: str = "", done: Stage | None = None
) -> Entered:
    """Begin a session of somebody who proved who they are.

    `done` names the step that was proved with it: a passkey is a password and a second step.
    """
    staff = session.get_one(Staff, staff_id)
    moment = clock.now()
    audit.record(session, staff_id, "signed-in" if done is None else "signed-in-by-passkey")
    stage = _owed(session, staff, done)
    return _add_session(session, staff_id, stage, browser=browser, began=moment)


def finish_step(session: Session, token: str, done: Stage) -> Entered:
    """Give a browser a new token in place of its old one, after a step was done."""
    old = session.get_one(StaffSession, _hash(token))
    staff = session.get_one(Staff, old.staff_id)
    session.delete(old)
    stage = _owed(session, staff, done)
    return _add_session(session, staff.id, stage, browser=old.browser, began=old.started_at)


def confirm(session: Session, token: str) -> None:
    """Note that the person at a session proved again, just now, who they are."""
    session.get_one(StaffSession, _hash(token)).confirmed_at = clock.now()


def record_refusal(session: Session, email: str) -> None:
    """Record that somebody was not signed in; an address without an account is not kept."""
    address = email.strip().lower().replace("\0", " ")
    staff_id = session.scalar(select(Staff.id).where(Staff.email == address))
    audit.record(session, staff_id or NOBODY, "failed-to-sign-in")


def who_is_signed_in(
    session: Session, token: str, *, idle_minutes: int, hours: int
) -> SignedIn | None:
    """Return who a token belongs to, or None when it ended, idled out or grew too old."""
    row = session.execute(
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.id == _hash(token), Staff.is_active)
    ).one_or_none()
    if row is None:
        return None
    signed, staff = row
    moment = clock.now()
    if is_over(signed, moment, idle_minutes=idle_minutes, hours=hours):
        session.execute(delete(StaffSession).where(StaffSession.id == signed.id))
        session.commit()
        return None
    if moment - signed.seen_at > timedelta(minutes=1):
        signed.seen_at = moment
        session.commit()
    return SignedIn(
        staff.id,
        staff.name,
        staff.email,
        Role(staff.role),
        staff.locality_id,
        Stage(signed.stage),
        signed.id,
        moment - signed.confirmed_at <= CONFIRMED_FOR,
    )


def is_over(signed: StaffSession, moment: datetime, *, idle_minutes: int, hours: int) -> bool:
    """Whether a session idled out or grew too old; one from the future is over too."""
    idle, age = moment - signed.seen_at, moment - signed.started_at
    return idle > timedelta(minutes=idle_minutes) or age > timedelta(hours=hours)


def sign_out(session: Session, token: str) -> None:
    """End one session."""
    session.execute(delete(StaffSession).where(StaffSession.id == _hash(token)))


def _owed(session: Session, staff: Staff, done: Stage | None) -> Stage:
    """Return the next step that is owed after one that was done."""
    has_second = second_steps.has_any(session, staff.id)
    is_asked = Role(staff.role) in accounts.roles_with_second_step(session)
    owed = {
        Stage.SECOND_STEP: has_second,
        Stage.SET_UP: is_asked and not has_second,
        Stage.CHOOSE: staff.password_until is not None,
        Stage.OPEN: True,
    }
    after = ORDER[ORDER.index(done) + 1 :] if done else ORDER
    return next(stage for stage in after if owed[stage])


def _add_session(
    session: Session, staff_id: str, stage: Stage, *, browser: str, began: datetime
) -> Entered:
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    session.add(
        StaffSession(
            id=_hash(token),
            staff_id=staff_id,
            stage=stage,
            browser=browser[:60],
            started_at=began,
            seen_at=moment,
            confirmed_at=moment,
        )
    )
    session.flush()
    return Entered(token, stage)


def _is_out_of_date(staff: Staff) -> bool:
    return staff.password_until is not None and staff.password_until < clock.now()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
