"""Keep finished reports for good, each with the release it made: together they are the ledger.

One that was withdrawn counts as published no more, but is remembered: what follows it is planned
against the copies that may be about.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.ledger import Ledger, LedgerEntry
from analysis.snapshot import Snapshot
from feedback_app.services import clock
from feedback_app.store import ReportSnapshot


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


def count_changes(session: Session) -> int:
    """Return how often the ledger was changed: each report kept and each withdrawal is one."""
    kept = select(func.count(), func.count(ReportSnapshot.withdrawn_at))
    return sum(session.execute(kept.select_from(ReportSnapshot)).one())


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
