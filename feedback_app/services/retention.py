"""Delete what a survey holds when the day is past until which it may be kept.

Drafts, answers, texts, themes and codings, concerns, invitations, exported files, kept vectors
and the keys go; the survey's name and its published reports stay. A response whose concern is
not closed is held back: no child is forgotten because a day came.
"""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Select, delete, func, select, text
from sqlalchemy.orm import Session

from analysis.text import normalise
from feedback_app.errors import NotFoundError
from feedback_app.services import (
    audit,
    clock,
    coding,
    contacting,
    erasures,
    errands,
    redacting,
    verbatims,
)
from feedback_app.services.backups import folder_of as backups_of
from feedback_app.store import (
    Concern,
    ConcernEvent,
    ExportedFile,
    Response,
    SuggestedCoding,
    Survey,
    Verbatim,
)
from feedback_app.store.concerns import ConcernState

SYSTEM = "system"
VECTORS = "vectors"


@dataclass(frozen=True)
class Purged:
    """What the purge of one survey did."""

    survey_id: str
    responses: int
    files: int
    held_back: int


def due(session: Session, day: date) -> list[Survey]:
    """Return the surveys whose answers may be kept no longer, by name."""
    query = select(Survey).where(Survey.kept_until < day, Survey.purged_on.is_(None))
    return list(session.scalars(query.order_by(Survey.id)))


def purge(session: Session, survey: Survey, *, instance: Path, by: str = SYSTEM) -> Purged:
    """Delete what a survey holds, but for responses that a safeguarding lead still works on."""
    held = _open_concerns(session, survey.id)
    worked_on = len(held) + _count_kept(session, survey.id)
    erasures.note(backups_of(instance), survey.id, but=held)
    files = _delete_exports(session, survey.id)
    shutil.rmtree(instance / VECTORS, ignore_errors=True)
    count = erasures.erase_all(session, survey.id, but=held)
    survey.closed_on = survey.closed_on or clock.today()
    survey.purged_on = None if worked_on else clock.today()
    audit.record(session, by, "purged-survey", subject=f"{survey.id} {count}")
    return Purged(survey.id, count, files, worked_on)


def erase(session: Session, response_id: str, *, instance: Path, by: str = SYSTEM) -> int:
    """Erase one response and every suggestion that quotes it; return how many quoted it.

    Raises:
        NotFoundError: there is no such response.
    """
    response = session.get(Response, response_id)
    if response is None:
        raise NotFoundError(
            "There is no such response.", remedy="Look its id up in an export of its survey."
        )
    survey_id = response.survey_id
    erasures.note(backups_of(instance), survey_id, response_id=response_id)
    quoted = _forget_quotes(session, survey_id, response_id)
    _delete_exports(session, survey_id)
    shutil.rmtree(instance / VECTORS, ignore_errors=True)
    erasures.erase_responses(session, survey_id, only=response_id)
    audit.record(session, by, "erased-response", subject=response_id)
    return quoted


def compact(connection: Connection) -> None:
    """Leave no deleted row in the database's files; for a connection that commits by itself."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("VACUUM"))
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all()
    else:
        connection.execute(text("VACUUM"))


def count_responses_due(session: Session, day: date) -> int:
    """Return how many responses lie in surveys that should have been purged."""
    surveys = [each.id for each in due(session, day)]
    query = select(func.count()).select_from(Response).where(Response.survey_id.in_(surveys))
    return session.scalar(query) or 0


def _count_kept(session: Session, survey_id: str) -> int:
    """Return how many concerns of withdrawn responses, and wishes, are still worked on."""
    loose = (Concern.survey_id == survey_id, Concern.response_id.is_(None))
    concerns = select(func.count()).select_from(Concern).where(*loose, ~_closed().exists())
    return (session.scalar(concerns) or 0) + contacting.count_open(session, survey_id)


def _closed() -> Select[int]:
    return select(ConcernEvent.number).where(
        ConcernEvent.concern_id == Concern.id, ConcernEvent.state == ConcernState.CLOSED
    )


def _open_concerns(session: Session, survey_id: str) -> list[str]:
    query = (
        select(Concern.response_id)
        .join(Response, Response.id == Concern.response_id)
        .where(Response.survey_id == survey_id, ~_closed().exists())
        .distinct()
        .order_by(Concern.response_id)
    )
    return list(session.scalars(query))


def _delete_exports(session: Session, survey_id: str) -> int:
    """Delete the exported files of a survey that still lie where they were written."""
    errands.forget_of(session, survey_id)
    mine = ExportedFile.survey_id == survey_id
    paths = [Path(each) for each in session.scalars(select(ExportedFile.path).where(mine))]
    found = [path for path in paths if path.is_file()]
    for path in found:
        path.unlink()
    session.execute(delete(ExportedFile).where(mine))
    return len(found)


def _forget_quotes(session: Session, survey_id: str, response_id: str) -> int:
    """Delete the suggestions of other verbatims whose reason is what this respondent wrote."""
    written = verbatims.words_of(session, [response_id])
    shown = redacting.redacted_texts(session, {each.id: each.text for each in written})
    said = {normalise(text) for text in (*shown.values(), *(each.text for each in written))}
    rows = session.scalars(
        select(SuggestedCoding)
        .join(Verbatim, Verbatim.id == SuggestedCoding.verbatim_id)
        .join(Response, Response.id == Verbatim.response_id)
        .where(Response.survey_id == survey_id)
    )
    quoting = [row for row in rows if coding.read_reasons(session, row).get("because") in said]
    for row in quoting:
        session.delete(row)
    session.flush()
    return len(quoting)
