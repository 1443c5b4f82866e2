"""Clocks that run until somebody has seen what waits, how long that took, and e-mails to be sent.

A clock's row goes when it stops, and an e-mail's when it is sent: they would tell to the quarter of
an hour when somebody answered. How long it took is kept apart, under no id of anything.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import UNORDERED, Base, random_id


class AlertKind(StrEnum):
    """Why somebody is written to."""

    NEW = "new"
    OVERDUE = "overdue"
    MANAGER = "manager"
    HANDED_OVER = "handed-over"
    SECOND_READER = "second-reader"


class Watch(Base):
    """Until when a concern or a wish to be contacted must be seen, and how often that was told."""

    __tablename__ = "watch"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    concern_id: Mapped[str | None] = mapped_column(
        ForeignKey("concern.id", ondelete="CASCADE"), unique=True
    )
    contact_id: Mapped[str | None] = mapped_column(
        ForeignKey("contact_request.id", ondelete="CASCADE"), unique=True
    )
    level: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    told: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]


class SeenWait(Base):
    """How many staffed minutes something waited in a month, to the quarter of an hour."""

    __tablename__ = "seen_wait"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    month: Mapped[date]
    level: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int]
    is_late: Mapped[bool]


class Alert(Base):
    """An e-mail that still has to be sent: to whom and why, never about whom."""

    __tablename__ = "alert"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(254))
    level: Mapped[str] = mapped_column(String(10), default="")
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(String(60), default="")
