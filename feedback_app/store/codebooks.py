"""Codebooks as they stood, and the changes to them that people propose and decide."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base


class CodebookVersion(Base):
    """A codebook as it stood: a coding names the version it was made with.

    One that people made here names the version it was made from, and who agreed to it.
    """

    __tablename__ = "codebook_version"
    __table_args__ = (UniqueConstraint("codebook_id", "based_on"),)

    codebook_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    added_on: Mapped[date]
    based_on: Mapped[str | None] = mapped_column(String(40))
    changed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class ChangeKind(StrEnum):
    """What is done to a codebook."""

    ADD = "add"
    MERGE = "merge"
    SPLIT = "split"


class ChangeState(StrEnum):
    """How a proposed change stands."""

    WAITING = "waiting"
    ADOPTED = "adopted"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"


class CodebookChange(Base):
    """A change to a codebook that somebody proposed and somebody else decides.

    `detail` holds the themes it brings, as JSON; `made_version` is what came of it. Rows stay.
    """

    __tablename__ = "codebook_change"
    __table_args__ = (
        CheckConstraint("kind IN ('add', 'merge', 'split')", "a_change_adds_merges_or_splits"),
        CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", "nobody_decides_their_own_change"
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    codebook_id: Mapped[str] = mapped_column(String(60), index=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    kind: Mapped[str] = mapped_column(String(10))
    theme_id: Mapped[str] = mapped_column(String(80))
    detail: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), default=ChangeState.WAITING)
    proposed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    made_version: Mapped[str] = mapped_column(String(40), default="")
