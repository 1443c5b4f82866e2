"""Give surveys new keys while the service runs, and seal again all that older keys sealed.

Respondents go on writing meanwhile: a retired key still opens, and goes only when nothing is
sealed with it and every process had time to see that another is current.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from feedback_app.services import clock, subject_requests
from feedback_app.services.coding import batched
from feedback_app.services.keyring import Keyring, about, keyring_of
from feedback_app.services.sealing import Place, key_id_of, seal, unseal
from feedback_app.store import (
    Concern,
    ConcernEvent,
    ContactEvent,
    ContactRequest,
    DiscoveryRun,
    Draft,
    Errand,
    ErrandFile,
    Paper,
    Response,
    SuggestedCoding,
    SurveyKey,
    ThemeCandidate,
    Verbatim,
)
from feedback_app.store.base import table_of
from feedback_app.store.keys import Purpose

BATCH = 200
REST = timedelta(hours=1)
"""How long a retired key stays although nothing is sealed with it any more."""


@dataclass(frozen=True)
class Rotated:
    """What a rotation did."""

    keys: int
    texts: int
    dropped: int


@dataclass(frozen=True)
class _Column:
    """One sealed column: its table, and the select of the first keys of a survey's rows."""

    table: Table
    name: str
    of_survey: Select[Any]
    purpose: Purpose = Purpose.ANSWERS

    @property
    def value(self) -> ColumnElement[bytes]:
        """The sealed column itself."""
        return self.table.c[self.name]

    @property
    def keys(self) -> list[ColumnElement[Any]]:
        """What a row is known by."""
        return list(self.table.primary_key.columns)


def sealed_columns() -> dict[str, set[str]]:
    """Return the names of the sealed columns of each table, as rotation knows them."""
    found: dict[str, set[str]] = {}
    for column in _columns(""):
        found.setdefault(column.table.name, set()).add(column.name)
    return found


def rotate(connection: Connection) -> Rotated:
    """Give every survey that has keys new ones, and seal its texts again.

    Give it a connection on which each statement commits by itself.
    """
    ring = keyring_of(connection)
    uses = [
        (survey_id, Purpose(purpose))
        for survey_id, purpose in connection.execute(
            select(SurveyKey.survey_id, SurveyKey.purpose).distinct()
        )
    ]
    for use in uses:
        _renew(connection, ring, use)
    ring.forget()
    texts = sum(_seal_again(connection, survey_id) for survey_id in {use[0] for use in uses})
    return Rotated(len(uses), texts, _drop_unused(connection))


def wrap_again(connection: Connection) -> int:
    """Wrap with the current master key what others sealed; return how many survey keys."""
    subject_requests.seal_again(connection)
    masters = keyring_of(connection).masters
    newest = masters.read()[0]
    rows = connection.execute(
        select(SurveyKey.__table__).where(SurveyKey.master_id != newest.id)
    ).all()
    for row in rows:
        bound = about(row.id, row.survey_id, Purpose(row.purpose))
        secret = masters.named(row.master_id).unwrap(row.wrapped, about=bound)
        connection.execute(
            update(SurveyKey)
            .where(SurveyKey.id == row.id)
            .values(wrapped=newest.wrap(secret, about=bound), master_id=newest.id)
        )
    return len(rows)


def _renew(connection: Connection, ring: Keyring, use: tuple[str, Purpose]) -> None:
    mine = (SurveyKey.survey_id == use[0], SurveyKey.purpose == use[1])
    last = connection.scalar(select(func.max(SurveyKey.number)).where(*mine)) or 0
    connection.execute(insert(SurveyKey).values(ring.new_row(use, number=last + 1)))
    connection.execute(
        update(SurveyKey)
        .where(*mine, SurveyKey.number <= last, SurveyKey.retired_at.is_(None))
        .values(retired_at=clock.now())
    )


