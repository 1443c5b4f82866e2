"""Every coding as it was made: who, when, with which codebook, and what was taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.services.coders import names_of_coders
from feedback_app.services.coding_queue import Within, lies_within
from feedback_app.store import CodingDecision, CodingReview
from feedback_app.store.coding import Verdict

PAGE = 50


@dataclass(frozen=True)
class DecidedTheme:
    """What was decided on one theme, with what was said beside it."""

    theme_id: str
    verdict: Verdict
    codebook_version: str
    facets: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReviewLine:
    """One reading of one verbatim, never changed afterwards but for being taken back."""

    number: int
    verbatim_id: str
    person: str
    at: datetime
    is_undone: bool
    settles: bool
    reopened_for: str
    themes: tuple[DecidedTheme, ...] = ()


def reviews_of(
    session: Session, survey_id: str, *, verbatim_id: str = "", before: int = 0, within: Within
) -> list[ReviewLine]:
    """Return up to fifty reviews, the newest first, of a survey or of one verbatim."""
    query = select(CodingReview).where(
        CodingReview.survey_id == survey_id, lies_within(CodingReview.verbatim_id, within)
    )
    if verbatim_id:
        query = query.where(CodingReview.verbatim_id == verbatim_id)
    if before:
        query = query.where(CodingReview.number < before)
    rows = session.scalars(query.order_by(CodingReview.number.desc()).limit(PAGE)).all()
    names = names_of_coders(session)
    themes = _themes(session, [row.number for row in rows])
    return [
        replace(_line(row, names.get(row.staff_id, "")), themes=tuple(themes.get(row.number, ())))
        for row in rows
    ]


def _line(row: CodingReview, person: str) -> ReviewLine:
    return ReviewLine(
        row.number,
        row.verbatim_id,
        person,
        row.reviewed_at,
        row.is_undone,
        row.is_adjudication,
        row.reopened_for,
    )


def _themes(session: Session, numbers: Sequence[int]) -> dict[int, list[DecidedTheme]]:
    rows = session.scalars(
        select(CodingDecision)
        .where(CodingDecision.review_number.in_(numbers))
        .order_by(CodingDecision.number)
    )
    found: dict[int, list[DecidedTheme]] = {}
    for row in rows:
        facets = tuple((each.facet_id, each.option) for each in row.facets)
        decided = DecidedTheme(row.theme_id, Verdict(row.verdict), row.codebook_version, facets)
        found.setdefault(row.review_number, []).append(decided)
    return found
