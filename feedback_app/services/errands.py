"""Errands: what a page asks of a worker, how it went, and its files, sealed for their survey.

An errand is taken up once, by whoever changes its state first; after a day it is forgotten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import clock
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.store import Errand, ErrandFile
from feedback_app.store.errands import ErrandKind, ErrandState

KEPT = timedelta(days=1)
"""How long what was asked for, and the files of it, can be looked at."""
PATIENCE = timedelta(minutes=2)
"""From then on it is worth asking whether a worker runs at all."""
EACH_BYTE = "latin-1"
"""Sealing takes text; in this encoding each byte is one letter, so any file comes back whole."""


@dataclass(frozen=True)
class Asked:
    """An errand as pages and workers see it."""

    id: str
    kind: ErrandKind
    state: ErrandState
    survey_id: str
    asked_by: str
    asked_at: datetime
    wanted: Mapping[str, Any]
    told: Mapping[str, Any]

    @property
    def is_under_way(self) -> bool:
        """Whether a worker still has to do something."""
        return self.state in (ErrandState.WAITING, ErrandState.WORKING)

    @property
    def is_late(self) -> bool:
        """Whether nobody took it up although there was time enough."""
        return self.state is ErrandState.WAITING and clock.now() - self.asked_at > PATIENCE


def ask(
    session: Session, kind: ErrandKind, wanted: Mapping[str, Any], *, by: str, survey_id: str = ""
) -> str:
    """Keep what somebody asks for; return the errand's id."""
    row = Errand(
        kind=kind,
        survey_id=survey_id or None,
        asked_by=by,
        asked_at=clock.now(),
        wanted=json.dumps(wanted),
    )
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, errand_id: str, kind: ErrandKind) -> Asked:
    """Return an errand of a kind.

    Raises:
        NotFoundError: there is none, or it is forgotten.
    """
    row = session.get(Errand, errand_id, populate_existing=True)
    if row is None or row.kind != kind:
        raise NotFoundError(
            "This is no longer kept: a day has passed, or the address is wrong.",
            remedy="Ask for it again.",
        )
    return _asked(row)


def under_way(session: Session, kind: ErrandKind) -> list[Asked]:
    """Return the errands of a kind that a worker still has to do, the oldest first."""
    query = select(Errand).where(
        Errand.kind == kind, Errand.state.in_([ErrandState.WAITING, ErrandState.WORKING])
    )
    return [_asked(row) for row in session.scalars(query.order_by(Errand.asked_at, Errand.id))]


def take_up(session: Session, errand_id: str) -> Asked | None:
    """Mark an errand as being worked on; nothing where another worker was first, or it is gone."""
    if not _move(session, errand_id, ErrandState.WAITING, ErrandState.WORKING):
        return None
    row = session.get(Errand, errand_id, populate_existing=True)
    return _asked(row) if row else None


def ask_again(session: Session, errand_id: str, wanted: Mapping[str, Any]) -> bool:
    """Send a checked errand back to a worker with what a person decided; once only."""
    if not _move(session, errand_id, ErrandState.CHECKED, ErrandState.WAITING):
        return False
    row = session.get_one(Errand, errand_id, populate_existing=True)
    row.wanted, row.asked_at = json.dumps({**json.loads(row.wanted), **wanted}), clock.now()
    session.flush()
    return True


def settle(
    session: Session, errand_id: str, state: ErrandState, told: Mapping[str, Any] | None = None
) -> None:
    """Say what came of an errand; it may have been forgotten meanwhile."""
    session.execute(
        update(Errand)
        .where(Errand.id == errand_id)
        .values(state=state, told=json.dumps(dict(told or {})))
    )


def fail(session: Session, errand_id: str, error: FeedbackError) -> None:
    """Say why an errand could not be done, in the words a person reads."""
    told = {"message": error.message, "remedy": error.remedy}
    settle(session, errand_id, ErrandState.FAILED, told)


def put_file(session: Session, asked: Asked, name: str, content: bytes) -> None:
    """Keep a file of an errand, sealed; one of the same name is replaced."""
    sealed = seal(
        session.connection(),
        content.decode(EACH_BYTE),
        survey_id=asked.survey_id,
        place=_place(asked.id, name),
    )
    session.merge(ErrandFile(errand_id=asked.id, name=name, sealed=sealed))
    session.flush()


def read_file(session: Session, errand_id: str, name: str) -> bytes:
    """Return a file of an errand as it was put there.

    Raises:
        NotFoundError: it has no such file.
    """
    row = session.get(ErrandFile, (errand_id, name))
    if row is None:
        raise NotFoundError("There is no such file.", remedy="Ask for it again.")
    text = unseal(session.connection(), row.sealed, place=_place(errand_id, name))
    return text.encode(EACH_BYTE)


def drop_file(session: Session, errand_id: str, name: str) -> None:
    """Delete a file of an errand that nobody needs any more."""
    mine = (ErrandFile.errand_id == errand_id, ErrandFile.name == name)
    session.execute(delete(ErrandFile).where(*mine))


def forget_of(session: Session, survey_id: str) -> None:
    """Forget every errand of a survey, with its files: what they hold may be no longer."""
    session.execute(delete(Errand).where(Errand.survey_id == survey_id))


def forget_old(connection: Connection) -> int:
    """Forget errands that outlived their day, with their files; return how many."""
    done = connection.execute(delete(Errand).where(Errand.asked_at < clock.now() - KEPT))
    return done.rowcount


def _move(session: Session, errand_id: str, before: ErrandState, after: ErrandState) -> bool:
    done = session.execute(
        update(Errand).where(Errand.id == errand_id, Errand.state == before).values(state=after)
    )
    return bool(getattr(done, "rowcount", 0))


def _place(errand_id: str, name: str) -> Place:
    return Place("errand_file", "sealed", f"{errand_id}/{name}")


def _asked(row: Errand) -> Asked:
    return Asked(
        row.id,
        ErrandKind(row.kind),
        ErrandState(row.state),
        row.survey_id or "",
        row.asked_by,
        row.asked_at,
        json.loads(row.wanted),
        json.loads(row.told),
    )
