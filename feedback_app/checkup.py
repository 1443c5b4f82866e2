"""What is wrong with a deployment, in plain words, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.database import Database
from feedback_app.errors import FeedbackError
from feedback_app.services import (
    audit,
    backups,
    clock,
    mailing,
    rereading,
    retention,
    room,
    speech,
    watches,
)
from feedback_app.services.keyring import keyring_of
from feedback_app.store import AuditEvent, Survey, SurveyKey, upgrading
from feedback_app.store.revision import current_revision, newest_revision

BACKUP_AT_LEAST_EVERY = timedelta(days=2)
PRIVATE = ("master.key", "secret_key", "config.toml", "feedback.db", "backups")
MODEL_MAY_LAG = 500
"""More responses than this that the model has not read are a sign that no worker runs."""
HERE = ("http://127.0.0.1", "http://localhost")


class Grade(StrEnum):
    """How a thing stands."""

    GOOD = "good"
    WARNING = "look at"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    grade: Grade
    words: str
    remedy: str = ""


Check = Callable[[Settings, Database], Iterator[Finding]]


def examine(settings: Settings, database: Database) -> Iterator[Finding]:
    """Look at everything and yield what was found; a check that cannot run says so."""
    for check in CHECKS:
        try:
            yield from check(settings, database)
        except FeedbackError as error:
            yield Finding(Grade.WRONG, error.message, error.remedy)
            if check is _check_database:
                return
        except DatabaseError as error:
            yield Finding(
                Grade.WRONG,
                f"The database cannot be read: {error.orig}.",
                "Keep a copy of its files, then restore the newest backup into an empty database.",
            )
            return


def _check_database(_settings: Settings, database: Database) -> Iterator[Finding]:
    found, needed = current_revision(database.engine), newest_revision()
    if found != needed:
        raise FeedbackError(
            f"The database is at version {found or 'none'}; this service needs {needed}.",
            remedy="Run `feedback database upgrade`.",
        )
    if upgrading.differences(database.engine):
        yield Finding(
            Grade.WRONG,
            "The tables are not as this version declares them.",
            "Run `feedback database check` to see how, and restore a backup.",
        )
    yield Finding(Grade.GOOD, f"The database answers and is at version {needed}.")
    if database.engine.dialect.name == "sqlite":
        yield from _check_file(database)


def _check_file(database: Database) -> Iterator[Finding]:
    with database.statements.connect() as connection:
        said = connection.scalar(text("PRAGMA quick_check(1)"))
    if said != "ok":
        yield Finding(
            Grade.WRONG, f"The database file is damaged: {said}.", "Restore the newest backup."
        )


def _check_keys(_settings: Settings, database: Database) -> Iterator[Finding]:
    with database.statements.connect() as connection:
        ring = keyring_of(connection)
        ring.forget()
        ids = connection.scalars(select(SurveyKey.id)).all()
        for key_id in ids:
            ring.named(connection, bytes.fromhex(key_id))
    where = f"in {ring.masters.path}" if ring.masters.is_in_a_file else "in the environment"
    yield Finding(Grade.GOOD, f"The master key {where} opens all {len(ids)} keys of surveys.")


def _check_files(settings: Settings, _database: Database) -> Iterator[Finding]:
    open_ones = [
        name
        for name in PRIVATE
        if (settings.instance / name).exists() and (settings.instance / name).stat().st_mode & 0o077
    ]
    if open_ones and settings.instance.stat().st_mode & 0o077:
        yield Finding(
            Grade.WARNING,
            f"Other accounts of this machine can read {', '.join(open_ones)}.",
            f"Run: chmod -R go= {settings.instance}",
        )
    else:
        yield Finding(Grade.GOOD, "Only this account can read the keys and the answers.")


def _check_room(settings: Settings, _database: Database) -> Iterator[Finding]:
    free = room.free_megabytes(settings.instance)
    if free < settings.stop_below_mb:
        yield Finding(
            Grade.WRONG,
            f"Only {free} MB are free; nobody can begin a survey below {settings.stop_below_mb}.",
            "Free room on the disk, or give it more.",
        )
    elif free < settings.warn_below_mb:
        yield Finding(
            Grade.WARNING, f"Only {free} MB are free on the disk.", "Free room on the disk soon."
        )
    else:
        yield Finding(Grade.GOOD, f"{free} MB are free on the disk.")


def _check_backups(settings: Settings, _database: Database) -> Iterator[Finding]:
    made = backups.list_backups(backups.folder_of(settings.instance))
    if not made:
        yield Finding(Grade.WRONG, "There is no backup.", "Run `feedback backup make`.")
    elif clock.now() - made[0].made_at > BACKUP_AT_LEAST_EVERY:
        yield Finding(
            Grade.WRONG,
            f"The newest backup is of {made[0].made_at}.",
            "Keep `feedback jobs work` running: it makes one every night.",
        )
    else:
        yield Finding(Grade.GOOD, f"The newest backup is of {made[0].made_at}.")


def _check_retention(_settings: Settings, database: Database) -> Iterator[Finding]:
    with Session(database.statements) as session:
        due = [survey.id for survey in retention.due(session, clock.today())]
        query = select(Survey.id).where(Survey.kept_until.is_(None), ~Survey.is_demonstration)
        undecided = session.scalars(query).all()
    if due:
        yield Finding(
            Grade.WRONG,
            f"Answers are kept longer than they may be: {', '.join(due)}.",
            "Run `feedback retention purge`; close the concerns it names.",
        )
    if undecided:
        yield Finding(
            Grade.WARNING,
            f"Nobody decided until when answers are kept: {', '.join(undecided)}.",
            "Ask your data protection officer.",
        )
    if not due and not undecided:
        yield Finding(Grade.GOOD, "No answer is kept longer than was decided.")


def _check_audit(_settings: Settings, database: Database) -> Iterator[Finding]:
    with Session(database.statements) as session:
        altered = audit.first_altered(session)
        last = session.scalar(select(func.max(AuditEvent.at)))
    if altered is not None:
        yield Finding(
            Grade.WRONG,
            f"The audit trail was altered at its row {altered}.",
            "Find out who could write to the database, and compare with a backup.",
        )
    else:
        yield Finding(Grade.GOOD, "The audit trail is whole.")
    if last is not None and last > clock.now():
        yield Finding(
            Grade.WRONG,
            f"The clock of this machine was set back: something was recorded at {last}.",
            "Set the clock by the network (chrony or systemd-timesyncd).",
        )


def _check_alerts(settings: Settings, database: Database) -> Iterator[Finding]:
    with Session(database.statements) as session:
        failing = mailing.problems(session)
        unwatched = watches.count_unwatched(session)
        unread_by_model = rereading.count_waiting(session)
    for problem, count in failing:
        yield Finding(
            Grade.WRONG,
            f"{count} e-mails about concerns could not be sent: {problem}.",
            "Check smtp_host, smtp_port, smtp_security, smtp_user and the password; they are "
            "tried again.",
        )
    if not settings.smtp_host or not settings.mail_from:
        yield Finding(
            Grade.WARNING,
            "Nobody is told of a concern by e-mail.",
            "Set smtp_host and mail_from; until then a banner on staff pages tells.",
        )
    if unwatched or unread_by_model > MODEL_MAY_LAG:
        yield Finding(
            Grade.WRONG,
            "No clock runs for some concerns, or the model does not read what comes in.",
            "Keep `feedback jobs work` running.",
        )
    elif not failing:
        yield Finding(Grade.GOOD, "A clock runs for every concern that nobody has read.")


def _check_address(settings: Settings, _database: Database) -> Iterator[Finding]:
    if not settings.is_secure and not settings.public_url.startswith(HERE):
        yield Finding(
            Grade.WRONG,
            f"People reach the service at {settings.public_url}, without encryption.",
            "Put a web server with TLS in front and set public_url to its https address.",
        )


def _check_sound(_settings: Settings, _database: Database) -> Iterator[Finding]:
    try:
        speech.find_programs()
    except speech.SpeechMissingError as missing:
        yield Finding(Grade.WARNING, missing.message, missing.remedy)
    else:
        yield Finding(Grade.GOOD, "Surveys can be read aloud.")


CHECKS: tuple[Check, ...] = (
    _check_database,
    _check_keys,
    _check_files,
    _check_room,
    _check_backups,
    _check_retention,
    _check_audit,
    _check_alerts,
    _check_address,
    _check_sound,
)
