"""Concerns: what a safeguarding lead must read, and every step taken about it.

A time is kept only of what staff did. When a concern arose is known to the day; the clock that
runs until somebody sees it is another row (`store.watches`), deleted once they have.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
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
    """A response that a safeguarding lead must read, with why, and how soon (T1 to T3).

    Where the response was withdrawn before the concern was closed, what it said is kept here,
    sealed, until then; `response_id` is empty. `state` is where its newest step has brought it.
    """

    __tablename__ = "concern"
    __table_args__ = (
        Index("ix_concern_response", "response_id"),
        Index("ix_concern_queue", "state", "level", "raised_on"),
        UNORDERED,
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    response_id: Mapped[str | None] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    sealed_record: Mapped[bytes | None] = mapped_column(LargeBinary)
    question_id: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(4))
    reasons: Mapped[str] = mapped_column(Text, default="[]")
    raised_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default=ConcernState.NEW)

    events: Mapped[list["ConcernEvent"]] = relationship(order_by="ConcernEvent.number")


class ConcernEvent(Base):
    """One step of one concern: who, when, and why; who has it from then on, if it was handed over.

    What somebody wrote as the reason is sealed: it may tell what the child did.
    """

    __tablename__ = "concern_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[str] = mapped_column(
        ForeignKey("concern.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(40), default="")
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    handed_to: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class ConcernLink(Base):
    """That a lead sees the same child in two concerns: who said so, and when."""

    __tablename__ = "concern_link"
    __table_args__ = (UNORDERED,)

    first_id: Mapped[str] = mapped_column(
        ForeignKey("concern.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[str] = mapped_column(
        ForeignKey("concern.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class ToRead(Base):
    """That a response has words which a trained person reads, and which of them go first.

    `score` orders (rules at once, the model later); a person who read it has their name here.
    """

    __tablename__ = "to_read"
    __table_args__ = (UNORDERED,)

    response_id: Mapped[str] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[int]
    is_screened: Mapped[bool] = mapped_column(default=False)
    read_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    read_on: Mapped[date | None]
