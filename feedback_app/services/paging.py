"""One page of a long queue, known by the line it follows and not by a number.

Whoever closes what stands on an earlier page then pushes nothing past a colleague's eyes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

Key = tuple[InstrumentedAttribute[Any], bool]
"""A column that orders a queue, and whether from the greatest down."""


@dataclass(frozen=True)
class Place:
    """Where a page begins: after one line, before one, or at the head of the queue."""

    after: str = ""
    before: str = ""


HEAD = Place()


@dataclass(frozen=True)
class Cut:
    """The ids of one page, and whether there is a page before and behind it."""

    ids: tuple[str, ...]
    has_previous: bool = False
    has_next: bool = False


def cut(
    session: Session, query: Select[Any], order: Sequence[Key], place: Place, *, most: int
) -> Cut:
    """Return one page of the ids that a query selects; the last key of the order is that id.

    A line that is not there any more leads to the head of the queue, as does an empty page.
    """
    is_back = bool(place.before)
    edge = _values(session, order, place.before or place.after)
    if edge is None:
        ids = _ids(session, query, order, most + 1)
        return Cut(tuple(ids[:most]), has_next=len(ids) > most)
    way = [(column, is_down is not is_back) for column, is_down in order]
    ids = _ids(session, query.where(_behind(way, edge)), way, most + 1)
    if not ids:
        return cut(session, query, order, HEAD, most=most)
    is_more, page = len(ids) > most, ids[:most]
    if is_back:
        return Cut(tuple(reversed(page)), has_previous=is_more, has_next=True)
    return Cut(tuple(page), has_previous=True, has_next=is_more)


def _values(session: Session, order: Sequence[Key], line_id: str) -> Sequence[Any] | None:
    """Return by what a line is ordered, or None where there is no such line."""
    if not line_id:
        return None
    columns = [column for column, _ in order]
    return session.execute(select(*columns).where(columns[-1] == line_id)).one_or_none()


def _ids(session: Session, query: Select[Any], order: Sequence[Key], most: int) -> list[str]:
    by = [column.desc() if is_down else column.asc() for column, is_down in order]
    return list(session.scalars(query.order_by(*by).limit(most)))


def _behind(order: Sequence[Key], edge: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a line stands behind an edge in an order.

    What it begins with follows from the rest; it lets an index leave out all that stands before.
    """
    first, is_down = order[0]
    found = []
    for number, (column, goes_down) in enumerate(order):
        same = [each == edge[at] for at, (each, _) in enumerate(order[:number])]
        further = column < edge[number] if goes_down else column > edge[number]
        found.append(and_(*same, further))
    return and_(first <= edge[0] if is_down else first >= edge[0], or_(*found))