def _columns(survey_id: str) -> Iterator[_Column]:
    written = select(Verbatim.id).join(Response).where(Response.survey_id == survey_id)
    begun = select(Draft.id).where(Draft.survey_id == survey_id)
    coded = select(SuggestedCoding.verbatim_id).where(SuggestedCoding.verbatim_id.in_(written))
    yield _Column(table_of(Verbatim), "sealed_text", written)
    yield _Column(table_of(SuggestedCoding), "sealed_reasons", coded.distinct())
    yield _Column(table_of(Draft), "answers", begun)
    raised = select(Concern.id).where(Concern.survey_id == survey_id)
    steps = select(ConcernEvent.number).where(ConcernEvent.concern_id.in_(raised))
    yield _Column(table_of(Concern), "sealed_record", raised)
    yield _Column(table_of(ConcernEvent), "sealed_reason", steps)
    wishes = select(ContactRequest.id).where(ContactRequest.survey_id == survey_id)
    tried = select(ContactEvent.number).where(ContactEvent.contact_id.in_(wishes))
    yield _Column(table_of(ContactRequest), "sealed_details", wishes, Purpose.CONTACT)
    yield _Column(table_of(ContactEvent), "sealed_note", tried, Purpose.CONTACT)
    for table in (DiscoveryRun, ThemeCandidate):
        found = select(table.id).where(table.survey_id == survey_id)
        yield _Column(table_of(table), "sealed_words", found)
    keyed = select(Paper.id).where(Paper.survey_id == survey_id)
    yield _Column(table_of(Paper), "answers", keyed)
    yield _Column(table_of(Paper), "answers_again", keyed)
    asked = select(Errand.id).where(Errand.survey_id == survey_id)
    yield _Column(table_of(ErrandFile), "sealed", asked)


def _seal_again(connection: Connection, survey_id: str) -> int:
    """Seal with the current key whatever of a survey an older one sealed; return how many rows.

    Each batch is a short transaction of its own, so that nobody who answers waits for it.
    """
    count = 0
    for column in _columns(survey_id):
        current = _current(connection, survey_id, column.purpose)
        ids = connection.scalars(column.of_survey).all()
        for batch in batched(ids, BATCH):
            with _together(connection):
                old = [row for row, key in _rows(connection, column, batch) if key != current]
                _write(connection, survey_id, column, old)
            count += len(old)
    return count


def _current(connection: Connection, survey_id: str, purpose: Purpose) -> str:
    """Return the id of the key that seals now; none where the survey has no such key."""
    mine = (SurveyKey.survey_id == survey_id, SurveyKey.purpose == purpose)
    newest = select(SurveyKey.id).where(*mine).order_by(SurveyKey.number.desc()).limit(1)
    return connection.scalar(newest) or ""


@contextmanager
def _together(connection: Connection) -> Iterator[None]:
    """Make one transaction of what is done on a connection that else commits each statement."""
    is_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    end = "ROLLBACK"
    try:
        yield
        end = "COMMIT"
    finally:
        connection.exec_driver_sql(end)


def _rows(
    connection: Connection, column: _Column, ids: Sequence[Any]
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield the rows of some first keys, keys then value, and the id of the key of each."""
    query = select(*column.keys, column.value)
    chosen = query.where(column.keys[0].in_(ids), column.value.is_not(None))
    for *keys, value in connection.execute(chosen).all():
        yield (*keys, value), key_id_of(bytes(value))


def _write(
    connection: Connection, survey_id: str, column: _Column, rows: list[tuple[Any, ...]]
) -> None:
    """Seal some rows again; one that was changed or deleted meanwhile is left as it is."""
    if not rows:
        return
    known = [each == bindparam(f"key_{each.key}") for each in column.keys]
    change = (
        update(column.table)
        .where(*known, column.value == bindparam("old"))
        .values({column.name: bindparam("new")})
    )
    changes = []
    for *key, old in rows:
        place = Place(column.table.name, column.name, "/".join(map(str, key)))
        text = unseal(connection, old, place=place)
        new = seal(connection, text, survey_id=survey_id, place=place, purpose=column.purpose)
        names = {f"key_{each.key}": part for each, part in zip(column.keys, key, strict=True)}
        changes.append({**names, "old": old, "new": new})
    connection.execute(change, changes)


def _drop_unused(connection: Connection) -> int:
    """Delete retired keys that nothing is sealed with any more; return how many."""
    rested = select(SurveyKey.id, SurveyKey.survey_id, SurveyKey.purpose).where(
        SurveyKey.retired_at < clock.now() - REST
    )
    rows = connection.execute(rested).all()
    used = {
        key_id
        for survey_id in {row.survey_id for row in rows}
        for column in _columns(survey_id)
        for batch in batched(connection.scalars(column.of_survey).all(), BATCH)
        for _, key_id in _rows(connection, column, batch)
    }
    unused = [row.id for row in rows if row.id not in used]
    connection.execute(delete(SurveyKey).where(SurveyKey.id.in_(unused)))
    return len(unused)
