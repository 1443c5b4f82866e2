"""How many there were to answer: people invited, by group, and people who live in a place.

Both say who said so, because a rate is only as good as the number beneath it.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base


class InvitedCount(Base):
    """How many of a group were invited; an empty group stands for everybody."""

    __tablename__ = "invited_count"
    __table_args__ = (CheckConstraint("invited > 0", "somebody_was_invited"),)

    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    group_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    invited: Mapped[int]
    supplied_by: Mapped[str] = mapped_column(String(120))
    supplied_on: Mapped[date]


class Population(Base):
    """How many people of one age live in an area, by an estimate."""

    __tablename__ = "population"
    __table_args__ = (CheckConstraint("people >= 0", "nobody_or_more_live_there"),)

    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), primary_key=True)
    age: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[int]
    source: Mapped[str] = mapped_column(String(120), default="")
