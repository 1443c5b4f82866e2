"""Wishes to be contacted, and the words that lead back to a response: neither leads to the other.

A wish shares no key, order or time with any response: it has a random id, and no day. Words on a
receipt are kept as a keyed hash, and only until the survey closes.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.store.base import UNORDERED, Base, random_id


class ContactState(StrEnum):
    """How far a safeguarding lead has come with somebody who wants to be contacted."""

    NEW = "new"
    SEEN = "seen"
    TRIED = "tried"
    REACHED = "reached"
    CLOSED = "closed"


class ContactRequest(Base):
    """Somebody who answered wants to be contacted: who, how and when it is safe, sealed."""

    __tablename__ = "contact_request"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    sealed_details: Mapped[bytes] = mapped_column(LargeBinary)

    events: Mapped[list["ContactEvent"]] = relationship(order_by="ContactEvent.number")


class ContactEvent(Base):
    """One step towards somebody who wants to be contacted: who, when, and what came of it."""

    __tablename__ = "contact_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(
        ForeignKey("contact_request.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    sealed_note: Mapped[bytes | None] = mapped_column(LargeBinary)


class Receipt(Base):
    """The keyed hash of the words by which somebody can see or withdraw a response."""

    __tablename__ = "receipt"
    __table_args__ = (UNORDERED,)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    response_id: Mapped[str] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
