"""Places, partner bodies, priorities and help contacts: rows with a first and a last day.

Cumbria changed its councils in 2023 and its partnership in 2025. Answers keep the finest
place asked; everything larger is derived from these rows for the date in question.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base


class AreaKind(StrEnum):
    """What sort of place a row stands for, from the finest to the widest."""

    SETTLEMENT = "settlement"
    DISTRICT = "district"
    LOCALITY = "locality"
    UNITARY = "unitary"
    COUNTY = "county"
    PARTNERSHIP = "partnership"


class Dated:
    """The first and last day, both inclusive, on which a row applied."""

    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Area(Dated, Base):
    """A place that exists for a time."""

    __tablename__ = "area"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    gss: Mapped[str] = mapped_column(String(9), default="")
    # The state a choice of this place stands for: a list also offers “I would rather not say”.
    means: Mapped[str] = mapped_column(String(20), default="answered")


class AreaMember(Dated, Base):
    """That one area lies in another, for a time."""

    __tablename__ = "area_member"
    __table_args__ = (Index("ix_area_member_member", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    member_id: Mapped[str] = mapped_column(ForeignKey("area.id"))


class Body(Dated, Base):
    """A partner body under the name it had for a time; the slug stays when the name changes."""

    __tablename__ = "body"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(160))


class Priority(Dated, Base):
    """A priority of the Board, for the plan years it was in force."""

    __tablename__ = "priority"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)


class HelpContact(Dated, Base):
    """Whom to call for help: shown by place and by date."""

    __tablename__ = "help_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"))
    name: Mapped[str] = mapped_column(String(160))
    phone: Mapped[str] = mapped_column(String(30))
    out_of_hours: Mapped[str] = mapped_column(String(30), default="")
    web: Mapped[str] = mapped_column(String(120), default="")
    when: Mapped[str] = mapped_column(String(160), default="")
    is_for_children: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
