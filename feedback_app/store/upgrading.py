"""Bring a database to the shape this version needs, and say whether it has it."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from feedback_app.store.base import Base

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every step up to a revision; a database that is there already is left as it is."""
    with engine.connect() as connection:
        command.upgrade(_config(connection), revision)
        connection.commit()


def downgrade(engine: Engine, revision: str) -> None:
    """Run the steps back to a revision (`base` for an empty database)."""
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def differences(engine: Engine) -> list[str]:
    """Return what sets a database apart from the tables as they are declared; empty is good."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(each) for each in compare_metadata(context, Base.metadata)]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
