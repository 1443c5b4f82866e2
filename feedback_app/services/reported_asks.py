"""Asks as a report tells them: those of its surveys, and every other that is overdue."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from analysis.closing import ReportedAsk, score_words
from feedback_app.services import asks, places
from feedback_app.services.asks import AskState, state_of
from feedback_app.store import Ask
from feedback_app.store.asks import AskKind


def reported_asks(
    session: Session, survey_ids: Sequence[str], *, day: date
) -> tuple[ReportedAsk, ...]:
    """Return the asks of some surveys, and those of any survey that are overdue on a day."""
    found = [
        ask
        for ask in asks.list_asks(session)
        if ask.survey_id in survey_ids or state_of(ask, day) is AskState.OVERDUE
    ]
    latest = [ask.replies[-1].number for ask in found if ask.replies]
    scores = asks.scores_of(session, latest)
    names = places.area_names(session)
    return tuple(_reported(ask, names, scores, day) for ask in found)


def _reported(
    ask: Ask, names: dict[str, str], scores: dict[int, list[int]], day: date
) -> ReportedAsk:
    reply = ask.replies[-1] if ask.replies else None
    return ReportedAsk(
        id=ask.id,
        is_recommendation=ask.kind == AskKind.RECOMMENDATION,
        said=ask.said,
        child_said=ask.child_words,
        owner=ask.owner,
        due=day_words(ask.due_on),
        is_overdue=state_of(ask, day) is AskState.OVERDUE,
        priority=ask.priority,
        theme=ask.theme_id,
        locality=ask.locality_id,
        locality_name=names.get(ask.locality_id, ""),
        evidence=ask.evidence,
        answer=reply.answer if reply else "",
        did=reply.did if reply else "",
        child_did=reply.child_words if reply else "",
        changed=reply.changed if reply else "",
        told=day_words(reply.told_on) if reply and reply.told_on else "",
        score=score_words(scores[reply.number]) if reply else "",
    )


def day_words(day: date) -> str:
    """Return a day as it is written in a report."""
    return f"{day.day} {day:%B %Y}"
