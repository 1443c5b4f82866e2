"""Find and list kept reports: all that a page needs, and nothing that computes."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.report_records import Readership
from analysis.snapshot import Snapshot, read_snapshot
from feedback_app.errors import NotFoundError, WithdrawnError
from feedback_app.store import ReportSnapshot


@dataclass(frozen=True)
class Kept:
    """One kept report, as a list shows it."""

    hash: str
    title: str
    readership: Readership
    surveys: tuple[str, ...]
    built_at: datetime
    built_by: str
    release: str


def list_reports(session: Session, *, readerships: tuple[Readership, ...] = ()) -> list[Kept]:
    """Return the reports that stand, the newest first; of some readerships only, if any are named.

    Those that were withdrawn are in no list.
    """
    table = ReportSnapshot
    query = select(
        table.hash,
        table.title,
        table.audience,
        table.survey_ids,
        table.built_at,
        table.built_by,
        table.release,
    )
    query = query.where(table.withdrawn_at.is_(None)).order_by(table.built_at.desc(), table.hash)
    if readerships:
        query = query.where(table.audience.in_([each.value for each in readerships]))
    return [
        Kept(
            hash_,
            title,
            Readership(audience),
            tuple(json.loads(surveys)),
            built_at,
            built_by,
            json.loads(release)["document"]["release"],
        )
        for hash_, title, audience, surveys, built_at, built_by, release in session.execute(query)
    ]


def find_report(session: Session, beginning: str) -> Snapshot:
    """Return the kept report whose hash begins like this.

    Raises:
        NotFoundError: there is none, or more than one.
        WithdrawnError: it was withdrawn.
    """
    row = _find(session, beginning)
    refuse_withdrawn(row)
    return read_snapshot(row.document, hash_=row.hash)


def refuse_withdrawn(row: ReportSnapshot) -> None:
    """Say when and why a report was withdrawn, if it was.

    Raises:
        WithdrawnError: it was.
    """
    if row.withdrawn_at is not None:
        raise WithdrawnError(f"{row.withdrawn_at:%-d %B %Y}", row.withdrawn_because)


def find_release(session: Session, beginning: str) -> dict[str, Any]:
    """Return the release document kept with the report whose hash begins like this.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    document: dict[str, Any] = json.loads(_find(session, beginning).release)["document"]
    return document


def find_documents(session: Session, beginning: str) -> tuple[Snapshot, str, dict[str, Any]]:
    """Return a kept report with the text it is kept as and its release: what its files need.

    Raises:
        NotFoundError: there is none whose hash begins like this, or more than one.
        WithdrawnError: it was withdrawn.
    """
    row = _find(session, beginning)
    refuse_withdrawn(row)
    snapshot = read_snapshot(row.document, hash_=row.hash)
    return snapshot, row.document, json.loads(row.release)["document"]


def _find(session: Session, beginning: str) -> ReportSnapshot:
    query = select(ReportSnapshot).where(ReportSnapshot.hash.startswith(beginning, autoescape=True))
    rows = session.scalars(query.limit(2)).all()
    if len(rows) != 1:
        count = "no report" if not rows else "more than one report"
        raise NotFoundError(
            f"There is {count} whose address begins with “{beginning}”.",
            remedy="See `feedback release list` for those there are.",
        )
    return rows[0]
