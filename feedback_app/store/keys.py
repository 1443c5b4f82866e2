"""The keys that seal what people wrote: one for each survey and purpose, wrapped."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import UNORDERED, Base


class Purpose(StrEnum):
    """What a key seals; who may read one purpose need not read another."""

    ANSWERS = "answers"
    CONTACT = "contact"
    IDENTITY = "identity"


class SurveyKey(Base):
    """One key of one survey, readable only with the master key it was wrapped with.

    The key of the highest number seals; a retired one opens what it sealed before.
    """

    __tablename__ = "survey_key"
    __table_args__ = (UniqueConstraint("survey_id", "purpose", "number"), UNORDERED)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    master_id: Mapped[str] = mapped_column(String(16))
    made_on: Mapped[date]
    retired_at: Mapped[datetime | None]
