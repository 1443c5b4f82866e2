"""How far the papers of a survey have come: never a word of what is on them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.services.papers import Sheet, Stage, sheet_of
from feedback_app.store import Paper, Staff


@dataclass(frozen=True)
class Waiting:
    """A paper that is not stored yet."""

    sheet: Sheet
    stage: Stage
    keyed_by: str
    keyed_by_id: str


def papers_waiting(session: Session, survey_id: str) -> list[Waiting]:
    """Return the papers of a survey that are not stored yet, by number."""
    rows = session.execute(
        select(Paper, Staff.name)
        .join(Staff, Staff.id == Paper.keyed_by)
        .where(Paper.survey_id == survey_id, Paper.is_stored.is_(False))
        .order_by(Paper.number)
    )
    return [
        Waiting(
            sheet_of(paper),
            Stage.DIFFERS if paper.keyed_again_by else Stage.ONCE,
            name,
            paper.keyed_by,
        )
        for paper, name in rows
    ]


def count_stored(session: Session, survey_id: str) -> int:
    """Return how many papers of a survey became responses."""
    query = select(func.count()).where(Paper.survey_id == survey_id, Paper.is_stored)
    return session.scalar(query) or 0
