"""Staff accounts, their sessions, what each role must do to sign in, and the audit trail."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base, random_id


class Role(StrEnum):
    """What a member of staff is here to do; each page asks for one or more."""

    ADMINISTRATOR = "administrator"
    SURVEY_OFFICER = "survey-officer"
    CODER = "coder"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    BOARD_READER = "board-reader"
    YOUNG_PERSPECTIVES = "young-perspectives"


class Stage(StrEnum):
    """How far a browser has come with signing in; only an open session opens pages for work."""

    SECOND_STEP = "second-step"
    SET_UP = "set-up"
    CHOOSE = "choose"
    OPEN = "open"


class Staff(Base):
    """A person who signs in. A coder or a reader of reports may be limited to one locality.

    `password_until` is set while the password is one that somebody else handed out: it opens
    nothing but the page where a new one is chosen, and only until then.
    """

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_until: Mapped[datetime | None]
    role: Mapped[str] = mapped_column(String(30))
    locality_id: Mapped[str | None] = mapped_column(String(60))
    is_active: Mapped[bool] = mapped_column(default=True)


class StaffSession(Base):
    """A signed-in browser, known by the hash of its token; ending it takes effect at once."""

    __tablename__ = "staff_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str] = mapped_column(String(20), default=Stage.OPEN)
    browser: Mapped[str] = mapped_column(String(60), default="")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]


class RolePolicy(Base):
    """What an administrator decided for a role: whether a second step is asked at signing in."""

    __tablename__ = "role_policy"

    role: Mapped[str] = mapped_column(String(30), primary_key=True)
    needs_second_step: Mapped[bool] = mapped_column(default=False)


class Attempt(Base):
    """One try at something that is limited, so that limits hold over every worker.

    The key is a keyed hash that changes every day: it tells neither an address nor a person.
    """

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key", "key", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class AuditEvent(Base):
    """Who did what, when; each row carries the hash of the one before."""

    __tablename__ = "audit_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    staff_id: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(Text, default="")
    hash: Mapped[str] = mapped_column(String(64))
