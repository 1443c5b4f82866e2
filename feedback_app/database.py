"""Connections: one engine for transactions, one that commits each statement by itself.

The second serves the pages a respondent walks through, where every request reads
one row and writes one row: a statement is then a transaction, and safe at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from typing import Any
from weakref import WeakSet

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from feedback_app.config import instance_folder
from feedback_app.errors import DatabaseError
from feedback_app.master_key import MasterKeys
from feedback_app.services.keyring import OPTION, Keyring
from feedback_app.store.statement import Statement

BUSY_MILLISECONDS = 10_000
# SQLite's write lock is taken at once: a later upgrade could fail after work was done.
BEGIN = {"sqlite": Statement(text("BEGIN IMMEDIATE")), "postgresql": Statement(text("BEGIN"))}
COMMIT, ROLLBACK = Statement(text("COMMIT")), Statement(text("ROLLBACK"))


@dataclass(frozen=True)
class Database:
    """The two engines of a process, the factory of sessions, and a connection for each thread."""

    engine: Engine
    statements: Engine
    sessions: sessionmaker[Session]
    _kept: local = field(default_factory=local)
    _lent: WeakSet[Connection] = field(default_factory=WeakSet)

    def kept_connection(self) -> Connection:
        """Return this thread's connection for statements, opened at its first use."""
        found: Connection | None = getattr(self._kept, "connection", None)
        if found is None:
            found = self._kept.connection = self.statements.connect()
            self._lent.add(found)
        return found

    def drop_connection(self) -> None:
        """Close this thread's connection for statements for good, also what it left undone."""
        found: Connection | None = vars(self._kept).pop("connection", None)
        if found is not None:
            _end(found)

    def close(self) -> None:
        """Close every connection: those of threads, also of ended ones, and those in the pools."""
        vars(self._kept).clear()
        for lent in list(self._lent):
            _end(lent)
        self.engine.dispose()
        self.statements.dispose()

    def dispose(self) -> None:
        """Forget the connections of the process that this one was forked from."""
        self.engine.dispose(close=False)
        self.statements.dispose(close=False)


def _end(connection: Connection) -> None:
    """Close a connection for good: what it left undone must not wait in a pool."""
    if not connection.closed:
        connection.invalidate()
        connection.close()


def open_database(url: str, *, instance: Path | None = None) -> Database:
    """Return engines for a database address; nothing is connected yet.

    The master key is the one of the instance folder, where the environment gives none.

    Raises:
        DatabaseError: the address is not one SQLAlchemy understands.
    """
    keys = {OPTION: Keyring(MasterKeys(instance or instance_folder()))}
    try:
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        engine = create_engine(
            url,
            pool_pre_ping=not is_sqlite,
            execution_options=keys,
            **_options(is_sqlite=is_sqlite),
        )
        statements = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            execution_options=keys,
            **_options(is_sqlite=is_sqlite),
        )
    except Exception as error:
        raise DatabaseError(
            f"The database address “{url}” cannot be used: {error}.",
            remedy="Set FEEDBACK_DATABASE_URL to sqlite:///FILE or postgresql://HOST/NAME.",
        ) from error
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(statements, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediately)
    return Database(engine, statements, sessionmaker(engine, expire_on_commit=False))


def _options(*, is_sqlite: bool) -> dict[str, Any]:
    if is_sqlite:
        return {"connect_args": {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}}
    return {"connect_args": {"prepare_threshold": 3}, "pool_size": 4}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Keep what was acknowledged through a power cut, and let readers read while one writes."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediately(connection: Connection) -> None:
    """Take the write lock at once: a later upgrade could fail after work was done."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def init_app(app: Flask, database: Database) -> None:
    """Give an application its database."""
    app.extensions["database"] = database


def database() -> Database:
    """Return the current application's database."""
    found: Database = current_app.extensions["database"]
    return found


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a session that commits when its block ends well and undoes everything otherwise."""
    with database().sessions.begin() as session:
        yield session


@contextmanager
def writing() -> Iterator[Connection]:
    """Lend this thread's connection for one transaction, to pages that need no session."""
    with statements() as connection:
        BEGIN[connection.dialect.name].change(connection)
        try:
            yield connection
        except BaseException:
            ROLLBACK.change(connection)
            raise
        COMMIT.change(connection)


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session for looking only: it takes no lock, so it holds nobody up."""
    with Session(database().statements, expire_on_commit=False, autoflush=False) as session:
        yield session


@contextmanager
def statements() -> Iterator[Connection]:
    """Lend this thread's connection, on which each statement is its own transaction."""
    lender = database()
    lent = lender.kept_connection()
    try:
        yield lent
    except DBAPIError:
        lender.drop_connection()
        raise
    finally:
        # What SQLAlchemy and the keyring call a transaction must not outlast the page.
        if not lent.closed and lent.in_transaction():
            lent.commit()
