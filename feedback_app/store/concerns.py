"""Concerns: what a safeguarding lead must read, and every step taken about it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.store.base import UNORDERED, Base, random_id


class ConcernState(StrEnum):
    """How far a safeguarding lead has come with a concern."""

    NEW = "new"
    SEEN = "seen"
    DECIDED = "decided"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What a safeguarding lead decided to do about a concern."""

    NO_CONCERN = "no-concern"
    ADVICE = "advice"
    REFER = "refer"
    EMERGENCY = "emergency"


class Concern(Base):
    """A response that a safeguarding lead must read, with why, and how soon (T1 to T3)."""

    __tablename__ = "concern"
    __table_args__ = (Index("ix_concern_response", "response_id"), UNORDERED)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    question_id: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(4), index=True)
    reasons: Mapped[str] = mapped_column(Text, default="[]")
    raised_on: Mapped[date]

    events: Mapped[list["ConcernEvent"]] = relationship(order_by="ConcernEvent.number")


class ConcernEvent(Base):
    """One step of one concern: who, when, and why."""

    __tablename__ = "concern_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[str] = mapped_column(
        ForeignKey("concern.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
