"""Migrations: up, down and up again, on both kinds of database, with rows in them."""

import hashlib

import pytest
from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from feedback_app.database import open_database
from feedback_app.services import accounts, dumping
from feedback_app.services.partnership import load_partnership
from feedback_app.store import Base, Response, upgrading
from feedback_app.store.base import random_id
from feedback_app.store.revision import current_revision, newest_revision
from feedback_app.store.staff import Role
from tests.factories import a_concern, a_response, a_survey, a_verbatim, an_answer


@pytest.fixture
def engine(database_url):
    opened = open_database(database_url.replace("postgresql:", "postgresql+psycopg:"))
    yield opened.engine
    with opened.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    opened.engine.dispose()


def tables(engine):
    return set(inspect(engine).get_table_names())


def checksum(engine):
    """Return a digest of every row of every table."""
    digest = hashlib.sha256()
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = sorted(str(tuple(row)) for row in connection.execute(select(table)))
            digest.update(f"{table.name}:{len(rows)}:{rows}".encode())
    return digest.hexdigest()


def fill(engine):
    with Session(engine, expire_on_commit=False) as session:
        load_partnership(session)
        a_survey(session)
        response = a_response(session)
        an_answer(session, response)
        a_verbatim(session, "Words – with “quotes” 😀", response=response)
        a_concern(session, response=response)
        accounts.add_staff(
            session, "ada@example.org", name="Ada", role=Role.CODER, password="four quiet words"
        )
        session.commit()


def test_the_tables_are_as_they_are_declared(engine):
    assert current_revision(engine) is None
    upgrading.upgrade(engine)
    assert upgrading.differences(engine) == []
    assert current_revision(engine) == newest_revision()
    assert tables(engine) == {*Base.metadata.tables, "alembic_version"}


def test_down_leaves_nothing_and_up_again_is_the_same(engine):
    upgrading.upgrade(engine)
    upgrading.downgrade(engine, "base")
    assert tables(engine) <= {"alembic_version"}
    assert current_revision(engine) is None
    upgrading.upgrade(engine)
    assert upgrading.differences(engine) == []


def test_an_upgrade_repeated_leaves_every_row_as_it_was(engine):
    upgrading.upgrade(engine)
    fill(engine)
    before = checksum(engine)
    upgrading.upgrade(engine)
    assert checksum(engine) == before
    assert upgrading.differences(engine) == []


def test_rows_come_through_one_step_down_and_up_again(engine):
    upgrading.upgrade(engine)
    steps = int(newest_revision())
    if steps == 1:
        upgrading.downgrade(engine, "base")
        upgrading.upgrade(engine)
        fill(engine)
        assert upgrading.differences(engine) == []
        return
    fill(engine)
    before = checksum(engine)
    upgrading.downgrade(engine, "-1")
    upgrading.upgrade(engine)
    assert checksum(engine) == before


def test_ten_thousand_rows_come_through_down_and_up_by_what_a_backup_holds(engine):
    upgrading.upgrade(engine)
    fill(engine)
    with Session(engine) as session:
        owner = session.scalars(select(Response)).one()
        given = {each.name: getattr(owner, each.name) for each in inspect(Response).columns}
        session.execute(insert(Response), [given | {"id": random_id()} for _ in range(10_000)])
        session.commit()
    before = checksum(engine)
    with engine.connect() as connection:
        lines = list(dumping.dump(connection))
    assert len(lines) > 10_000
    upgrading.downgrade(engine, "base")
    assert tables(engine) <= {"alembic_version"}
    upgrading.upgrade(engine)
    with engine.begin() as connection:
        dumping.restore(connection, lines)
    assert checksum(engine) == before


def test_a_column_that_is_missing_is_told(engine):
    upgrading.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE survey DROP COLUMN codebook_id")
    assert any("codebook_id" in each for each in upgrading.differences(engine))
