"""What a coder sees of one verbatim: its words, what the machine suggests, what they said before.

A second coder sees neither what the first decided nor what the machine suggests, because the
machine may have learnt it from the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from analysis.theme import ThemeStatus
from feedback_app.errors import NotFoundError
from feedback_app.services import codebooks, coding_queue, redacting, verbatims
from feedback_app.services.coding import Suggestion, as_suggestion
from feedback_app.services.coding_queue import Within
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import (
    CodingDecision,
    CodingFacet,
    CodingReview,
    Response,
    SuggestedCoding,
    SuggestionRun,
    Verbatim,
    WaitingVerbatim,
)
from feedback_app.store.coding import Verdict
from forms.definition import Presentation


@dataclass(frozen=True)
class VerbatimToCode:
    """One verbatim with the question it answers: no place and no day, which coding needs not.

    `asked` are the themes that a split of `reopened_for` left to be told apart. `made_with` is
    the codebook version of the suggestions where it is not the one in use.
    """

    id: str
    text: str
    question: str
    questionnaire: str
    language: str
    suggestions: tuple[Suggestion, ...]
    decided: Mapping[str, Verdict]
    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    reopened_for: str = ""
    is_blind: bool = False
    made_with: str = ""
    unthemed_language: str = ""


def show_verbatim(
    session: Session,
    survey_id: str,
    verbatim_id: str,
    *,
    codebook: Codebook,
    staff_id: str,
    within: Within = None,
) -> VerbatimToCode:
    """Return a verbatim for a coder, with what this coder decided before, not what others did.

    Raises:
        NotFoundError: the survey has no such verbatim, or none in the places `within` reach.
    """
    verbatim, response = find(session, survey_id, verbatim_id, within=within)
    question, questionnaire = wording(session, verbatim, response)
    held = coding_queue.waits_for(session, survey_id, verbatim_id)
    blind = is_blind(held, staff_id)
    suggested = [] if blind else _suggestions(session, verbatim_id, codebook)
    others = {each.codebook_version for each in suggested} - {codebook.version}
    reopened_for = held.reopened_for if held else ""
    return VerbatimToCode(
        verbatim.id,
        redacting.redacted_text(session, verbatim.id, verbatims.text_of(session, verbatim)),
        question,
        questionnaire,
        response.language,
        tuple(suggested),
        _own_decisions(session, verbatim_id, staff_id, codebook),
        facets=own_facets(session, verbatim_id, staff_id),
        asked=_parts(codebook, reopened_for),
        reopened_for=reopened_for,
        is_blind=blind,
        made_with=min(others, default=""),
        unthemed_language=held.unthemed_language if held else "",
    )


def is_blind(held: WaitingVerbatim | None, staff_id: str) -> bool:
    """Whether somebody is the second to code what waits at this place of the queue."""
    return held is not None and held.first_coder not in (None, staff_id)


def last_run(session: Session, survey_id: str) -> SuggestionRun | None:
    """Return the newest run in which the machine suggested themes for a survey."""
    return session.scalar(
        select(SuggestionRun)
        .where(SuggestionRun.survey_id == survey_id)
        .order_by(SuggestionRun.number.desc())
        .limit(1)
    )


def find(
    session: Session, survey_id: str, verbatim_id: str, *, within: Within = None
) -> tuple[Verbatim, Response]:
    """Return a verbatim of a survey with its response.

    Raises:
        NotFoundError: the survey has no such verbatim, or none in the places `within` reach.
    """
    found = session.execute(
        select(Verbatim, Response)
        .join(Response, Response.id == Verbatim.response_id)
        .where(Verbatim.id == verbatim_id, Response.survey_id == survey_id)
    ).one_or_none()
    if found is None or (within is not None and found[1].place_id not in within):
        raise NotFoundError(
            "This survey has no such answer.", remedy="Go back to the list of surveys."
        )
    return found[0], found[1]


def wording(session: Session, verbatim: Verbatim, response: Response) -> tuple[str, str]:
    """Return the words of the question as the respondent saw them, and of the questionnaire."""
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    shown = Presentation(response.presentation)
    key = f"{verbatim.question_id}/{verbatim.row_id}" if verbatim.row_id else verbatim.question_id
    page = questionnaire.page_by_key.get(key)
    return (page.wording.of(shown) if page else key), questionnaire.title.of(shown)


def own_facets(session: Session, verbatim_id: str, staff_id: str) -> dict[str, dict[str, str]]:
    """Return what somebody last said beside each theme of a verbatim."""
    rows = session.execute(
        select(
            CodingDecision.theme_id, CodingDecision.number, CodingFacet.facet_id, CodingFacet.option
        )
        .join(CodingReview, CodingReview.number == CodingDecision.review_number)
        .outerjoin(CodingFacet, CodingFacet.decision_number == CodingDecision.number)
        .where(
            CodingDecision.verbatim_id == verbatim_id,
            CodingDecision.staff_id == staff_id,
            CodingReview.is_undone.is_(False),
        )
        .order_by(CodingDecision.number)
    )
    newest: dict[str, int] = {}
    found: dict[str, dict[str, str]] = {}
    for theme_id, number, facet_id, option in rows:
        if newest.get(theme_id) != number:
            newest[theme_id], found[theme_id] = number, {}
        if facet_id:
            found[theme_id][facet_id] = option
    return found


def _suggestions(session: Session, verbatim_id: str, codebook: Codebook) -> list[Suggestion]:
    """Return what the machine suggests, as far as its themes still stand; the likeliest first."""
    rows = session.scalars(
        select(SuggestedCoding)
        .where(SuggestedCoding.verbatim_id == verbatim_id)
        .order_by(SuggestedCoding.probability.desc(), SuggestedCoding.theme_id)
    )
    follows = codebooks.standing(codebook)
    found: dict[str, Suggestion] = {}
    for row in rows:
        theme_id = follows.get(row.theme_id, row.theme_id)
        if codebook.has_theme(theme_id) and codebook.theme(theme_id).is_active:
            found.setdefault(theme_id, replace(as_suggestion(session, row), theme_id=theme_id))
    return list(found.values())


def _own_decisions(
    session: Session, verbatim_id: str, staff_id: str, codebook: Codebook
) -> dict[str, Verdict]:
    """Return what somebody last decided on each theme that may still be given."""
    rows = session.execute(
        select(CodingDecision.theme_id, CodingDecision.verdict)
        .join(CodingReview, CodingReview.number == CodingDecision.review_number)
        .where(
            CodingDecision.verbatim_id == verbatim_id,
            CodingDecision.staff_id == staff_id,
            CodingReview.is_undone.is_(False),
        )
        .order_by(CodingDecision.number)
    )
    known, follows = codebooks.theme_by_id(codebook), codebooks.standing(codebook)
    decided = {theme_id: Verdict(verdict) for theme_id, verdict in rows}
    found: dict[str, Verdict] = {}
    for theme_id, verdict in decided.items():
        now = follows.get(theme_id, theme_id)
        if now in known and known[now].is_active and found.get(now) in (None, Verdict.REJECTED):
            found[now] = verdict
    return found


def _parts(codebook: Codebook, theme_id: str) -> tuple[str, ...]:
    """Return the themes into which a theme was split, as far as they still stand."""
    if not codebook.has_theme(theme_id):
        return ()
    theme, follows = codebook.theme(theme_id), codebooks.standing(codebook)
    if theme.status is not ThemeStatus.SPLIT:
        return ()
    return tuple(dict.fromkeys(follows.get(each, each) for each in theme.successors))
