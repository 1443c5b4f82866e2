"""What every minute and every night has to do, for jobs and for commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.database import Database, open_database
from feedback_app.services import (
    backups,
    clock,
    contacting,
    device_answers,
    drafts,
    errands,
    mailing,
    receipts,
    rereading,
    retention,
    sounds,
    watches,
)
from feedback_app.services.backups import Backup, Restored
from feedback_app.services.retention import Purged

SCREEN_FOR = 40.0
"""Seconds of a minute that the model may read for."""


def watch_over(settings: Settings, database: Database) -> None:
    """Run the clocks of what waits to be seen, and send the e-mails that wait."""
    with database.sessions.begin() as session:
        watches.tick(session, watches.rota_of(settings))
    # Statement by statement: a slow mail server, or the model, must hold up nobody who answers.
    with Session(database.statements) as session:
        mailing.send_waiting(session, settings)


def screen_again(database: Database, *, seconds: float = SCREEN_FOR) -> int:
    """Let the model read what the rules have read; return how many concerns it raised.

    What still waits after so many seconds waits for the next minute: the clocks run between.
    """
    ends, raised = monotonic() + seconds, 0
    with Session(database.statements) as session:
        while True:
            raised += rereading.screen_waiting(session)
            if monotonic() > ends or not rereading.count_waiting(session):
                return raised


def purge_due(settings: Settings, database: Database) -> list[Purged]:
    """Purge every survey that is due, and drafts, errands and backups that are too old."""
    with database.statements.connect() as connection:
        drafts.purge_expired(connection)
        device_answers.purge_aside(connection)
        errands.forget_old(connection)
    with database.sessions.begin() as session:
        receipts.forget_closed(session)
        contacting.purge_closed(session, days=settings.contact_days)
        done = [
            retention.purge(session, survey, instance=settings.instance)
            for survey in retention.due(session, clock.today())
        ]
    if any(each.responses for each in done):
        with database.statements.connect() as connection:
            retention.compact(connection)
    backups.drop_old(backups.folder_of(settings.instance), days=settings.backup_days)
    return done


def make_backup(settings: Settings, database: Database) -> Path:
    """Write an encrypted backup beside the others, and drop those that outlived their days."""
    folder = backups.folder_of(settings.instance)
    with _moment(database) as connection:
        made = backups.make_backup(connection, folder, sound=settings.instance / sounds.FOLDER)
    backups.drop_old(folder, days=settings.backup_days)
    return made


def drill(settings: Settings, backup: Backup) -> Restored:
    """Restore a backup into a scratch database and folder, check it, and throw the scratch away."""
    with TemporaryDirectory(prefix="feedback-drill-") as scratch:
        database = open_database(f"sqlite:///{scratch}/drill.db", instance=settings.instance)
        try:
            return backups.restore(database.engine, backup.path, sound=Path(scratch, sounds.FOLDER))
        finally:
            database.close()


@contextmanager
def _moment(database: Database) -> Iterator[Connection]:
    """Open a connection that sees one moment of the database and keeps no writer waiting."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")
        return
    with database.statements.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        try:
            yield connection
        finally:
            connection.exec_driver_sql("ROLLBACK")
