"""What people ask of the data protection officer: complaints and the rights the law gives them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.store.base import UNORDERED, Base, random_id


class RequestKind(StrEnum):
    """What somebody asks: a complaint, or a right of UK GDPR (Articles 15 to 21)."""

    COMPLAINT = "complaint"
    SEE = "see"
    MEND = "mend"
    DELETE = "delete"
    OBJECT = "object"


class RequestState(StrEnum):
    """How far the partnership has come with a request."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"


class SubjectRequest(Base):
    """One complaint or request: what was written is sealed, its days are not."""

    __tablename__ = "subject_request"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(20))
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)
    master_id: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(4), default="T0")
    received_on: Mapped[date]

    events: Mapped[list["RequestEvent"]] = relationship(order_by="RequestEvent.number")


class RequestEvent(Base):
    """One step of one request: who took it and when; the case itself lies in the officer's file."""

    __tablename__ = "request_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(
        ForeignKey("subject_request.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
