"""Withdraw a release, once and for good: who, when and why is kept, and said at its address.

Light enough for a page: the ledger itself is not opened.
"""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import audit, clock
from feedback_app.services.snapshots import refuse_withdrawn
from feedback_app.store import ReportSnapshot

LONGEST = 600


def withdraw(session: Session, name: str, *, reason: str, by: str) -> list[str]:
    """Withdraw every report of a release; return their titles.

    Raises:
        NotFoundError: no release of that name stands.
        FeedbackError: no reason was given, or it is too long.
    """
    because = " ".join(reason.split())
    if not because:
        raise FeedbackError(
            "Nothing was withdrawn: a reason is needed.",
            remedy="Say why, in a sentence that anybody may read.",
        )
    if len(because) > LONGEST:
        raise FeedbackError(
            f"The reason has {len(because)} characters, and may have {LONGEST}.",
            remedy="Say it shorter.",
        )
    standing = select(ReportSnapshot).where(ReportSnapshot.withdrawn_at.is_(None))
    found = [row for row in session.scalars(standing.with_for_update()) if _name_of(row) == name]
    if not found:
        raise NotFoundError(
            f"No release is called “{name}”, or it was withdrawn already.",
            remedy="See `feedback release list` for those that stand.",
        )
    for row in found:
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = clock.now(), by, because
        audit.record(session, by, "withdrew-release", subject=row.hash)
    session.flush()
    return [row.title for row in found]


def release_of(session: Session, hash_: str) -> str:
    """Return the name of the release that a report shows.

    Raises:
        NotFoundError: there is no such report.
        WithdrawnError: it was withdrawn.
    """
    row = session.get(ReportSnapshot, hash_)
    if row is None:
        raise NotFoundError("There is no such report.", remedy="Go back to the list.")
    refuse_withdrawn(row)
    return _name_of(row)


def _name_of(row: ReportSnapshot) -> str:
    return str(json.loads(row.release)["document"]["release"])
