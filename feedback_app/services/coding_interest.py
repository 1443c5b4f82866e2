"""The order in which coding waiting verbatims teaches most. For jobs, never for pages."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from analysis.active import teaching_worth
from analysis.coding import Suggestion
from feedback_app.services import coding
from feedback_app.store import SuggestedCoding, WaitingVerbatim

BATCH = 400


def rank_queue(session: Session, survey_id: str) -> int:
    """Order the waiting verbatims of a survey by what coding them teaches; return how many."""
    waiting = WaitingVerbatim
    coded = Counter(
        theme for themes in coding.coded_verbatims(session, survey_id).values() for theme in themes
    )
    ids = session.scalars(
        select(waiting.verbatim_id)
        .where(waiting.survey_id == survey_id)
        .order_by(waiting.verbatim_id)
    ).all()
    for batch in coding.batched(ids, BATCH):
        rows = session.scalars(
            select(SuggestedCoding)
            .where(SuggestedCoding.verbatim_id.in_(batch))
            .order_by(SuggestedCoding.verbatim_id, SuggestedCoding.theme_id)
        )
        suggestions = [
            Suggestion(each.verbatim_id, each.theme_id, each.probability) for each in rows
        ]
        _write(session, survey_id, teaching_worth(batch, suggestions, coded=coded))
    return len(ids)


def put_first(session: Session, survey_id: str, unthemed: Mapping[str, str]) -> None:
    """Let people read first what the machine cannot: verbatims in languages it does not theme."""
    waiting = WaitingVerbatim
    for batch in coding.batched(sorted(unthemed), BATCH):
        languages = case({each: unthemed[each] for each in batch}, value=waiting.verbatim_id)
        session.execute(
            update(waiting)
            .where(waiting.survey_id == survey_id, waiting.verbatim_id.in_(batch))
            .values(interest=1.0, unthemed_language=languages)
            .execution_options(synchronize_session=False)
        )


def _write(session: Session, survey_id: str, worth: Mapping[str, float]) -> None:
    waiting = WaitingVerbatim
    session.execute(
        update(waiting)
        .where(waiting.survey_id == survey_id, waiting.verbatim_id.in_(worth))
        .values(interest=case(dict(worth), value=waiting.verbatim_id))
        .execution_options(synchronize_session=False)
    )
