"""What was erased, by random ids alone, in a file of its own: a restored backup forgets nothing.

The file lies beside the backups, not in the database: an old copy of the database would not know
what was erased after it was made.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from feedback_app.services import clock
from feedback_app.services.kept_concerns import keep_open
from feedback_app.store import (
    AgreementMeasure,
    Concern,
    ConcernEvent,
    ContactEvent,
    ContactRequest,
    DeviceAnswer,
    DiscoveryRun,
    Draft,
    Errand,
    Invitation,
    InvitationMarks,
    Paper,
    Response,
    SentDraft,
    SurveyKey,
    ThemeCandidate,
)

FILE = "erasures.jsonl"
CLOSED = "closed"
"""The last state of a concern and of a wish to be contacted alike."""


@dataclass(frozen=True)
class Erasure:
    """One response, or all that a survey held but for the responses named in `but`."""

    on: str
    survey_id: str
    response_id: str = ""
    but: tuple[str, ...] = ()


def note(folder: Path, survey_id: str, *, response_id: str = "", but: Iterable[str] = ()) -> None:
    """Write down what is about to be erased, and be sure that it is on disk."""
    erasure = Erasure(clock.today().isoformat(), survey_id, response_id, tuple(but))
    folder.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(folder / FILE, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(erasure)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def noted(folder: Path) -> list[Erasure]:
    """Return all that was erased, the oldest first."""
    path = folder / FILE
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Erasure(**{**row, "but": tuple(row["but"])}) for row in rows]


def apply(session: Session, erasures: Iterable[Erasure]) -> int:
    """Erase again what was erased before; return how many responses were there to erase."""
    count = 0
    for each in erasures:
        if each.response_id:
            count += erase_responses(session, each.survey_id, only=each.response_id)
        else:
            count += erase_all(session, each.survey_id, but=each.but)
    return count


def erase_responses(
    session: Session, survey_id: str, *, only: str = "", but: Iterable[str] = ()
) -> int:
    """Delete responses of a survey with all that hangs on them; return how many.

    A concern that is not closed stays with the safeguarding lead, with what was said.
    Candidate themes and new words go too, because they are made of what respondents wrote.
    """
    held = list(but)
    response = session.get(Response, only) if only else None
    if response is not None:
        keep_open(session, response)
    compared = DiscoveryRun.compared_with == survey_id
    runs = select(DiscoveryRun.id).where(or_(DiscoveryRun.survey_id == survey_id, compared))
    session.execute(delete(ThemeCandidate).where(ThemeCandidate.run_id.in_(runs)))
    session.execute(delete(DiscoveryRun).where(DiscoveryRun.id.in_(runs)))
    chosen = delete(Response).where(Response.survey_id == survey_id)
    if only:
        chosen = chosen.where(Response.id == only)
    if held:
        chosen = chosen.where(Response.id.not_in(held))
    done = session.execute(chosen.execution_options(synchronize_session=False))
    return int(getattr(done, "rowcount", 0))


def erase_all(session: Session, survey_id: str, *, but: Iterable[str] = ()) -> int:
    """Delete what a survey holds of anybody; its keys too, when no response is held back."""
    held = list(but)
    used = (Invitation, InvitationMarks)
    for table in (Draft, SentDraft, DeviceAnswer, *used, AgreementMeasure, Paper, Errand):
        session.execute(delete(table).where(table.survey_id == survey_id))
    count = erase_responses(session, survey_id, but=held)
    is_worked_on = _delete_closed(session, survey_id)
    if not held and not is_worked_on:
        session.execute(delete(SurveyKey).where(SurveyKey.survey_id == survey_id))
    return count


def _delete_closed(session: Session, survey_id: str) -> bool:
    """Delete what leads have done with; return whether they still work on something."""
    for table, step in ((Concern, ConcernEvent), (ContactRequest, ContactEvent)):
        closed = select(step.number).where(_owner(step) == table.id, step.state == CLOSED)
        session.execute(delete(table).where(_loose(table, survey_id), closed.exists()))
    left = [
        session.scalar(select(func.count()).select_from(table).where(_loose(table, survey_id)))
        for table in (Concern, ContactRequest)
    ]
    return any(left)


def _owner(step: Any) -> Any:  # a column of either table
    return step.concern_id if step is ConcernEvent else step.contact_id


def _loose(table: Any, survey_id: str) -> Any:  # a condition on either table
    mine = table.survey_id == survey_id
    return mine & table.response_id.is_(None) if table is Concern else mine
