"""What a worker does for a page: build a report, look through and store a file, take answers out.

What went wrong is kept in the words a person reads, where the page that waits for it shows them.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.database import Database
from feedback_app.errors import FeedbackError
from feedback_app.services import audit, bringing, errands, fetching
from feedback_app.services.errands import Asked
from feedback_app.store.errands import ErrandKind, ErrandState

FAULT = FeedbackError(
    "Something went wrong on our side; nothing was stored.",
    remedy="Try again. If it happens again, tell whoever runs this service.",
)
Work = Callable[[Settings, Database, Asked], None]


def do_errand(settings: Settings, database: Database, errand_id: str) -> None:
    """Do what was asked for, unless another worker has begun it; keep why it failed, if it did."""
    with database.sessions.begin() as session:
        asked = errands.take_up(session, errand_id)
    if asked is None:
        return
    try:
        WORK[asked.kind](settings, database, asked)
    except FeedbackError as error:
        _fail(database, asked, error)
    except BaseException:
        _fail(database, asked, FAULT)
        raise


def _fail(database: Database, asked: Asked, error: FeedbackError) -> None:
    with database.sessions.begin() as session:
        errands.fail(session, asked.id, error)


def _build(settings: Settings, database: Database, asked: Asked) -> None:
    """Build a report as it was ordered; heavy modules are loaded here and not before."""
    from dataclasses import replace

    from feedback_app.building import build_and_write, order_of

    wanted = asked.wanted
    order = order_of(
        settings,
        tuple(wanted["surveys"]),
        audience=wanted["audience"],
        until=datetime.fromisoformat(wanted["until"]) if wanted.get("until") else None,
        name=wanted["name"],
        title=wanted["title"],
    )
    done = build_and_write(
        settings,
        database,
        replace(order, since=tuple(wanted["since"])),
        progress=lambda _part, _label: None,
        built_by=wanted["built_by"],
    )
    told = {"hash": done.hash, "title": done.title, "untold": list(done.untold)}
    with database.sessions.begin() as session:
        errands.settle(session, asked.id, ErrandState.DONE, told)
        audit.record(session, asked.asked_by, "built-report", subject=done.hash)


def _bring_in(_settings: Settings, database: Database, asked: Asked) -> None:
    if asked.wanted["step"] == bringing.CHECK:
        with Session(database.statements, expire_on_commit=False) as rows:
            found = bringing.look_through(rows, asked)
        with database.sessions.begin() as session:
            bringing.keep_findings(session, asked, found)
        return
    with database.sessions.begin() as session:
        bringing.store(session, asked)


def _take_out(_settings: Settings, database: Database, asked: Asked) -> None:
    with Session(database.statements, expire_on_commit=False) as rows:
        content, count = fetching.write_export(rows, asked)
    with database.sessions.begin() as session:
        fetching.keep_export(session, asked, content, count)


WORK: dict[ErrandKind, Work] = {
    ErrandKind.REPORT: _build,
    ErrandKind.IMPORT: _bring_in,
    ErrandKind.EXPORT: _take_out,
}
