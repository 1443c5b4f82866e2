"""The audit trail as the data protection officer reads it: who read or changed what, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from feedback_app.services.audit_subjects import Subject, subjects_of
from feedback_app.store import AuditEvent, Staff

PAGE = 100
READINGS = (
    "read-concern",
    "read-candidate",
    "read-contact",
    "read-paper",
    "read-quotations",
    "read-request",
    "read-response",
    "read-texts",
    "read-verbatim",
    "exported-responses",
)
"""What shows somebody the words of a respondent."""


@dataclass(frozen=True)
class Line:
    """One thing that somebody did; times are UTC."""

    number: int
    at: datetime
    person: str
    action: str
    subject: str
    about: tuple[Subject, ...]


@dataclass(frozen=True)
class Wanted:
    """Which lines are asked for: readings only, of one person, before a number."""

    readings_only: bool = False
    staff_id: str = ""
    before: int = 0


def read_trail(session: Session, wanted: Wanted) -> list[Line]:
    """Return up to a hundred lines, the newest first."""
    query = _chosen(select(AuditEvent), wanted).order_by(AuditEvent.number.desc()).limit(PAGE)
    people, rows = _people(session), session.scalars(query).all()
    about = subjects_of(session, (row.subject for row in rows))
    return [
        Line(
            row.number,
            row.at,
            people.get(row.staff_id, row.staff_id),
            row.action,
            row.subject,
            about[row.subject],
        )
        for row in rows
    ]


def readings_by_person(session: Session) -> list[tuple[str, str, int]]:
    """Return who read respondents' words how often: account, name, number; the most first."""
    people = _people(session)
    rows = session.execute(
        select(AuditEvent.staff_id, func.count())
        .where(AuditEvent.action.in_(READINGS))
        .group_by(AuditEvent.staff_id)
        .order_by(func.count().desc(), AuditEvent.staff_id)
    )
    return [(staff_id, people.get(staff_id, staff_id), count) for staff_id, count in rows]


def _chosen(query: Select[AuditEvent], wanted: Wanted) -> Select[AuditEvent]:
    if wanted.readings_only:
        query = query.where(AuditEvent.action.in_(READINGS))
    if wanted.staff_id:
        query = query.where(AuditEvent.staff_id == wanted.staff_id)
    if wanted.before:
        query = query.where(AuditEvent.number < wanted.before)
    return query


def _people(session: Session) -> Mapping[str, str]:
    return dict(session.execute(select(Staff.id, Staff.name)).all())
