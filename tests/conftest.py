"""What every test of the service starts from: a database, an application on it, a browser."""

import os
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from zlib import crc32

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.services import clock
from feedback_app.services.partnership import load_partnership
from feedback_app.store import Base
from feedback_app.store.revision import newest_revision
from tests.kept_tables import KeptTables
from tests.loopback import stay_inside

stay_inside()
# One key for all tests, so that none writes one into the folder of the sources.
os.environ["FEEDBACK_MASTER_KEY"] = b64encode(b"0" * 32).decode()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """An empty database of each kind: every test that stores anything runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'feedback.db'}"
    url = request.getfixturevalue("postgresql_url")
    if "app" not in request.fixturenames:
        request.getfixturevalue("kept_tables").drop()
    return url


@pytest.fixture(scope="session")
def postgresql_url():
    """A PostgreSQL database of this test process alone, on this machine's socket or loopback."""
    folder = crc32(str(Path(__file__).parent).encode())
    name = f"feedback_test_{folder:x}_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    for server in ("postgresql:///postgres", "postgresql://127.0.0.1/postgres"):
        try:
            with psycopg.connect(server, autocommit=True, connect_timeout=5) as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                admin.execute(f'CREATE DATABASE "{name}"')
        except psycopg.OperationalError:
            continue
        return server.removesuffix("postgres") + name
    message = "no PostgreSQL answers on this machine's socket or loopback"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def kept_tables(postgresql_url):
    """The tables of this process's PostgreSQL database, kept from test to test."""
    kept = KeptTables(postgresql_url)
    yield kept
    kept.engine.dispose()


@pytest.fixture(scope="session")
def laid_file(tmp_path_factory):
    """A SQLite file with every table, empty: a copy takes a twentieth of laying them."""
    path = tmp_path_factory.mktemp("laid") / "feedback.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def app(request, tmp_path, database_url, monkeypatch):
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", database_url)
    if database_url.startswith("sqlite"):
        copyfile(request.getfixturevalue("laid_file"), tmp_path / "feedback.db")
    made = create_app(load_settings(tmp_path))
    made.testing = True
    database = made.extensions["database"]
    if database_url.startswith("sqlite"):
        yield made
    else:
        kept = request.getfixturevalue("kept_tables")
        kept.lay()
        yield made
        kept.clear()
    database.close()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def rows(app):
    """A session that commits each statement by itself, so that pages see what a test writes."""
    statements = app.extensions["database"].statements
    with Session(statements, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def deployed(app, rows):
    """A database that commands and servers take for one brought to the newest version."""
    rows.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    rows.execute(text(f"INSERT INTO alembic_version VALUES ('{newest_revision()}')"))
    rows.commit()
    yield
    rows.rollback()
    rows.execute(text("DROP TABLE alembic_version"))
    rows.commit()


@pytest.fixture
def later(monkeypatch):
    """Move the service's clock on from now, as `later(minutes=31)`."""
    real = clock.now

    def move(**by):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**by))

    return move


@pytest.fixture
def partnership(rows):
    load_partnership(rows)
