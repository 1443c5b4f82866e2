"""Staff accounts: adding people, changing what they may do, handing out passwords, closing."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import clock, passwords
from feedback_app.store import (
    Area,
    AuthenticatorApp,
    Passkey,
    RecoveryCode,
    RolePolicy,
    Staff,
    StaffSession,
)
from feedback_app.store.staff import Role, Stage

LONGEST_ADDRESS, LONGEST_NAME = 254, 120
HANDED_OUT_FOR = timedelta(hours=72)
"""How long a password that somebody else handed out may be used to choose one's own."""
MAY_BE_LIMITED = (Role.CODER, Role.BOARD_READER, Role.YOUNG_PERSPECTIVES)
"""Roles whose work can stop at a locality; a concern must never miss its reader."""


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, what they are here to do, and the locality they are limited to."""

    id: str
    name: str
    email: str
    role: Role
    locality_id: str | None
    stage: Stage = Stage.OPEN
    session_id: str = ""
    is_confirmed: bool = False


def add_staff(
    session: Session,
    email: str,
    *,
    name: str,
    role: Role,
    password: str,
    locality_id: str = "",
    is_handed_out: bool = False,
) -> Staff:
    """Add an account, or open a closed one again: what the person decided stays theirs.

    A password that is handed out opens only the page where the person chooses their own.

    Raises:
        FeedbackError: the address is taken or not an address, the password is not good enough,
            or the locality is unknown or not for this role.
    """
    address = _address(email)
    staff = session.scalar(select(Staff).where(Staff.email == address)) or Staff(email=address)
    if staff.is_active:
        raise FeedbackError(
            f"{address} already has an account.", remedy="Change that one in the list of staff."
        )
    passwords.check(password, name, address)
    _check_locality(session, role, locality_id)
    staff.name = (name.strip() or address)[:LONGEST_NAME]
    staff.role, staff.locality_id, staff.is_active = role, locality_id or None, True
    staff.password_hash = passwords.keep(password)
    staff.password_until = clock.now() + HANDED_OUT_FOR if is_handed_out else None
    session.add(staff)
    session.flush()
    return staff


def change_role(session: Session, email: str, *, role: Role, locality_id: str = "") -> Staff:
    """Give an account another role; it is signed out everywhere, so the change holds at once."""
    staff = find_staff(session, email)
    _check_locality(session, role, locality_id)
    if role is not Role.ADMINISTRATOR:
        _refuse_the_last_administrator(session, staff)
    staff.role, staff.locality_id = role, locality_id or None
    end_sessions(session, staff.id)
    return staff


def remove_staff(session: Session, email: str) -> None:
    """Close an account, its sessions and second steps; what the person decided stays on record.

    Raises:
        FeedbackError: nobody else could add accounts any more.
    """
    staff = find_staff(session, email)
    _refuse_the_last_administrator(session, staff)
    staff.is_active = False
    end_sessions(session, staff.id)
    for kept in (AuthenticatorApp, RecoveryCode, Passkey):
        session.execute(delete(kept).where(kept.staff_id == staff.id))


def hand_out_password(session: Session, email: str) -> str:
    """Give an account a new password for one use and return it; every session of it ends."""
    staff = find_staff(session, email)
    password = passwords.invent()
    staff.password_hash = passwords.keep(password)
    staff.password_until = clock.now() + HANDED_OUT_FOR
    end_sessions(session, staff.id)
    return password


def change_password(
    session: Session, staff_id: str, password: str, *, but_session: str = ""
) -> None:
    """Give somebody the password they chose; every other session of theirs ends.

    Raises:
        FeedbackError: it is not good enough, or is the one they had.
    """
    staff = session.get_one(Staff, staff_id)
    if passwords.matches(staff.password_hash, password):
        raise FeedbackError("That is the password you had.", remedy="Choose another.")
    passwords.check(password, staff.name, staff.email)
    staff.password_hash = passwords.keep(password)
    staff.password_until = None
    end_sessions(session, staff_id, but=but_session)


def end_sessions(session: Session, staff_id: str, *, but: str = "") -> None:
    """End every session of a person, but for one that is named."""
    ended = delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.id != but)
    session.execute(ended)


def list_staff(session: Session) -> list[Staff]:
    """Return the accounts in use, by name."""
    return list(session.scalars(select(Staff).where(Staff.is_active).order_by(Staff.name)))


def find_staff(session: Session, email: str) -> Staff:
    """Return the account of an address.

    Raises:
        NotFoundError: it has none in use.
    """
    staff = session.scalar(
        select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active)
    )
    if staff is None:
        raise NotFoundError(f"{email} has no account.", remedy="See `feedback staff list`.")
    return staff


def roles_with_second_step(session: Session) -> frozenset[Role]:
    """Return the roles of which a second step is asked at signing in."""
    rows = session.scalars(select(RolePolicy.role).where(RolePolicy.needs_second_step))
    return frozenset(Role(row) for row in rows)


def ask_second_step(session: Session, roles: frozenset[Role]) -> None:
    """Ask a second step of these roles and of no other; whoever has none sets one up next."""
    before = roles_with_second_step(session)
    for role in Role:
        session.merge(RolePolicy(role=role, needs_second_step=role in roles))
    newly = select(Staff.id).where(Staff.role.in_(roles - before))
    session.execute(delete(StaffSession).where(StaffSession.staff_id.in_(newly)))


def _address(email: str) -> str:
    address = email.strip().lower()
    if "@" not in address[1:-1] or not address.isprintable() or len(address) > LONGEST_ADDRESS:
        raise FeedbackError(
            f"“{email}” is not an e-mail address.", remedy="Write name@example.org."
        )
    return address


def _refuse_the_last_administrator(session: Session, staff: Staff) -> None:
    others = select(Staff.id).where(
        Staff.role == Role.ADMINISTRATOR, Staff.is_active, Staff.id != staff.id
    )
    if staff.role is Role.ADMINISTRATOR and session.scalar(others.limit(1)) is None:
        raise FeedbackError(
            "This is the only administrator.",
            remedy="Give somebody else that role first.",
        )


def _check_locality(session: Session, role: Role, locality_id: str) -> None:
    if locality_id and session.get(Area, locality_id) is None:
        raise FeedbackError(
            f"There is no locality called “{locality_id}”.",
            remedy="Use an id from the partnership's file, such as loc-carlisle-and-eden.",
        )
    if locality_id and role not in MAY_BE_LIMITED:
        raise FeedbackError(
            "This role works for the whole partnership.",
            remedy="Leave the locality out, or choose coder or reader of reports.",
        )
