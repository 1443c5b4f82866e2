"""What jobs leave for pages: runs of suggestions, measures of agreement, candidate themes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import UNORDERED, Base, random_id


class SuggestionRun(Base):
    """That the machine suggested themes for a survey: with which codebook, learnt from how much."""

    __tablename__ = "suggestion_run"

    number: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    made_at: Mapped[datetime]
    codebook_version: Mapped[str] = mapped_column(String(40))
    verbatims: Mapped[int]
    suggestions: Mapped[int]
    learnt_from: Mapped[int]


class AgreementMeasure(Base):
    """How far coders agreed with one another, and the machine with them, when it was measured."""

    __tablename__ = "agreement_measure"

    number: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    measured_at: Mapped[datetime]
    codebook_version: Mapped[str] = mapped_column(String(40))
    document: Mapped[str] = mapped_column(Text)


class CandidateState(StrEnum):
    """What people made of a candidate theme."""

    OFFERED = "offered"
    PROPOSED = "proposed"
    DROPPED = "dropped"


class DiscoveryRun(Base):
    """That somebody had new themes looked for: compared with what came before, if with anything.

    `sealed_words` are the words said more than before; they are respondents' own.
    """

    __tablename__ = "discovery_run"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    made_at: Mapped[datetime]
    codebook_version: Mapped[str] = mapped_column(String(40))
    compared_with: Mapped[str] = mapped_column(String(80), default="")
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)


class ThemeCandidate(Base):
    """A group of verbatims that no theme fits, with a proposed name; people alone adopt it.

    Its words are those of respondents, and so are sealed.
    """

    __tablename__ = "theme_candidate"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("discovery_run.id", ondelete="CASCADE"))
    position: Mapped[int]
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10), default=CandidateState.OFFERED)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class CandidateVerbatim(Base):
    """A verbatim of a candidate theme; a typical one is shown, a new one is of the newest wave."""

    __tablename__ = "candidate_verbatim"
    __table_args__ = (Index("ix_candidate_verbatim_verbatim", "verbatim_id"), UNORDERED)

    candidate_id: Mapped[str] = mapped_column(
        ForeignKey("theme_candidate.id", ondelete="CASCADE"), primary_key=True
    )
    verbatim_id: Mapped[str] = mapped_column(
        ForeignKey("verbatim.id", ondelete="CASCADE"), primary_key=True
    )
    is_typical: Mapped[bool] = mapped_column(default=False)
    is_new: Mapped[bool] = mapped_column(default=False)
