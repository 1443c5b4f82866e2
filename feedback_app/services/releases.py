"""Keep finished reports for good, each with the release it made: together they are the ledger.

A release can be withdrawn, once and for good. It then counts as published no more, but is
remembered: what follows it is planned against the copies that may be about.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.ledger import Ledger, LedgerEntry
from analysis.snapshot import Snapshot
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import audit, clock
from feedback_app.services.snapshots import refuse_withdrawn
from feedback_app.store import ReportSnapshot

LONGEST = 600


def keep_report(
    session: Session,
    snapshot: Snapshot,
    *,
    document: str,
    release: Mapping[str, Any],
    entry: LedgerEntry,
    built_by: str,
) -> None:
    """Keep a report; the same report built again is kept once."""
    report = snapshot.report
    if session.get(ReportSnapshot, snapshot.hash) is None:
        session.add(
            ReportSnapshot(
                hash=snapshot.hash,
                survey_ids=json.dumps(list(dict.fromkeys(each.survey for each in report.surveys))),
                audience=report.readership.value,
                title=report.title,
                built_at=clock.now(),
                built_by=built_by,
                document=document,
                release=json.dumps({"document": release, "entry": entry.as_json()}),
            )
        )
        session.flush()


def open_ledger(session: Session) -> Ledger:
    """Return everything ever released, in order; a release kept with two reports counts once."""
    rows = session.execute(
        select(ReportSnapshot.release, ReportSnapshot.withdrawn_at).order_by(
            ReportSnapshot.built_at, ReportSnapshot.hash
        )
    )
    found: dict[bool, dict[tuple[str, str], dict[str, Any]]] = {False: {}, True: {}}
    for release, withdrawn_at in rows:
        entry = json.loads(release)["entry"]
        key = entry["release"], entry["audience"]
        found[withdrawn_at is not None].setdefault(key, entry)
    standing, withdrawn = (Ledger.from_json(found[each].values()).entries for each in (False, True))
    return Ledger(standing, withdrawn)


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
