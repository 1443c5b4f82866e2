"""Send the answers of a split theme back to the queue, so that people read them again."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.orm import Session

from feedback_app.services import coding_queue
from feedback_app.services.counted import HELD, latest_decisions
from feedback_app.store import CodingDecision, Response, Survey, Verbatim, WaitingVerbatim


def reopen(session: Session, codebook_id: str, theme_ids: Collection[str], *, split: str) -> int:
    """Let every answer that people gave a theme wait again, in all surveys; return how many.

    `theme_ids` are the theme that was split and those that had been merged into it.
    """
    waiting = WaitingVerbatim
    held = session.execute(_holding(codebook_id, theme_ids)).all()
    for survey_id, verbatim_id in held:
        place = and_(waiting.survey_id == survey_id, waiting.verbatim_id == verbatim_id)
        session.execute(delete(waiting).where(place))
        row = {"survey_id": survey_id, "verbatim_id": verbatim_id, "interest": 1.0}
        session.execute(insert(waiting).values(**row, reopened_for=split))
    return len(held)


def close(session: Session, codebook_id: str, split: str) -> None:
    """Let those that still wait for a split that was taken back wait no more."""
    waiting = WaitingVerbatim
    mine = select(Survey.id).where(Survey.codebook_id == codebook_id)
    rows = session.execute(
        select(waiting.survey_id, waiting.verbatim_id).where(
            waiting.survey_id.in_(mine), waiting.reopened_for == split
        )
    ).all()
    for survey_id, verbatim_id in rows:
        coding_queue.rejoin_queue(session, survey_id, verbatim_id)


def _holding(codebook_id: str, theme_ids: Collection[str]) -> Any:
    """Return the query of surveys and verbatims that hold one of some themes, as people say."""
    decided = latest_decisions().where(CodingDecision.theme_id.in_(theme_ids)).subquery("decided")
    return (
        select(Response.survey_id, Verbatim.id)
        .join(Response, Response.id == Verbatim.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .join(decided, decided.c.verbatim_id == Verbatim.id)
        .where(Survey.codebook_id == codebook_id, decided.c.age == 1, decided.c.verdict.in_(HELD))
        .distinct()
    )
