"""Asks and replies: what young people asked for, what was done, and whether it changed anything.

A reply is never edited: a later one is added, and the latest stands.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.store.base import Base, random_id


class AskKind(StrEnum):
    """Who wants it done: those who answered, or the Board itself."""

    ASK = "ask"
    RECOMMENDATION = "recommendation"


class Answered(StrEnum):
    """What was answered to an ask."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Changed(StrEnum):
    """Whether it changed anything, as far as is known."""

    YES = "yes"
    A_LITTLE = "a-little"
    NOT_YET = "not-yet"
    NO = "no"


class Ask(Base):
    """One thing asked of the partnership after a survey; `said` for staff, `child_words` for all.

    Empty theme, priority and locality stand for none in particular and the whole area.
    """

    __tablename__ = "ask"
    __table_args__ = (
        CheckConstraint("kind IN ('ask', 'recommendation')", "an_ask_is_one_of_two_kinds"),
        CheckConstraint("length(owner) > 0", "an_ask_has_an_owner"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default=AskKind.ASK)
    said: Mapped[str] = mapped_column(Text)
    child_words: Mapped[str] = mapped_column(Text, default="")
    theme_id: Mapped[str] = mapped_column(String(80), default="")
    priority: Mapped[str] = mapped_column(String(20), default="")
    locality_id: Mapped[str] = mapped_column(String(60), default="")
    owner: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[str] = mapped_column(Text, default="")
    asked_on: Mapped[date]
    due_on: Mapped[date]
    added_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]

    replies: Mapped[list["AskReply"]] = relationship(order_by="AskReply.number")


class AskReply(Base):
    """What was answered to an ask; `told_on` is the day young people were told."""

    __tablename__ = "ask_reply"
    __table_args__ = (
        CheckConstraint("answer IN ('yes', 'partly', 'no')", "a_reply_is_one_of_three"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    ask_id: Mapped[str] = mapped_column(ForeignKey("ask.id"), index=True)
    answer: Mapped[str] = mapped_column(String(10))
    did: Mapped[str] = mapped_column(Text)
    child_words: Mapped[str] = mapped_column(Text, default="")
    changed: Mapped[str] = mapped_column(String(10), default=Changed.NOT_YET)
    evidence: Mapped[str] = mapped_column(Text, default="")
    told_on: Mapped[date | None]
    replied_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    replied_on: Mapped[date]


class AskTranslation(Base):
    """A child's words of an ask (no reply number) or of a reply, in another language.

    None is edited: the latest of a language stands.
    """

    __tablename__ = "ask_translation"
    __table_args__ = (CheckConstraint("length(words) > 0", "a_translation_has_words"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    ask_id: Mapped[str] = mapped_column(ForeignKey("ask.id", ondelete="CASCADE"), index=True)
    reply_number: Mapped[int | None] = mapped_column(
        ForeignKey("ask_reply.number", ondelete="CASCADE")
    )
    language: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime]


class ReplyScore(Base):
    """What one member of the Young Perspectives Board thinks of a reply, from 1 to 5."""

    __tablename__ = "reply_score"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", "a_score_is_1_to_5"),)

    reply_number: Mapped[int] = mapped_column(
        ForeignKey("ask_reply.number", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    score: Mapped[int]


class FirstSight(Base):
    """That a member of the Young Perspectives Board saw a report before others, and what of it."""

    __tablename__ = "first_sight"

    report_hash: Mapped[str] = mapped_column(
        ForeignKey("report_snapshot.hash", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    is_fair: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime]


class ResultsPage(Base):
    """Which children's report stands on the public page of a survey."""

    __tablename__ = "results_page"

    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    report_hash: Mapped[str] = mapped_column(ForeignKey("report_snapshot.hash"))
    published_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime]
