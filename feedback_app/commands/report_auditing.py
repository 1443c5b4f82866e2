"""Audit a built folder: every figure in its files is the report's, and none gives a person away."""

import json
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.orm import Session

from analysis.documents import read_release
from feedback_app.deployment import open_deployment
from feedback_app.errors import FeedbackError
from feedback_app.rendering.folder import read_folder
from feedback_app.rendering.reading_back import numbers_in, texts_of, words_of_snapshot
from feedback_app.services.releases import open_ledger
from feedback_app.services.report_attack import broken_promises
from feedback_app.services.snapshots import find_report


def audit_folder(folder: Path) -> tuple[list[str], bool]:
    """Return what was found, line by line, and whether all is well.

    Raises:
        FeedbackError: the folder is not one that `report build` wrote, or the report was altered.
    """
    try:
        snapshot, release = read_folder(folder)
    except (OSError, ValueError) as error:
        raise FeedbackError(
            f"{folder} holds no report that `feedback report build` wrote.",
            remedy="Give the folder named with --out when it was built.",
        ) from error
    release = read_release(release)
    _, database = open_deployment()
    with Session(database.statements) as session:
        find_report(session, snapshot.hash)
        ledger = open_ledger(session)
    known = _known_numbers(asdict(snapshot.report), release)
    known |= set(numbers_in(snapshot.hash))
    lines, strays = [], 0
    for name, words in texts_of(folder):
        found = [number for each in words for number in numbers_in(each)]
        wrong = sorted({each for each in found if each not in known})
        strays += len(wrong)
        if wrong or not name.startswith("tables/"):
            said = f"{len(wrong)} strays: {', '.join(wrong[:10])}" if wrong else "0 strays"
            lines.append(f"{name}: {len(found):,} numbers, {said}")
    broken = broken_promises(ledger, release)
    releases = len(ledger.entries)
    lines.append(f"Attacked with the ledger of {releases} releases: {len(broken)} broken promises")
    return [*lines, *broken], not strays and not broken


def _known_numbers(report: object, release: object) -> set[str]:
    words = [*words_of_snapshot(report), *words_of_snapshot(json.loads(json.dumps(release)))]
    return {number for each in words for number in numbers_in(each)}
