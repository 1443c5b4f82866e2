"""Write every row of a database as lines, and read them into an empty one of either kind."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select, text

from feedback_app.errors import DatabaseError
from feedback_app.store import Base
from feedback_app.store.revision import newest_revision

BATCH = 1_000
Counts = dict[str, int]


def dump(connection: Connection) -> Iterator[str]:
    """Yield the database as lines of JSON; the connection sees one moment of it throughout."""
    yield json.dumps({"revision": newest_revision()})
    counts: Counts = {}
    for table in Base.metadata.sorted_tables:
        yield json.dumps({"table": table.name, "columns": [each.name for each in table.columns]})
        counts[table.name] = 0
        rows = connection.execute(select(table), execution_options={"yield_per": BATCH})
        for row in rows:
            counts[table.name] += 1
            yield json.dumps([_plain(value) for value in row], ensure_ascii=False)
    yield json.dumps({"counts": counts})


def restore(connection: Connection, lines: Iterable[str]) -> Counts:
    """Read a dump into a database whose tables are there and empty; return the rows by table.

    Raises:
        DatabaseError: the dump is of another version or not whole, or the database holds rows.
    """
    _refuse_filled(connection)
    counts: Counts = {}
    promised: Counts | None = None
    table: Table | None = None
    columns: list[str] = []
    waiting: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        if isinstance(row, list):
            waiting.append(dict(zip(columns, row, strict=True)))
        if isinstance(row, dict) or len(waiting) >= BATCH:
            _write(connection, table, waiting, counts)
            waiting = []
        if isinstance(row, dict):
            _refuse_other_version(row)
            promised = row.get("counts", promised)
            if "table" in row:
                table, columns = Base.metadata.tables[row["table"]], row["columns"]
                counts[table.name] = 0
    if promised != counts:
        raise DatabaseError("This backup is not whole.", remedy="Take another.")
    _go_on_counting(connection)
    return counts


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, date) else value


def _rich(column: Column[Any], value: Any) -> Any:
    """Return a value as a column takes it."""
    kind = column.type.python_type
    if value is None or kind not in (bytes, date, datetime):
        return value
    return b64decode(value) if kind is bytes else kind.fromisoformat(value)


def _write(
    connection: Connection, table: Table | None, rows: list[dict[str, Any]], counts: Counts
) -> None:
    if table is None or not rows:
        return
    rich = [{name: _rich(table.c[name], value) for name, value in row.items()} for row in rows]
    connection.execute(insert(table), rich)
    counts[table.name] += len(rows)


def _refuse_other_version(row: dict[str, Any]) -> None:
    made_by = row.get("revision")
    if made_by not in (None, newest_revision()):
        raise DatabaseError(
            f"This backup is of version {made_by}; this service has {newest_revision()}.",
            remedy="Restore it with the version that made it, then upgrade.",
        )


def _refuse_filled(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise DatabaseError(
                f"The database to restore into holds rows already (in {table.name}).",
                remedy="Name an empty one in FEEDBACK_DATABASE_URL.",
            )


def _go_on_counting(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those that were restored."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.type.python_type is int:
            highest = connection.scalar(select(func.max(column)))
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
                {"table": table.name, "column": column.name, "highest": highest or 1},
            )
