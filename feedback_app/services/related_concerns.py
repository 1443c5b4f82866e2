"""Concerns that belong together: of one response, or linked by a lead who sees one child in both.

A link is a lead's own judgement, seen from both pages; it joins nothing else that is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from re import compile as pattern

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from feedback_app.services import audit, clock
from feedback_app.services.concern_steps import (
    IncompleteStepError,
    find,
    names_of_staff,
    refuse_unread,
    state_of,
)
from feedback_app.store import Concern, ConcernLink, Survey
from feedback_app.store.concerns import ConcernState

REFERENCE = 8
"""How much of an id people are shown and can type; two that are alike are told apart by more."""
A_REFERENCE = pattern(rf"[0-9a-f]{{{REFERENCE},32}}")


@dataclass(frozen=True)
class Relative:
    """Another concern that belongs to one; `person` linked them, at `at` (UTC)."""

    id: str
    level: str
    raised_on: date
    survey: str
    state: ConcernState
    person: str = ""
    at: datetime | None = None

    @property
    def reference(self) -> str:
        """By what people name it to one another."""
        return reference_of(self.id)


def reference_of(concern_id: str) -> str:
    """Return by what people name a concern to one another."""
    return concern_id[:REFERENCE]


def relatives_of(session: Session, concern: Concern) -> list[Relative]:
    """Return the concerns of the same response, then those that a lead linked, the oldest first."""
    return [*_of_the_same_response(session, concern), *_linked(session, concern)]


def link(session: Session, concern_id: str, *, reference: str, staff_id: str) -> None:
    """Link two concerns that are about the same child; linking them again changes nothing.

    Raises:
        ConcernStepError: nobody has read the first yet.
        IncompleteStepError: there is no other concern of that reference, or more than one.
        NotFoundError: there is no such concern.
    """
    concern = find(session, concern_id)
    refuse_unread(concern)
    other = _referred_to(session, concern, reference.strip().lower())
    pair = _pair(concern_id, other.id)
    if session.get(ConcernLink, pair) is None:
        session.add(
            ConcernLink(first_id=pair[0], second_id=pair[1], staff_id=staff_id, at=clock.now())
        )
        session.flush()
        audit.record(session, staff_id, "linked-concerns", subject=" ".join(pair))


def unlink(session: Session, concern_id: str, *, other_id: str, staff_id: str) -> None:
    """Take a link away again; where there is none, nothing is done."""
    if not A_REFERENCE.fullmatch(other_id):
        return
    first, second = _pair(concern_id, other_id)
    which = (ConcernLink.first_id == first, ConcernLink.second_id == second)
    session.execute(delete(ConcernLink).where(*which))
    audit.record(session, staff_id, "unlinked-concerns", subject=f"{first} {second}")


def _of_the_same_response(session: Session, concern: Concern) -> Iterator[Relative]:
    if concern.response_id is not None:
        same = Concern.response_id == concern.response_id
        for other in _in_order(session, same & (Concern.id != concern.id)):
            yield _relative(session, other)


def _linked(session: Session, concern: Concern) -> Iterator[Relative]:
    names = names_of_staff(session)
    links = {
        each.second_id if each.first_id == concern.id else each.first_id: each
        for each in session.scalars(
            select(ConcernLink).where(
                or_(ConcernLink.first_id == concern.id, ConcernLink.second_id == concern.id)
            )
        )
    }
    for other in _in_order(session, Concern.id.in_(links)):
        made = links[other.id]
        yield _relative(session, other, person=names.get(made.staff_id, ""), at=made.at)


def _in_order(session: Session, which: ColumnElement[bool]) -> list[Concern]:
    return list(
        session.scalars(select(Concern).where(which).order_by(Concern.raised_on, Concern.id))
    )


def _relative(
    session: Session, other: Concern, *, person: str = "", at: datetime | None = None
) -> Relative:
    title = session.get_one(Survey, other.survey_id).title
    return Relative(other.id, other.level, other.raised_on, title, state_of(other), person, at)


def _referred_to(session: Session, concern: Concern, reference: str) -> Concern:
    """Return the one other concern that a reference means."""
    found: list[Concern] = []
    if A_REFERENCE.fullmatch(reference):
        begins = Concern.id.startswith(reference)
        query = select(Concern).where(begins, Concern.id != concern.id).limit(2)
        found = list(session.scalars(query))
    if len(found) != 1:
        raise IncompleteStepError(
            "reference",
            "No other concern has this reference." if not found else "Two begin like this.",
            remedy="Copy it from the other concern’s page.",
        )
    return found[0]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
