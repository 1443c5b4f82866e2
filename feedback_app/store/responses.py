"""What respondents gave: drafts while they answer, then responses that are never edited."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import UNORDERED, Base, random_id

# What a seal adds to a text: version, key id, nonce and tag.
SEAL_BYTES = 37


class Draft(Base):
    """Answers kept, sealed, while somebody answers; known by the hash of a random token."""

    __tablename__ = "draft"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    link_token: Mapped[str] = mapped_column(String(40))
    survey_id: Mapped[str] = mapped_column(String(60))
    questionnaire_id: Mapped[str] = mapped_column(String(60))
    mode: Mapped[str] = mapped_column(String(30))
    presentation: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    invitation_id: Mapped[str | None] = mapped_column(String(32))
    offers: Mapped[str] = mapped_column(String(40), default="")
    expires_at: Mapped[datetime]


class ReturnCode(Base):
    """That a draft can be gone on with by a code of three words; only a keyed hash of it is kept.

    The row goes when the code is used, or when its draft is sent or left.
    """

    __tablename__ = "return_code"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), unique=True)


class SentDraft(Base):
    """That a draft was sent, so that sending it again gives the same page and no second response.

    It shares nothing with the response, and is purged with the drafts.
    """

    __tablename__ = "sent_draft"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(60))
    questionnaire_id: Mapped[str] = mapped_column(String(60))
    presentation: Mapped[str] = mapped_column(String(20))
    offers: Mapped[str] = mapped_column(String(40), default="")
    expires_at: Mapped[datetime]


class DeviceAnswer(Base):
    """That answers kept on a device have come, so that they are stored once however often sent.

    The row of answers that were stored holds a hash of their random id and nothing of them. What
    could not be read is kept aside, as it came, until a person has looked at it.
    """

    __tablename__ = "device_answer"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(60), default="")
    received_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(20), default="")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Response(Base):
    """One returned questionnaire: a day, not a time; a place, not a person."""

    __tablename__ = "response"
    __table_args__ = (Index("ix_response_survey", "survey_id", "questionnaire_id"), UNORDERED)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    questionnaire_id: Mapped[str] = mapped_column(String(60))
    mode: Mapped[str] = mapped_column(String(30))
    presentation: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    received_on: Mapped[date]
    place_id: Mapped[str | None] = mapped_column(String(60))
    respondent_group: Mapped[str] = mapped_column(String(60))


class Answer(Base):
    """One chosen code, or one state in which a question was left (skipped, not asked …).

    A question with several choices has a row for each. Free text lies apart, as a verbatim.
    """

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_question", "question_id", "row_id"), UNORDERED)

    response_id: Mapped[str] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    code: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    state: Mapped[str] = mapped_column(String(20))


class ExportedFile(Base):
    """Where answers of a survey were written to a file, so that a purge can find it."""

    __tablename__ = "exported_file"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    path: Mapped[str] = mapped_column(String(1000))
    exported_on: Mapped[date]


class Verbatim(Base):
    """One free-text answer as it was written, sealed; `services.verbatims` alone opens it."""

    __tablename__ = "verbatim"
    __table_args__ = (
        CheckConstraint(f"length(sealed_text) > {SEAL_BYTES}", "a_verbatim_says_something"),
        Index("ix_verbatim_response", "response_id"),
        UNORDERED,
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    question_id: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[str] = mapped_column(String(60), default="")
    sealed_text: Mapped[bytes] = mapped_column(LargeBinary)
    is_themed: Mapped[bool] = mapped_column(default=True)
