"""Work that takes minutes: put into a queue by a page, done by `feedback jobs work`.

The queue is a SQLite file in the instance folder, or Redis where FEEDBACK_JOBS_URL names one.
Everything heavy is imported inside the job, never by a page.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.coding import AS_USUAL, Means

if TYPE_CHECKING:
    from feedback_app.config import Settings
    from feedback_app.database import Database
    from feedback_app.services.discovering import Discovered
    from feedback_app.services.speech import Rendered
    from feedback_app.services.theming import SuggestedThemes

log = logging.getLogger(__name__)
SUGGEST = "suggest-themes"
MEASURE, DISCOVER = "measure-agreement", "discover-themes"
RECORD, PRINT = "record-speech", "print-papers"
PURGE = "purge-drafts"
PURGE_SURVEYS, BACK_UP = "purge-surveys", "back-up"
ERRAND, FILES = "do-errand", "write-report-files"
WATCH, SCREEN = "watch-over", "screen-again"
PAST_THE_HOUR = "5"
"""The minute at which drafts are purged: they end on the hour."""


QUEUE, SOON, CLOCKS = "feedback", "feedback-soon", "feedback-clocks"
"""What may take many minutes, what somebody waits for, and what a child's safety waits for: each
has a worker of its own."""


@dataclass(frozen=True)
class Jobs:
    """The queue of one deployment and the jobs it knows."""

    queue: Any  # a huey queue; huey has no types
    soon: Any
    clocks: Any
    suggest_themes: Callable[[str], object]
    record_speech: Callable[[str], object]
    print_papers: Callable[[str], object]
    purge_drafts: Callable[[], object]
    measure_agreement: Callable[[str], object]
    discover_themes: Callable[[str, str], object]
    do_errand: Callable[[str], object]
    write_report_files: Callable[[str], object]

    def waiting(self) -> int:
        """Return how many jobs wait for a worker."""
        return int(self.queue.pending_count() + self.soon.pending_count())

    def work(self) -> None:
        """Do the jobs as they come, each queue beside the others.

        Ctrl+C stops at once, a polite signal after the jobs in hand.
        """
        first, *beside = self.consumers()
        for each in beside:
            each.start()
        first.run()
        for each in beside:
            each.stop(graceful=first._graceful)

    def consumers(self) -> list[Any]:
        """Return one worker for each queue, so that none waits for the work of another."""
        how = {"workers": 1, "check_worker_health": False, "graceful_signal": "TERM"}
        return [each.create_consumer(**how) for each in (self.queue, self.soon, self.clocks)]


@cache
def open_jobs(instance: Path, *, is_immediate: bool = False) -> Jobs:
    """Return the queue of an instance folder; an immediate one does each job at once, for tests."""
    queue, soon, clocks = (
        _open_queue(instance, each, is_immediate=is_immediate) for each in (QUEUE, SOON, CLOCKS)
    )

    def suggest_themes_job(survey_id: str) -> int:
        return suggest_for(survey_id).suggestions

    def discover_themes_job(survey_id: str, against: str) -> int:
        return len(discover_for(survey_id, against).kept)

    from feedback_app.services.speech import SpeechMissingError

    def record_speech_job(survey_id: str) -> int:
        try:
            return record_speech_of(survey_id).made
        except SpeechMissingError as missing:
            log.warning("%s", missing)
            return 0

    from huey import crontab

    _plan_nights(queue)
    _plan_minutes(clocks)
    return Jobs(
        queue,
        soon,
        clocks,
        suggest_themes=queue.task(name=SUGGEST)(suggest_themes_job),
        record_speech=queue.task(name=RECORD)(record_speech_job),
        print_papers=queue.task(name=PRINT)(print_papers_of),
        purge_drafts=queue.periodic_task(crontab(minute=PAST_THE_HOUR), name=PURGE)(purge),
        measure_agreement=queue.task(name=MEASURE)(measure_for),
        discover_themes=queue.task(name=DISCOVER)(discover_themes_job),
        do_errand=soon.task(name=ERRAND)(do_errand),
        write_report_files=soon.task(name=FILES)(write_report_files),
    )


def _plan_nights(queue: Any) -> None:
    """Let the worker purge what is due and then make a backup, every night."""
    from huey import crontab

    queue.periodic_task(crontab(hour="2", minute="10"), name=PURGE_SURVEYS)(purge_tonight)
    queue.periodic_task(crontab(hour="2", minute="40"), name=BACK_UP)(back_up_tonight)


def _plan_minutes(clocks: Any) -> None:
    """Let a worker run the clocks every minute, and the model on what came in."""
    from huey import crontab

    clocks.periodic_task(crontab(), name=WATCH)(watch_this_minute)
    clocks.periodic_task(crontab(), name=SCREEN)(screen_this_minute)


def watch_this_minute() -> None:
    """Escalate what waits too long, and send the e-mails that wait."""
    from feedback_app.nightly import watch_over

    with _deployment() as (settings, database):
        watch_over(settings, database)


def screen_this_minute() -> int:
    """Let the model read what came in; return how many concerns it raised."""
    from feedback_app.nightly import screen_again

    with _deployment() as (_, database):
        return screen_again(database)


def purge_tonight() -> int:
    """Purge what may be kept no longer; return how many surveys that were."""
    from feedback_app.nightly import purge_due

    with _deployment() as (settings, database):
        return len(purge_due(settings, database))


def back_up_tonight() -> str:
    """Make an encrypted backup; return the name of its file."""
    from feedback_app.nightly import make_backup

    with _deployment() as (settings, database):
        return make_backup(settings, database).name


def do_errand(errand_id: str) -> None:
    """Do what a page asked for: a report, a file of answers brought in or taken out."""
    from feedback_app.errand_work import do_errand as do

    with _deployment() as (settings, database):
        do(settings, database, errand_id)


def write_report_files(hash_: str) -> None:
    """Write the files of a kept report that has none."""
    from feedback_app.building import write_files

    with _deployment() as (settings, database):
        write_files(settings, database, hash_)


def suggest_for(
    survey_id: str,
    *,
    progress: Callable[[int, int], None] | None = None,
    means: Means = AS_USUAL,
) -> "SuggestedThemes":
    """Suggest themes for a survey on a connection that holds nobody up; return what was done."""
    from sqlalchemy.orm import Session

    from feedback_app.services.theming import suggest_themes

    with _deployment() as (settings, database):
        folders = (settings.instance / "codebooks",)
        with Session(database.statements, expire_on_commit=False) as rows:
            return suggest_themes(rows, survey_id, folders=folders, progress=progress, means=means)


def measure_for(survey_id: str) -> None:
    """Measure how far coders and machine agree in a survey, and keep the figures."""
    from sqlalchemy.orm import Session

    from feedback_app.services.measuring import measure

    with _deployment() as (settings, database), Session(database.statements) as rows:
        measure(rows, survey_id, folders=(settings.instance / "codebooks",))


def discover_for(survey_id: str, against: str = "", *, vectors: str | None = None) -> "Discovered":
    """Look for themes that no codebook names, and keep the candidates; return what was found.

    `against` is a date or another survey: what came before, so that what is new shows.
    """
    from sqlalchemy.orm import Session

    from analysis.embedding import EMBEDDERS
    from feedback_app.services.discovering import discover_themes

    embedder = EMBEDDERS[vectors]() if vectors else None
    with _deployment() as (settings, database):
        folders = (settings.instance / "codebooks",)
        with Session(database.statements, expire_on_commit=False) as rows:
            return discover_themes(
                rows, survey_id, folders=folders, embedder=embedder, against=against
            )


def record_speech_of(
    survey_id: str, *, progress: Callable[[int, int], None] | None = None
) -> "Rendered":
    """Render what a survey says, in every language of this deployment; return what was done.

    Raises:
        SpeechMissingError: a program that renders speech is not on this machine.
    """
    from sqlalchemy.orm import Session

    from feedback_app.language import translations_of
    from feedback_app.services import sounds, speech, surveys

    with _deployment() as (settings, database):
        with Session(database.statements, expire_on_commit=False) as rows:
            survey = surveys.find_survey(rows, survey_id)
            family = surveys.questionnaires_of(rows, survey)
        sayings = speech.sayings_of(family, translations_of(settings.languages))
        return speech.render(settings.instance / sounds.FOLDER, sayings, progress=progress)


def print_papers_of(survey_id: str) -> int:
    """Print every paper of a survey, in every language of this deployment; return how many.

    Raises:
        PdfMissingError: what draws PDFs is not on this machine.
    """
    from sqlalchemy.orm import Session

    from feedback_app.printing import print_survey

    with _deployment() as (settings, database), Session(database.statements) as rows:
        return print_survey(rows, survey_id, settings)


@contextmanager
def _deployment() -> Iterator[tuple["Settings", "Database"]]:
    """Open this deployment for one job, and leave no connection behind."""
    from feedback_app.deployment import open_deployment

    settings, database = open_deployment()
    try:
        yield settings, database
    finally:
        database.close()


def purge() -> int:
    """Delete drafts that outlived their hours, and errands of their day; return how many drafts."""
    from feedback_app.services.drafts import purge_expired
    from feedback_app.services.errands import forget_old

    with _deployment() as (_, database), database.statements.connect() as connection:
        forget_old(connection)
        return purge_expired(connection)


def _open_queue(instance: Path, name: str, *, is_immediate: bool) -> Any:
    if is_immediate:
        from huey import MemoryHuey

        return MemoryHuey(name, immediate=True)
    address = os.environ.get("FEEDBACK_JOBS_URL")
    if address:
        from huey import RedisHuey

        return RedisHuey(name, url=address)
    from huey import SqliteHuey

    return SqliteHuey(name, filename=str(instance / "jobs.db"))
