"""Load a partnership's places, bodies, priorities and help contacts from its file."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback_app.errors import PlacesError
from feedback_app.store import Area, AreaMember, Body, HelpContact, Population, Priority
from feedback_app.store.areas import AreaKind

SHIPPED = Path(__file__).resolve().parent.parent / "partnership" / "cumbria.yaml"
Row = Mapping[str, Any]


def load_partnership(session: Session, path: Path = SHIPPED) -> int:
    """Replace the dated rows by those of a file; return how many areas it holds.

    Raises:
        PlacesError: the file cannot be read, a row lacks something, or names an area that no
            row describes.
    """
    document = _read(path)
    try:
        return _replace(session, path, document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PlacesError(
            f"{path} cannot be read as a partnership file: {error} is missing or misplaced.",
            remedy="Compare it with feedback_app/partnership/cumbria.yaml.",
        ) from error


def _replace(session: Session, path: Path, document: Row) -> int:
    for table in (Population, HelpContact, AreaMember, Priority, Body, Area):
        session.execute(delete(table))
    areas = list(_areas(document))
    session.add_all(areas)
    session.flush()
    known = {area.id for area in areas}
    members = list(_members(document))
    for member in members:
        _refuse_unknown(path, known, member.area_id, member.member_id)
    session.add_all(members)
    session.add_all(_bodies(document))
    session.add_all(_priorities(document))
    session.add_all(_help_contacts(document, known))
    session.add_all(_populations(path, document, known))
    session.flush()
    return len(areas)


def _populations(path: Path, document: Row, known: set[str]) -> Iterable[Population]:
    """Yield the people of each single year of age, from nought on, in each area."""
    for block in document.get("populations", ()):
        for area_id, counts in (block.get("counts") or {}).items():
            _refuse_unknown(path, known, area_id)
            for age, people in enumerate(counts if isinstance(counts, list) else ()):
                yield Population(area_id=area_id, age=age, people=people, source=_estimate(block))


def _estimate(block: Row) -> str:
    return f"estimate of {block['date']}" if block.get("date") else "estimate, year not stated"


def _read(path: Path) -> Row:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PlacesError(
            f"{path} cannot be read as a partnership file: {error}.",
            remedy="Compare it with feedback_app/partnership/cumbria.yaml.",
        ) from error
    if not isinstance(document, dict) or "areas" not in document:
        raise PlacesError(
            f"{path} has no list called “areas”.",
            remedy="Compare it with feedback_app/partnership/cumbria.yaml.",
        )
    return document


def _refuse_unknown(path: Path, known: set[str], *ids: str) -> None:
    for area_id in ids:
        if area_id not in known:
            raise PlacesError(
                f"{path} puts something in “{area_id}”, which no row of it describes.",
                remedy="Add a row with that id, or correct the name.",
            )


def _dates(row: Row) -> dict[str, date | None]:
    return {"valid_from": row.get("valid_from"), "valid_to": row.get("valid_to")}


def _areas(document: Row) -> Iterable[Area]:
    kinds = (("partnership_areas", AreaKind.PARTNERSHIP), ("localities", AreaKind.LOCALITY))
    for row in document["areas"]:
        yield _area(row, AreaKind(row["kind"]), 0)
    for section, kind in kinds:
        for position, row in enumerate(document.get(section, ())):
            yield _area(row, kind, position)
    for position, row in enumerate(document.get("settlements", ())):
        yield _area(row, AreaKind.SETTLEMENT, position)


def _area(row: Row, kind: AreaKind, position: int) -> Area:
    return Area(
        id=row["id"],
        kind=kind,
        name=row["name"],
        gss=row.get("gss") or "",
        means=row.get("means", "answered"),
        position=position,
        **_dates(row),
    )


def _members(document: Row) -> Iterable[AreaMember]:
    """Yield who lies in whom: the wider area's dates bound it, or the settlement's own."""
    for row in document["areas"]:
        if row.get("parent"):
            yield _member(row["parent"], row["id"], row)
        yield from (_member(row["id"], each, row) for each in row.get("predecessors", ()))
    for row in document.get("partnership_areas", ()):
        yield from (_member(row["id"], each, row) for each in row.get("covers", ()))
    yield from _locality_members(document)
    yield from _settlement_members(document)


def _locality_members(document: Row) -> Iterable[AreaMember]:
    for row in document.get("localities", ()):
        yield _member(row["partnership"], row["id"], row)
        yield from (_member(row["id"], each, row) for each in row["districts"])


def _settlement_members(document: Row) -> Iterable[AreaMember]:
    for row in document.get("settlements", ()):
        for parent in ("district", "unitary"):
            if row.get(parent):
                yield _member(row[parent], row["id"], row)


def _member(area_id: str, member_id: str, row: Row) -> AreaMember:
    return AreaMember(area_id=area_id, member_id=member_id, **_dates(row))


def _bodies(document: Row) -> Iterable[Body]:
    for row in document.get("bodies", ()):
        yield Body(slug=row["id"], name=row["name"], **_dates(row))


def _priorities(document: Row) -> Iterable[Priority]:
    for position, row in enumerate(document.get("priorities", ())):
        yield Priority(slug=row["id"], name=row["name"], position=position, **_dates(row))


def _help_contacts(document: Row, known: set[str]) -> Iterable[HelpContact]:
    for position, row in enumerate(document.get("help_contacts", ())):
        for area in row["areas"]:
            yield HelpContact(
                slug=row["id"],
                area_id=area if area in known else None,
                name=row["name"],
                phone=str(row["phone"]),
                out_of_hours=str(row.get("out_of_hours") or ""),
                web=row.get("web") or "",
                when=row.get("when") or "",
                is_for_children="children" in row.get("audience", ()),
                position=position,
                **_dates(row),
            )
