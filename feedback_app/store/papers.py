"""Papers filled in by hand: keyed by two people, then stored as any other response."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import UNORDERED, Base, random_id


class Paper(Base):
    """One paper, known by the number staff wrote on it; nothing ties it to its response.

    What was keyed lies here, sealed, until both keyings agree; then it is a response, and what
    stays is that this number was done.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("keyed_by <> keyed_again_by", "two_people_key_a_paper"),
        UNORDERED,
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[str] = mapped_column(String(20))
    questionnaire_id: Mapped[str] = mapped_column(String(60))
    presentation: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    keyed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    answers: Mapped[bytes | None] = mapped_column(LargeBinary)
    keyed_again_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    answers_again: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_stored: Mapped[bool] = mapped_column(default=False)
