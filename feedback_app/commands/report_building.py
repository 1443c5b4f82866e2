"""Build a report and write its folder: the work behind `feedback report build`."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from analysis.report_records import BoardReport, Readership
from analysis.rules import SuppressionRule
from feedback_app.config import Settings
from feedback_app.database import Database
from feedback_app.rendering.folder import DOWNLOADS, kept_folder, write_folder
from feedback_app.services import clock
from feedback_app.services.child_reading import lines_of, read_as_a_child
from feedback_app.services.periods import answered_surveys
from feedback_app.services.places import priority_name
from feedback_app.services.reporting import Order, build_report, keep

BUILT = 0.6
Progress = Callable[[float, str], None]


def order_of(
    settings: Settings,
    surveys: tuple[str, ...],
    *,
    audience: str,
    until: datetime | None,
    name: str,
    title: str,
    priority: str = "",
) -> Order:
    """Return what to build, under this deployment's rules."""
    return Order(
        survey_ids=surveys,
        readership=Readership(audience),
        today=clock.today(),
        until=until.date() if until else None,
        name=name,
        title=title,
        priority=priority,
        rule=SuppressionRule(
            partnership_threshold=settings.small_count_threshold,
            public_threshold=settings.public_threshold,
        ),
    )


def subject_of(
    database: Database, priority: str, surveys: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """Return the surveys of a themed pack, and the name of its priority.

    Raises:
        FeedbackError: no such priority was ever in force, or nobody answered anything.
    """
    with Session(database.statements) as session:
        return (
            surveys or answered_surveys(session),
            priority_name(session, priority),
        )


def build_and_write(
    settings: Settings, database: Database, order: Order, *, out: Path, progress: Progress
) -> list[str]:
    """Build and keep a report, write its files, and return what to tell.

    The files are written before the report is kept: what is in the ledger has been made.

    Raises:
        FeedbackError: nothing can be counted, or the ledger refuses the figures.
    """
    with Session(database.statements, autoflush=False) as session:
        built = build_report(
            session, order, progress=lambda part, label: progress(part * BUILT, label)
        )
    steps = iter((0.7, 0.75, 0.8, 0.9))
    missing = write_folder(
        built.snapshot,
        out,
        document=built.document,
        release=built.release,
        step=lambda label: progress(next(steps), label),
    )
    with database.sessions.begin() as session:
        keep(session, built, built_by="command line")
    _keep_downloads(out, kept_folder(settings.instance, built.snapshot.hash))
    progress(1.0, "Done")
    refused = list(built.release["not_released"])
    return [
        f"Wrote {built.snapshot.report.title} to {out}.",
        f"Report {built.snapshot.hash[:12]}; on the web at /reports/{built.snapshot.hash}.",
        *missing,
        *refused,
        *_reading(built.snapshot.report),
    ]


def _reading(report: BoardReport) -> list[str]:
    """Return what children would find too hard in their report, or that nothing is."""
    if report.readership is not Readership.CHILDREN:
        return []
    found = read_as_a_child(report)
    return list(lines_of(found)) or ["Its words are easy enough for those it is for."]


def _keep_downloads(out: Path, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    for name in DOWNLOADS:
        if (out / name).is_file():
            shutil.copyfile(out / name, kept / name)
