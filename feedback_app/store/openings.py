"""Asking to open what is sealed: two people and a reason, each opening a row for good."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base, random_id


class OpeningKind(StrEnum):
    """What may be opened by two people and a reason."""

    RESPONSE = "response"


class Opening(Base):
    """A request to open one sealed thing: who asked and why, who decided, and how.

    `decided_by` is empty until a second person has granted or refused it.
    """

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("asked_by <> decided_by", "a_second_person_decides"),
        CheckConstraint("length(reason) > 0", "an_opening_has_a_reason"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[str] = mapped_column(String(64), index=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    is_granted: Mapped[bool] = mapped_column(default=False)
