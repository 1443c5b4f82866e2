"""Themes on verbatims: what the machine suggested, and what people decided."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.store.base import UNORDERED, Base


class Verdict(StrEnum):
    """What a person decided about one theme on one verbatim."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    ADDED = "added"


class SuggestedCoding(Base):
    """One theme that the machine suggests for one verbatim.

    The words that caused it are the respondent's, or another's like them, and so are sealed.
    """

    __tablename__ = "suggested_coding"

    verbatim_id: Mapped[str] = mapped_column(
        ForeignKey("verbatim.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    codebook_version: Mapped[str] = mapped_column(String(40))
    probability: Mapped[float]
    sealed_reasons: Mapped[bytes | None] = mapped_column(LargeBinary)


class CodingReview(Base):
    """That a coder went through one verbatim, whatever they found.

    Taken back, the row and its decisions stay as history and count no more. A review that
    settles a disagreement stands above those of the coders. `reopened_for` is the theme whose
    split brought the verbatim back; `saw_suggestions` says whether the machine could be judged.
    """

    __tablename__ = "coding_review"
    __table_args__ = (
        Index("ix_coding_review_verbatim", "verbatim_id"),
        Index("ix_coding_review_survey", "survey_id", "verbatim_id", "is_undone"),
        Index("ix_coding_review_coder", "staff_id", "survey_id", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    verbatim_id: Mapped[str] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime]
    is_undone: Mapped[bool] = mapped_column(default=False)
    is_adjudication: Mapped[bool] = mapped_column(default=False)
    saw_suggestions: Mapped[bool] = mapped_column(default=False)
    reopened_for: Mapped[str] = mapped_column(String(80), default="")


class CodingDecision(Base):
    """What a person decided; the newest decision on a theme counts, earlier ones stay."""

    __tablename__ = "coding_decision"
    __table_args__ = (
        Index("ix_coding_decision_verbatim", "verbatim_id", "theme_id"),
        CheckConstraint(
            "verdict IN ('confirmed', 'rejected', 'added')", "a_verdict_is_one_of_three"
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    review_number: Mapped[int] = mapped_column(
        ForeignKey("coding_review.number", ondelete="CASCADE"), index=True
    )
    verbatim_id: Mapped[str] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"))
    theme_id: Mapped[str] = mapped_column(String(80))
    codebook_version: Mapped[str] = mapped_column(String(40))
    verdict: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime]

    facets: Mapped[list["CodingFacet"]] = relationship(
        order_by="CodingFacet.facet_id", cascade="all, delete-orphan", passive_deletes=True
    )


class CodingFacet(Base):
    """What a person said beside a theme: its valence, its setting, or what the codebook asks."""

    __tablename__ = "coding_facet"
    __table_args__ = (UNORDERED,)

    decision_number: Mapped[int] = mapped_column(
        ForeignKey("coding_decision.number", ondelete="CASCADE"), primary_key=True
    )
    facet_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    option: Mapped[str] = mapped_column(String(60))


class WaitingVerbatim(Base):
    """A verbatim that waits for a coder; the queue holds nothing that other rows do not say.

    `interest` is how much a decision would teach the machine. One that is to be coded twice
    waits on after the first coder, for anybody else. `reopened_for` is the theme that was split
    since people read it, so that it is read again; `unthemed_language` is one in which the machine
    suggests nothing.
    """

    __tablename__ = "waiting_verbatim"
    __table_args__ = (
        Index("ix_waiting_verbatim_interest", "survey_id", "interest", "verbatim_id"),
        UNORDERED,
    )

    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    verbatim_id: Mapped[str] = mapped_column(
        ForeignKey("verbatim.id", ondelete="CASCADE"), primary_key=True
    )
    interest: Mapped[float] = mapped_column(default=0.0)
    first_coder: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    reopened_for: Mapped[str] = mapped_column(String(80), default="")
    unthemed_language: Mapped[str] = mapped_column(String(20), default="")
