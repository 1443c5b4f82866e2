"""The statements behind a respondent's pages: compiled once, then given straight to the driver.

SQLAlchemy writes the SQL and converts the values. What is left out is its bookkeeping for
each execution, which costs several times what the driver does; a page runs one or two.
Errors arrive as SQLAlchemy's own, without the values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakSet

from sqlalchemy import Connection, Dialect, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy.sql.expression import ClauseElement

Row = tuple[Any, ...]
MOST_ROWS = 100


class Statement:
    """One statement of SQLAlchemy Core with named values.

    Columns it returns must be of types that the drivers already understand (text, numbers).
    """

    _all: ClassVar[WeakSet[Statement]] = WeakSet()

    def __init__(self, built: ClauseElement) -> None:
        self._built = built
        self._compiled: dict[str, _Compiled] = {}
        self._all.add(self)

    def one(self, connection: Connection, /, **values: object) -> Row | None:
        """Return the first row, or None."""
        cursor = self._run(connection, values)
        try:
            row: Row | None = cursor.fetchone()
        finally:
            cursor.close()
        return row

    def all(self, connection: Connection, /, **values: object) -> list[Row]:
        """Return every row."""
        cursor = self._run(connection, values)
        try:
            rows: list[Row] = cursor.fetchall()
        finally:
            cursor.close()
        return rows

    def change(self, connection: Connection, /, **values: object) -> int:
        """Write, and return how many rows were touched."""
        cursor = self._run(connection, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    @classmethod
    def compile_used(cls, dialect: Dialect) -> None:
        """Compile for a kind of database what was used so far, on whichever kind that was."""
        for each in list(cls._all):
            if each._compiled:
                each._ready_for(dialect)

    def _ready_for(self, dialect: Dialect) -> _Compiled:
        ready = self._compiled.get(dialect.name)
        if ready is None:
            ready = self._compiled[dialect.name] = _compile(self._built, dialect)
        return ready

    def _run(self, connection: Connection, values: Mapping[str, object]) -> Any:
        dialect = connection.dialect
        ready = self._ready_for(dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(ready.sql, ready.given(values))
        except dialect.loaded_dbapi.Error as error:
            raise _as_ours(connection, cursor, ready.sql, error) from error
        return cursor


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows that all name the same columns, many to a statement."""
    for start in range(0, len(rows), MOST_ROWS):
        part = rows[start : start + MOST_ROWS]
        values = {
            f"{name}_{number}": value
            for number, row in enumerate(part)
            for name, value in row.items()
        }
        _inserting(table, tuple(part[0]), len(part)).change(connection, **values)


@cache
def _inserting(table: Table, names: tuple[str, ...], count: int) -> Statement:
    places = [
        {name: bindparam(f"{name}_{number}", type_=table.c[name].type) for name in names}
        for number in range(count)
    ]
    return Statement(insert(table).values(places))


@dataclass(frozen=True)
class _Compiled:
    """What a driver is given: its SQL, and how each value is made ready."""

    sql: str
    defaults: Mapping[str, object]
    processors: Mapping[str, Callable[[Any], Any]]
    order: tuple[str, ...]

    def given(self, values: Mapping[str, object]) -> Any:
        ready = {**self.defaults, **values} if self.defaults else values
        if self.processors:
            ready = {**ready}
            for name, process in self.processors.items():
                ready[name] = process(ready[name])
        return tuple(ready[name] for name in self.order) if self.order else ready


def _compile(built: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled: Any = built.compile(dialect=dialect)
    makers = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in compiled.binds.items()
    }
    return _Compiled(
        compiled.string,
        {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        {name: make for name, make in makers.items() if make},
        tuple(compiled.positiontup or ()),
    )


def _as_ours(connection: Connection, cursor: Any, sql: str, error: Any) -> BaseException:
    """Return SQLAlchemy's error for a driver's; a connection that broke is not used again."""
    dialect = connection.dialect
    if dialect.is_disconnect(error, connection.connection, cursor):
        connection.invalidate(error)
    ours: BaseException = DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
    return ours
