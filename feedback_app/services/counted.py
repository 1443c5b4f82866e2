"""Which codings count: those people made, and the machine's surest that nobody has decided on.

Codings of a theme that was merged are read as those of the theme that stands for it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select, union, union_all
from sqlalchemy.orm import aliased

from feedback_app.store import CodingDecision, CodingReview, SuggestedCoding
from feedback_app.store.coding import Verdict

HELD = (Verdict.CONFIRMED.value, Verdict.ADDED.value)
UNCHANGED: Mapping[str, str] = {}


def counted_codings(
    written: Any, *, threshold: float, follows: Mapping[str, str] = UNCHANGED
) -> Any:
    """Return the codings that count, as a subquery: response, question, place, theme, by whom.

    `written` holds verbatims: id, response, question and place. People's latest decision on a
    theme stands; where there is none, a suggestion of at least the threshold's probability does.
    `follows` names the theme that stands for each merged one.
    """
    latest = aliased(_of_written(written), name="latest")
    decided = standing_theme(latest.c.theme_id, follows)
    suggested = standing_theme(SuggestedCoding.theme_id, follows)
    people = (
        select(*_who(written), decided.label("theme_id"), literal(1).label("is_human"))
        .join(latest, latest.c.verbatim_id == written.c.id)
        .where(latest.c.verdict.in_(HELD))
    )
    machine = (
        select(*_who(written), suggested.label("theme_id"), literal(0).label("is_human"))
        .join(SuggestedCoding, SuggestedCoding.verbatim_id == written.c.id)
        .outerjoin(
            latest,
            and_(latest.c.verbatim_id == SuggestedCoding.verbatim_id, decided == suggested),
        )
        .where(latest.c.verbatim_id.is_(None), SuggestedCoding.probability >= threshold)
    )
    join = union if follows else union_all
    return join(people, machine).subquery("coded")


def standing_theme(theme_id: Any, follows: Mapping[str, str]) -> ColumnElement[str]:
    """Return a column of themes with each merged one read as the theme that stands for it."""
    return case(dict(follows), value=theme_id, else_=theme_id) if follows else theme_id


def latest_decisions() -> Any:
    """Return a query of what people last decided about each theme of each verbatim.

    Undone reviews are left out, and a decision that settled a disagreement stands above others.
    Columns: verbatim, theme, verdict, number, and `age`, which is 1 for the one that stands.
    """
    age = func.row_number().over(
        partition_by=(CodingDecision.verbatim_id, CodingDecision.theme_id),
        order_by=(CodingReview.is_adjudication.desc(), CodingDecision.number.desc()),
    )
    return (
        select(
            CodingDecision.verbatim_id,
            CodingDecision.theme_id,
            CodingDecision.verdict,
            CodingDecision.number,
            age.label("age"),
        )
        .join(CodingReview, CodingReview.number == CodingDecision.review_number)
        .where(~CodingReview.is_undone)
    )


def _of_written(written: Any) -> Any:
    """Return the decisions that stand on some verbatims."""
    decided = latest_decisions().join(written, written.c.id == CodingDecision.verbatim_id)
    every = decided.cte("decided")
    return select(every).where(every.c.age == 1).subquery()


def _who(written: Any) -> list[Any]:
    return [written.c.id, written.c.response_id, written.c.question_id, written.c.place_id]
