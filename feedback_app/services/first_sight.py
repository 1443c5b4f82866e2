"""The Young Perspectives Board sees results before others, and says whether they are fair.

Readers of the Board wait until a member has looked, or until a week is over.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.asked import Who
from analysis.report_records import BoardReport, Readership
from feedback_app.errors import FeedbackError, ForbiddenError, NotFoundError
from feedback_app.services import audit, clock
from feedback_app.services.accounts import SignedIn
from feedback_app.services.panel_notes import take_note
from feedback_app.store import FirstSight, ReportSnapshot, Staff
from feedback_app.store.staff import Role

WAITS = timedelta(days=7)
FOR_THE_YOUNG = (Readership.PUBLIC, Readership.CHILDREN)
LONGEST = 600


@dataclass(frozen=True)
class Seen:
    """What one member said of a report; the note as others may read it."""

    name: str
    is_fair: bool
    note: str
    seen_at: datetime


def record_sight(session: Session, hash_: str, *, is_fair: bool, note: str, by: str) -> None:
    """Keep what a member of the Young Perspectives Board says of a report; a later word stands.

    Raises:
        FeedbackError: there is no such report, it is not for them, or the note is too long.
    """
    report = session.get(ReportSnapshot, hash_)
    if report is None or report.audience not in FOR_THE_YOUNG:
        raise NotFoundError("There is no such report.", remedy="Go back to the list.")
    words = note.strip()
    if len(words) > LONGEST:
        raise FeedbackError(
            f"This has {len(words)} characters, and may have {LONGEST}.", remedy="Say it shorter."
        )
    shown = take_note(session, json.loads(report.survey_ids), words, by=by)
    row = session.get(FirstSight, (hash_, by))
    if row is None:
        row = FirstSight(report_hash=hash_, staff_id=by)
        session.add(row)
    row.is_fair, row.note, row.seen_at = is_fair, shown, clock.now()
    session.flush()
    audit.record(session, by, "saw-report-first", subject=hash_)


def sights_of(session: Session, hash_: str) -> list[Seen]:
    """Return what members said of a report, the first of them first."""
    rows = session.execute(
        select(Staff.name, FirstSight.is_fair, FirstSight.note, FirstSight.seen_at)
        .join(Staff, Staff.id == FirstSight.staff_id)
        .where(FirstSight.report_hash == hash_)
        .order_by(FirstSight.seen_at)
    )
    return [Seen(*row) for row in rows]


def refuse_before_the_young(
    session: Session, hash_: str, report: BoardReport, staff: SignedIn
) -> None:
    """Refuse a Board reader results of the young that the Young Perspectives Board has not seen.

    Raises:
        ForbiddenError: it is theirs to see first; the message says until when.
    """
    if staff.role is not Role.BOARD_READER or not _is_of_the_young(report):
        return
    row = session.get_one(ReportSnapshot, hash_)
    opens_at = row.built_at + WAITS
    surveys = {each.survey for each in report.surveys}
    if clock.now() < opens_at and has_young_board(session) and not _was_seen(session, surveys):
        raise ForbiddenError(
            "The Young Perspectives Board sees these results first.",
            remedy=f"They open to you once a member has seen them, or on {opens_at:%-d %B %Y}.",
        )


def may_publish(session: Session, hash_: str) -> bool:
    """Say whether a report may go on a public page: found fair, or a week without a word."""
    said = [each.is_fair for each in sights_of(session, hash_)]
    if said:
        return all(said)
    row = session.get_one(ReportSnapshot, hash_)
    return not has_young_board(session) or clock.now() >= row.built_at + WAITS


def has_young_board(session: Session) -> bool:
    """Say whether anybody of the Young Perspectives Board has an account."""
    query = select(Staff.id).where(Staff.role == Role.YOUNG_PERSPECTIVES, Staff.is_active).limit(1)
    return session.scalar(query) is not None


def _is_of_the_young(report: BoardReport) -> bool:
    return any(Who(each.who).is_young for each in report.surveys)


def _was_seen(session: Session, surveys: Iterable[str]) -> bool:
    """Say whether a member has seen any report of one of these surveys."""
    rows = session.scalars(
        select(ReportSnapshot.survey_ids)
        .join(FirstSight, FirstSight.report_hash == ReportSnapshot.hash)
        .distinct()
    )
    return any(set(surveys) & set(json.loads(row)) for row in rows)
