"""Encrypted backups of the database and of recorded voices: made in one step, tried out, dropped.

A backup holds rows, not a database's own files, so that one of PostgreSQL can be tried out in a
SQLite file without rights on any server. What people wrote is sealed twice in it.
"""

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from feedback_app.errors import DatabaseError, NotFoundError
from feedback_app.master_key import MasterKeys
from feedback_app.services import clock, dumping, erasures, kept_recordings, verbatims
from feedback_app.services.keyring import keyring_of
from feedback_app.services.sealed_file import SealedReader, SealedWriter, read_heading
from feedback_app.store import Response, SurveyKey, Verbatim, upgrading

FOLDER, SUFFIX = "backups", ".backup"
SAMPLE = 200


@dataclass(frozen=True)
class Backup:
    """One backup on disk."""

    path: Path
    made_at: datetime
    bytes: int

    def ends_on(self, days: int) -> date:
        """Return the day on which it is dropped."""
        return self.made_at.date() + timedelta(days=days)


@dataclass(frozen=True)
class Restored:
    """What was restored and checked."""

    rows: int
    texts: int
    erased_again: int
    recordings: int = 0


def folder_of(instance: Path) -> Path:
    """Return where the backups of a deployment lie."""
    return instance / FOLDER


def make_backup(connection: Connection, folder: Path, *, sound: Path) -> Path:
    """Write the database as this connection sees it to an encrypted file; return its path.

    `sound` is the folder of recordings; those of people are written behind the rows.

    The connection must see one moment of the database until it is done.

    Raises:
        SealError: a master key is missing, so that nobody could read what the backup holds.
    """
    masters = keyring_of(connection).masters
    for master_id in connection.scalars(select(SurveyKey.master_id).distinct()):
        masters.named(master_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = clock.now()
    path = folder / f"feedback-{moment:%Y%m%dT%H%M%SZ}{SUFFIX}"
    part = path.with_suffix(".part")
    master = masters.current()
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with (
                SealedWriter(file, master, made_at=moment.isoformat()) as sealed,
                gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=3) as packed,
            ):
                lines = chain(dumping.dump(connection), kept_recordings.as_lines(sound))
                packed.writelines(f"{line}\n".encode() for line in lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups of a folder, the newest first."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        with path.open("rb") as file:
            heading = read_heading(file.readline(1000))
        moment = datetime.fromisoformat(heading["made_at"])
        found.append(Backup(path, moment, path.stat().st_size))
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def newest_backup(folder: Path) -> Backup:
    """Return the newest backup.

    Raises:
        NotFoundError: there is none.
    """
    for backup in list_backups(folder):
        return backup
    raise NotFoundError("There is no backup yet.", remedy="Run `feedback backup make`.")


def drop_old(folder: Path, *, days: int) -> int:
    """Delete the backups that are older than so many days, never the newest; return how many."""
    old = [each for each in list_backups(folder)[1:] if each.ends_on(days) < clock.today()]
    for backup in old:
        backup.path.unlink()
    return len(old)


@contextmanager
def lines_of(path: Path, masters: MasterKeys) -> Iterator[Iterator[str]]:
    """Open a backup for reading, line by line.

    Raises:
        SealError: it is no backup, was altered or cut short, or its master key is missing.
    """
    with (
        path.open("rb") as file,
        SealedReader(file, masters) as opened,
        gzip.GzipFile(fileobj=io.BufferedReader(opened), mode="rb") as packed,
        io.TextIOWrapper(packed, encoding="utf-8") as lines,
    ):
        yield lines


def restore(engine: Engine, path: Path, *, sound: Path) -> Restored:
    """Read a backup into an empty database, erase again what was erased since, and check it.

    `sound` is the folder that its recordings are put into.

    Raises:
        DatabaseError: the database is not empty, or what came out is not what went in.
        SealError: the backup or a text in it cannot be opened.
    """
    upgrading.upgrade(engine)
    with Session(engine) as session:
        connection = session.connection()
        with lines_of(path, keyring_of(connection).masters) as lines:
            unpacking = kept_recordings.Unpacking(sound)
            counts = dumping.restore(connection, unpacking.others(lines))
        erased = erasures.apply(session, erasures.noted(path.parent))
        texts = _open_some(session)
        session.commit()
    found = upgrading.differences(engine)
    if found:
        raise DatabaseError(
            f"The restored tables are not as they should be: {found[0]}.", remedy="Take another."
        )
    return Restored(sum(counts.values()), texts, erased, unpacking.count)


def _open_some(session: Session) -> int:
    """Open up to a fixed number of texts of each survey, so that a lost key is noticed."""
    count = 0
    for survey_id in session.scalars(select(Response.survey_id).distinct()).all():
        rows = session.execute(
            select(Verbatim.id, Verbatim.sealed_text)
            .join(Response, Response.id == Verbatim.response_id)
            .where(Response.survey_id == survey_id)
            .limit(SAMPLE)
        ).all()
        count += len([verbatims.open_text(session, *row) for row in rows])
    return count
