"""Answers that two coders read differently, and how a third person settles each.

What settles a disagreement is a review of its own that stands above the coders'; theirs stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from feedback_app.errors import ForbiddenError
from feedback_app.services import codebooks, coding_page, redacting, verbatims
from feedback_app.services.coding_queue import Within, lies_within
from feedback_app.services.counted import HELD, standing_theme
from feedback_app.store import CodingDecision, CodingReview
from feedback_app.store.coding import Verdict

Facets = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Dispute:
    """One answer with the themes its readers agree on, and those that some gave and some did not.

    Who said what is not in it: the words are judged, not the readers.
    """

    verbatim_id: str
    text: str
    question: str
    questionnaire: str
    language: str
    readers: int
    agreed: tuple[str, ...]
    disputed: Mapping[str, int]
    facets: Facets


def count_disputes(
    session: Session, survey_id: str, *, codebook: Codebook, within: Within = None
) -> int:
    """Return how many answers of a survey were read differently and are not settled."""
    found = _disputed(survey_id, within, codebook).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def next_dispute(
    session: Session,
    survey_id: str,
    *,
    codebook: Codebook,
    staff_id: str,
    within: Within = None,
) -> str | None:
    """Return an answer that somebody who did not code it may settle, or None."""
    own = _reviews(survey_id).with_only_columns(CodingReview.verbatim_id)
    found = _disputed(survey_id, within, codebook).subquery()
    return session.scalar(
        select(found.c.verbatim_id)
        .where(found.c.verbatim_id.not_in(own.where(CodingReview.staff_id == staff_id)))
        .order_by(found.c.verbatim_id)
        .limit(1)
    )


def show_dispute(
    session: Session, survey_id: str, verbatim_id: str, *, codebook: Codebook, within: Within = None
) -> Dispute:
    """Return an answer with what its readers agree on and what not.

    Raises:
        NotFoundError: the survey has no such verbatim, or none in the places `within` reach.
    """
    verbatim, response = coding_page.find(session, survey_id, verbatim_id, within=within)
    question, questionnaire = coding_page.wording(session, verbatim, response)
    readers = _readers(session, survey_id, verbatim_id)
    given = _given(session, verbatim_id, codebook)
    return Dispute(
        verbatim_id,
        redacting.redacted_text(session, verbatim_id, verbatims.text_of(session, verbatim)),
        question,
        questionnaire,
        response.language,
        len(readers),
        tuple(theme for theme, people in given.items() if len(people) == len(readers)),
        {t: len(people) for t, people in given.items() if len(people) < len(readers)},
        {
            theme: own
            for theme, own in _facets(session, verbatim_id, readers).items()
            if theme in given
        },
    )


def refuse_reader(session: Session, survey_id: str, verbatim_id: str, *, staff_id: str) -> None:
    """Refuse to let somebody settle what they coded themselves.

    Raises:
        ForbiddenError: they are one of the readers.
    """
    if staff_id in _readers(session, survey_id, verbatim_id):
        raise ForbiddenError(
            "You read this answer yourself.", remedy="Somebody else settles this disagreement."
        )


def _reviews(survey_id: str) -> Any:
    """Return the query of coders' reviews that count, those that settle left out."""
    return select(CodingReview.verbatim_id, CodingReview.staff_id).where(
        CodingReview.survey_id == survey_id,
        CodingReview.is_undone.is_(False),
        CodingReview.is_adjudication.is_(False),
    )


def _disputed(survey_id: str, within: Within, codebook: Codebook) -> Any:
    """Return the query of answers with a theme that some readers gave and others did not.

    Themes that may be given no more are not argued about.
    """
    reads = _reviews(survey_id).subquery("reads")
    people = func.count(reads.c.staff_id.distinct())
    twice = (
        select(reads.c.verbatim_id, people.label("readers"))
        .group_by(reads.c.verbatim_id)
        .having(people > 1)
        .subquery("twice")
    )
    newest = _newest(CodingReview.survey_id == survey_id).subquery("newest")
    theme = standing_theme(newest.c.theme_id, codebooks.standing(codebook))
    held = (
        select(newest.c.verbatim_id, func.count(newest.c.staff_id.distinct()).label("holders"))
        .where(
            newest.c.age == 1, newest.c.verdict.in_(HELD), theme.in_(codebooks.given_ids(codebook))
        )
        .group_by(newest.c.verbatim_id, theme)
        .subquery("held")
    )
    settled = select(CodingReview.verbatim_id).where(
        CodingReview.survey_id == survey_id,
        CodingReview.is_undone.is_(False),
        CodingReview.is_adjudication,
    )
    return (
        select(twice.c.verbatim_id)
        .join(held, held.c.verbatim_id == twice.c.verbatim_id)
        .where(
            held.c.holders < twice.c.readers,
            twice.c.verbatim_id.not_in(settled),
            lies_within(twice.c.verbatim_id, within),
        )
        .distinct()
    )


def _newest(condition: Any) -> Any:
    """Return the query of what each coder last said of each theme."""
    age = func.row_number().over(
        partition_by=(
            CodingDecision.verbatim_id,
            CodingDecision.theme_id,
            CodingDecision.staff_id,
        ),
        order_by=CodingDecision.number.desc(),
    )
    return (
        select(
            CodingDecision.verbatim_id,
            CodingDecision.theme_id,
            CodingDecision.staff_id,
            CodingDecision.verdict,
            age.label("age"),
        )
        .join(CodingReview, CodingReview.number == CodingDecision.review_number)
        .where(
            condition, CodingReview.is_undone.is_(False), CodingReview.is_adjudication.is_(False)
        )
    )


def _readers(session: Session, survey_id: str, verbatim_id: str) -> set[str]:
    query = _reviews(survey_id).where(CodingReview.verbatim_id == verbatim_id)
    return {staff_id for _, staff_id in session.execute(query)}


def _given(session: Session, verbatim_id: str, codebook: Codebook) -> dict[str, set[str]]:
    """Return who gave each theme that may still be given to an answer, by the themes' ids."""
    follows, usable = codebooks.standing(codebook), codebooks.given_ids(codebook)
    newest = _newest(CodingDecision.verbatim_id == verbatim_id).subquery("newest")
    rows = session.execute(
        select(newest.c.theme_id, newest.c.staff_id, newest.c.verdict).where(newest.c.age == 1)
    )
    found: dict[str, set[str]] = {}
    for theme_id, staff_id, verdict in rows:
        now = follows.get(theme_id, theme_id)
        if verdict != Verdict.REJECTED and now in usable:
            found.setdefault(now, set()).add(staff_id)
    return dict(sorted(found.items()))


def _facets(session: Session, verbatim_id: str, readers: set[str]) -> Facets:
    """Return what every reader who said anything beside a theme said alike."""
    said = [coding_page.own_facets(session, verbatim_id, each) for each in sorted(readers)]
    found: dict[str, dict[str, str]] = {}
    for theme in {theme for own in said for theme in own}:
        given = [own[theme] for own in said if theme in own]
        alike = set.intersection(*(set(each.items()) for each in given))
        if alike:
            found[theme] = dict(alike)
    return found
