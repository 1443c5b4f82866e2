"""Dated places: what was asked about, where it lay on a day, and who helps there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Date, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from feedback_app.store import Area, AreaMember, HelpContact, Priority
from feedback_app.store.areas import AreaKind, Dated
from feedback_app.store.statement import Statement

DEPTH = 4
"""Settlement, district, council, partnership: so many steps lead out of a place at most."""


@dataclass(frozen=True)
class Place:
    """One place a respondent may choose, and the district it lies in on the day asked."""

    id: str
    name: str
    district_id: str
    district: str
    means: str = "answered"


@dataclass(frozen=True)
class Contact:
    """Somebody to call for help."""

    name: str
    phone: str
    out_of_hours: str
    web: str
    when: str
    area: str


def places_on(session: Session, day: date) -> list[Place]:
    """Return the settlements that could be chosen on a day, in the order of the list."""
    district = aliased(Area)
    rows = session.execute(
        select(Area.id, Area.name, district.id, district.name, Area.means)
        .outerjoin(AreaMember, and_(AreaMember.member_id == Area.id, _in_force(AreaMember, day)))
        .outerjoin(
            district, and_(district.id == AreaMember.area_id, district.kind == AreaKind.DISTRICT)
        )
        .where(Area.kind == AreaKind.SETTLEMENT, _in_force(Area, day))
        .order_by(Area.position)
    )
    found: dict[str, Place] = {}
    for place_id, name, district_id, district_name, means in rows:
        if district_id or place_id not in found:
            found[place_id] = Place(place_id, name, district_id or "", district_name or "", means)
    return list(found.values())


def localities_on(session: Session, day: date) -> dict[str, str]:
    """Return the localities of a day, id to name, in order."""
    rows = session.execute(
        select(Area.id, Area.name)
        .where(Area.kind == AreaKind.LOCALITY, _in_force(Area, day))
        .order_by(Area.position)
    )
    return dict(rows.all())


def locality_of_places(session: Session, day: date) -> dict[str, str]:
    """Return, for every place or district an answer may hold, the locality it lay in on a day.

    A later re-organisation is asked about by giving a later day: the same answers then
    fall into the areas of that day. Where no localities were in force, the widest dated
    area below the partnership (a unitary council) stands in their place.
    """
    kinds = (AreaKind.LOCALITY,) if localities_on(session, day) else (AreaKind.UNITARY,)
    parents = _parents(session, day, kinds)
    districts = _parents(session, None, (AreaKind.DISTRICT,))
    found = dict(parents)
    for place_id, district_id in districts.items():
        if place_id not in found and district_id in parents:
            found[place_id] = parents[district_id]
    return found


def places_within(session: Session, locality_id: str, day: date) -> frozenset[str]:
    """Return the locality, and every place or district that lies in it on a day.

    Of a locality that has ended, those that lay in it on its last day.
    """
    area = session.get(Area, locality_id)
    last = area.valid_to if area and area.valid_to else day
    found = locality_of_places(session, min(day, last))
    return frozenset({locality_id, *(place for place, of in found.items() if of == locality_id)})


def area_names(session: Session) -> dict[str, str]:
    """Return the name of every area, for labels."""
    return dict(session.execute(select(Area.id, Area.name)).all())


def partnership_on(session: Session, day: date) -> tuple[str, str]:
    """Return the id and name of the first partnership in force on a day, or empty strings."""
    row = session.execute(
        select(Area.id, Area.name)
        .where(Area.kind == AreaKind.PARTNERSHIP, _in_force(Area, day))
        .order_by(Area.position)
    ).first()
    return (row[0], row[1]) if row else ("", "")


def priorities_on(session: Session, day: date) -> dict[str, str]:
    """Return the Board's priorities in force on a day, slug to name, in order."""
    rows = session.execute(
        select(Priority.slug, Priority.name)
        .where(_in_force(Priority, day))
        .order_by(Priority.position)
    )
    return dict(rows.all())


def help_contacts_on(connection: Connection, day: date) -> list[Contact]:
    """Return whom to call on a day, those for everyone first."""
    return [Contact(*row) for row in HELP_CONTACTS.all(connection, day=day)]


def help_near(session: Session, place_id: str, day: date) -> list[Contact]:
    """Return whom to call about a place on a day: those for everyone, then those of its areas."""
    around = _areas_around(session, place_id, day)
    rows = session.execute(
        select(HelpContact, Area.name)
        .outerjoin(Area, Area.id == HelpContact.area_id)
        .where(_in_force(HelpContact, day))
        .where(or_(HelpContact.area_id.is_(None), HelpContact.area_id.in_(around)))
        .order_by(HelpContact.position)
    )
    return [
        Contact(each.name, each.phone, each.out_of_hours, each.web, each.when, area or "")
        for each, area in rows
    ]


def _areas_around(session: Session, place_id: str, day: date) -> set[str]:
    """Return a place and every area it lies in on a day, also by way of another."""
    rows = session.execute(
        select(AreaMember.member_id, AreaMember.area_id)
        .join(Area, Area.id == AreaMember.area_id)
        .where(or_(Area.kind == AreaKind.DISTRICT, _in_force(AreaMember, day)))
    ).all()
    around = {place_id}
    for _ in range(DEPTH):
        around |= {area for member, area in rows if member in around}
    return around


def _in_force(table: type[Dated], day: date | ColumnElement[date]) -> ColumnElement[bool]:
    starts, ends = table.valid_from, table.valid_to
    return and_(or_(starts.is_(None), starts <= day), or_(ends.is_(None), ends >= day))


def _parents(session: Session, day: date | None, kinds: Sequence[AreaKind]) -> dict[str, str]:
    query = (
        select(AreaMember.member_id, AreaMember.area_id)
        .join(Area, Area.id == AreaMember.area_id)
        .where(Area.kind.in_(kinds))
    )
    if day is not None:
        query = query.where(_in_force(AreaMember, day), _in_force(Area, day))
    return dict(session.execute(query).all())


HELP_CONTACTS = Statement(
    select(
        HelpContact.name,
        HelpContact.phone,
        HelpContact.out_of_hours,
        HelpContact.web,
        HelpContact.when,
        func.coalesce(Area.name, ""),
    )
    .outerjoin(Area, Area.id == HelpContact.area_id)
    .where(_in_force(HelpContact, bindparam("day", type_=Date())))
    .order_by(HelpContact.position)
)
