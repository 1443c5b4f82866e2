"""Finished reports: the only computed thing that is kept, addressed by its hash."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base


class ReportSnapshot(Base):
    """A report as it was built: its figures, who built it, and what was released.

    One that was withdrawn stays, for the ledger: copies of it may be about. The reason is public.
    """

    __tablename__ = "report_snapshot"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_ids: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    built_at: Mapped[datetime]
    built_by: Mapped[str] = mapped_column(String(120), default="")
    document: Mapped[str] = mapped_column(Text)
    release: Mapped[str] = mapped_column(Text, default="{}")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(String(120), default="")
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")
