"""Surveys: one run of a family of questionnaires, its links and its invitations."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.store.base import UNORDERED, Base, random_id


class SurveyKind(StrEnum):
    """Whether who was asked is known, which decides what a report may print."""

    OPEN = "open"
    INVITED = "invited"
    PANEL = "panel"


class Basis(StrEnum):
    """Why the law lets a survey use what people tell: UK GDPR, Article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTERESTS = "vital-interests"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTERESTS = "legitimate-interests"


class Condition(StrEnum):
    """Why it may hold special category data: Article 9(2), with Schedule 1 of the 2018 Act."""

    EXPLICIT_CONSENT = "explicit-consent"
    SAFEGUARDING = "safeguarding"
    STATUTORY_PURPOSE = "statutory-purpose"
    HEALTH_OR_SOCIAL_CARE = "health-or-social-care"
    RESEARCH_OR_STATISTICS = "research-or-statistics"


class Offer(StrEnum):
    """What a link offers beside the questions, as staff decided for those it is given to."""

    RETURN = "return"
    NEXT_PERSON = "next-person"


class Survey(Base):
    """One run of a family of questionnaires, open for a time."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("closes_on IS NULL OR opens_on <= closes_on", "opens_before_it_closes"),
        CheckConstraint("twice_percent BETWEEN 0 AND 100", "a_share_is_coded_twice"),
    )

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default=SurveyKind.OPEN)
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    codebook_id: Mapped[str | None] = mapped_column(String(60))
    weighted_by: Mapped[str] = mapped_column(String(60), default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    twice_percent: Mapped[int] = mapped_column(default=20)
    lawful_basis: Mapped[str] = mapped_column(String(30), default="")
    condition: Mapped[str] = mapped_column(String(30), default="")
    dpia: Mapped[str] = mapped_column(String(120), default="")
    promise: Mapped[str] = mapped_column(String(20), default="anonymous")
    kept_until: Mapped[date | None]
    purged_on: Mapped[date | None]

    questionnaires: Mapped[list["SurveyQuestionnaire"]] = relationship(
        order_by="SurveyQuestionnaire.position", back_populates="survey"
    )
    links: Mapped[list["SurveyLink"]] = relationship(
        order_by="SurveyLink.label", back_populates="survey"
    )


class SurveyQuestionnaire(Base):
    """The copy of a questionnaire that a survey froze when it opened, and keeps for good."""

    __tablename__ = "survey_questionnaire"

    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(40))
    frozen: Mapped[str] = mapped_column(Text)

    survey: Mapped[Survey] = relationship(back_populates="questionnaires")


class SurveyLink(Base):
    """An unguessable address of a survey, with the way of answering it presets."""

    __tablename__ = "survey_link"

    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    questionnaire_id: Mapped[str] = mapped_column(String(60))
    mode: Mapped[str] = mapped_column(String(30), default="open-link")
    label: Mapped[str] = mapped_column(String(100), default="")
    presentation: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(10), default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    offers: Mapped[str] = mapped_column(String(40), default="")
    asks_invitation: Mapped[bool] = mapped_column(default=False)

    survey: Mapped[Survey] = relationship(back_populates="links")


class Invitation(Base):
    """That somebody was invited: never who, and nothing here changes when they answer.

    Its place is where `InvitationMarks` says whether it was used; places have a random order.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        UniqueConstraint("survey_id", "place"),
        UNORDERED,
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    questionnaire_id: Mapped[str] = mapped_column(String(60), default="")
    token_hash: Mapped[str] = mapped_column(String(64))
    place: Mapped[int] = mapped_column(default=0)
    is_void: Mapped[bool] = mapped_column(default=False)


class InvitationMarks(Base):
    """Which invitations of a survey were used: a bit for each place, all written anew together.

    `services.invitations` alone writes here, so that no row tells with which response one was used.
    """

    __tablename__ = "invitation_marks"
    __table_args__ = (UNORDERED,)

    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    marks: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
