"""Errands: what a page asked a worker to do, how it went, and the files that belong to it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base, random_id


class ErrandKind(StrEnum):
    """What a worker can be asked to do."""

    REPORT = "report"
    IMPORT = "import"
    EXPORT = "export"


class ErrandState(StrEnum):
    """How far an errand has come; an import that was checked waits for a person."""

    WAITING = "waiting"
    WORKING = "working"
    CHECKED = "checked"
    DONE = "done"
    FAILED = "failed"


class Errand(Base):
    """One thing a member of staff asked for: what is wanted, and what came of it, both as JSON.

    Neither ever holds a word of a respondent; files that do are sealed in `ErrandFile`.
    """

    __tablename__ = "errand"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default=ErrandState.WAITING)
    survey_id: Mapped[str | None] = mapped_column(ForeignKey("survey.id"), index=True)
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    wanted: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text, default="{}")


class ErrandFile(Base):
    """A file that was uploaded for an errand or came of it, sealed with its survey's key."""

    __tablename__ = "errand_file"

    errand_id: Mapped[str] = mapped_column(
        ForeignKey("errand.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
