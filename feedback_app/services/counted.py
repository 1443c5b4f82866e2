"""Which codings count: those people made, and the machine's surest that nobody has decided on."""

from typing import Any

from sqlalchemy import and_, func, literal, select, union_all
from sqlalchemy.orm import aliased

from feedback_app.store import CodingDecision, CodingReview, SuggestedCoding
from feedback_app.store.coding import Verdict


def counted_codings(written: Any, *, threshold: float) -> Any:
    """Return the codings that count, as a subquery: response, question, place, theme, by whom.

    `written` holds verbatims: id, response, question and place. People's latest decision on a
    theme stands; where there is none, a suggestion of at least the threshold's probability does.
    """
    latest = _latest_decisions(written)
    people = (
        select(
            written.c.response_id,
            written.c.question_id,
            written.c.place_id,
            latest.c.theme_id,
            literal(1).label("is_human"),
        )
        .join(latest, latest.c.verbatim_id == written.c.id)
        .where(latest.c.verdict.in_([Verdict.CONFIRMED.value, Verdict.ADDED.value]))
    )
    machine = (
        select(
            written.c.response_id,
            written.c.question_id,
            written.c.place_id,
            SuggestedCoding.theme_id,
            literal(0).label("is_human"),
        )
        .join(SuggestedCoding, SuggestedCoding.verbatim_id == written.c.id)
        .outerjoin(
            latest,
            and_(
                latest.c.verbatim_id == SuggestedCoding.verbatim_id,
                latest.c.theme_id == SuggestedCoding.theme_id,
            ),
        )
        .where(latest.c.verbatim_id.is_(None), SuggestedCoding.probability >= threshold)
    )
    return union_all(people, machine).subquery("coded")


def _latest_decisions(written: Any) -> Any:
    """Return what people last decided about each theme of some verbatims, undone reviews apart."""
    newest = func.row_number().over(
        partition_by=(CodingDecision.verbatim_id, CodingDecision.theme_id),
        order_by=CodingDecision.number.desc(),
    )
    decided = (
        select(
            CodingDecision.verbatim_id,
            CodingDecision.theme_id,
            CodingDecision.verdict,
            newest.label("age"),
        )
        .join(written, written.c.id == CodingDecision.verbatim_id)
        .join(CodingReview, CodingReview.number == CodingDecision.review_number)
        .where(~CodingReview.is_undone)
        .cte("decided")
    )
    return aliased(select(decided).where(decided.c.age == 1).subquery(), name="latest")
