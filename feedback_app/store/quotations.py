"""Quotations: words somebody allowed to be quoted, proposed by one and approved by two others."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.store.base import UNORDERED, Base, random_id


class Quotation(Base):
    """A passage of a verbatim, from `start` to `stop`, and the theme it stands for.

    No words are kept here: they are read from the sealed verbatim, redacted, whenever needed.
    The places count in the words as `redaction_step` hid them: hiding more makes it lapse.
    """

    __tablename__ = "quotation"
    __table_args__ = (
        Index("ix_quotation_survey", "survey_id"),
        CheckConstraint("start < stop", "a_quotation_is_not_empty"),
        UNORDERED,
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    verbatim_id: Mapped[str] = mapped_column(
        ForeignKey("verbatim.id", ondelete="CASCADE"), index=True
    )
    start: Mapped[int]
    stop: Mapped[int]
    redaction_step: Mapped[int]
    theme_id: Mapped[str] = mapped_column(String(80))
    proposed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]

    decisions: Mapped[list["QuotationDecision"]] = relationship(
        order_by="QuotationDecision.decided_at", passive_deletes=True
    )


class QuotationDecision(Base):
    """That one person approved or refused a quotation; they decide once."""

    __tablename__ = "quotation_decision"
    __table_args__ = (UNORDERED,)

    quotation_id: Mapped[str] = mapped_column(
        ForeignKey("quotation.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    is_approved: Mapped[bool]
    decided_at: Mapped[datetime]
