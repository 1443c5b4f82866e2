"""The base of all tables: constraint names, and random identifiers that tell nothing."""

import secrets
from typing import cast

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

# SQLite keeps such a table in the order of its random key, so that the order in
# which people answered is not in the file.
UNORDERED = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(mapped: type[Base]) -> Table:
    """Return the table behind a class."""
    return cast(Table, mapped.__table__)


def random_id() -> str:
    """Return 128 random bits as text: no order, no time, no machine in it."""
    return secrets.token_hex(16)
