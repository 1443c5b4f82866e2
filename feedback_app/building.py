"""Build a report and write its files: for `feedback report build`, and for a page by a worker."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from analysis.report_records import BoardReport, Readership
from analysis.rules import SuppressionRule
from feedback_app.config import Settings
from feedback_app.database import Database
from feedback_app.rendering.folder import DOWNLOADS, ZIP, kept_folder, write_folder
from feedback_app.services import clock
from feedback_app.services.child_reading import lines_of, read_as_a_child
from feedback_app.services.periods import answered_surveys
from feedback_app.services.places import priority_name
from feedback_app.services.reporting import Order, build_report, keep
from feedback_app.services.snapshots import find_documents

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


@dataclass(frozen=True)
class Outcome:
    """What building a report led to; `untold` says which formats or figures are missing and why.

    `reading` says what children would find too hard in a report of theirs.
    """

    hash: str
    title: str
    untold: tuple[str, ...]
    reading: tuple[str, ...] = ()


def build_and_write(
    settings: Settings,
    database: Database,
    order: Order,
    *,
    progress: Progress,
    built_by: str = "command line",
    out: Path | None = None,
) -> Outcome:
    """Build and keep a report, write its files, and return what came of it.

    The files are written before the report is kept: what is in the ledger has been made.

    Raises:
        FeedbackError: nothing can be counted, or the ledger refuses the figures.
    """
    with Session(database.statements, autoflush=False) as session:
        built = build_report(
            session, order, progress=lambda part, label: progress(part * BUILT, label)
        )
    steps = iter((0.7, 0.75, 0.8, 0.9))
    with TemporaryDirectory() as scratch:
        made = Path(scratch) / "report"
        missing = write_folder(
            built.snapshot,
            made,
            document=built.document,
            release=built.release,
            step=lambda label: progress(next(steps), label),
        )
        if out is not None:
            shutil.copytree(made, out, dirs_exist_ok=True)
        with database.sessions.begin() as session:
            keep(session, built, built_by=built_by)
        _keep_downloads(made, kept_folder(settings.instance, built.snapshot.hash))
    progress(1.0, "Done")
    report = built.snapshot.report
    untold = (*missing, *map(str, built.release["not_released"]))
    return Outcome(built.snapshot.hash, report.title, untold, tuple(_reading(report)))


def write_files(settings: Settings, database: Database, hash_: str) -> None:
    """Write the files of a kept report that has none, such as one of the demonstration.

    Raises:
        NotFoundError: there is no such report.
    """
    with Session(database.statements) as session:
        snapshot, document, release = find_documents(session, hash_)
    with TemporaryDirectory() as scratch:
        made = Path(scratch) / "report"
        write_folder(snapshot, made, document=document, release=release, step=lambda _label: None)
        _keep_downloads(made, kept_folder(settings.instance, snapshot.hash))


def _reading(report: BoardReport) -> list[str]:
    """Return what children would find too hard in their report, or that nothing is."""
    if report.readership is not Readership.CHILDREN:
        return []
    found = read_as_a_child(report)
    return list(lines_of(found)) or ["Its words are easy enough for those it is for."]


def _keep_downloads(made: Path, kept: Path) -> None:
    """Copy what can be downloaded to where it is kept; all of it zipped comes last."""
    kept.mkdir(parents=True, exist_ok=True)
    for name in DOWNLOADS:
        if (made / name).is_file():
            shutil.copyfile(made / name, kept / name)
    zipped = shutil.make_archive(str(made.parent / "zipped"), "zip", made)
    shutil.move(zipped, kept / ZIP)
