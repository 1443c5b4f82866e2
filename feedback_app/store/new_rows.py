"""Rows written unless they are there already: of two that write the same, one does."""

from importlib import import_module

from sqlalchemy import Connection, Insert

from feedback_app.store.base import Base


def insert_new(connection: Connection, mapped: type[Base]) -> Insert:
    """Return the statement that writes a row whose key is new, and nothing otherwise.

    The result's `rowcount` says which.
    """
    # Each database has an `insert` of its own, and a worker loads but one.
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    statement: Insert = dialect.insert(mapped).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)
