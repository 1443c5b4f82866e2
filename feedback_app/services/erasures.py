"""What was erased, by random ids alone, in a file of its own: a restored backup forgets nothing.

The file lies beside the backups, not in the database: an old copy of the database would not know
what was erased after it was made.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback_app.services import clock
from feedback_app.store import (
    DeviceAnswer,
    Draft,
    Invitation,
    Paper,
    Response,
    SentDraft,
    SurveyKey,
)

FILE = "erasures.jsonl"


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
    """Delete responses of a survey with all that hangs on them; return how many."""
    held = list(but)
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
    for table in (Draft, SentDraft, DeviceAnswer, Invitation, Paper):
        session.execute(delete(table).where(table.survey_id == survey_id))
    count = erase_responses(session, survey_id, but=held)
    if not held:
        session.execute(delete(SurveyKey).where(SurveyKey.survey_id == survey_id))
    return count
