"""What a coder sees of one verbatim, what they decide about it, and how they take it back."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import clock, codebooks, coding_queue, redacting, verbatims
from feedback_app.services.coding import Suggestion, as_suggestion
from feedback_app.services.coding_queue import Within
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import (
    CodingDecision,
    CodingReview,
    Response,
    SuggestedCoding,
    Verbatim,
)
from feedback_app.store.coding import Verdict
from forms.definition import Presentation


@dataclass(frozen=True)
class VerbatimToCode:
    """One verbatim with the question it answers: no place and no day, which coding needs not."""

    id: str
    text: str
    question: str
    questionnaire: str
    language: str
    suggestions: tuple[Suggestion, ...]
    decided: Mapping[str, Verdict]


def show_verbatim(
    session: Session, survey_id: str, verbatim_id: str, *, staff_id: str, within: Within = None
) -> VerbatimToCode:
    """Return a verbatim for a coder, with what this coder decided before, not what others did.

    Raises:
        NotFoundError: the survey has no such verbatim, or none in the places `within` reach.
    """
    verbatim, response = _find(session, survey_id, verbatim_id)
    if within is not None and response.place_id not in within:
        raise _unknown()
    question, questionnaire = _wording(session, verbatim, response)
    return VerbatimToCode(
        verbatim.id,
        redacting.redacted_text(session, verbatim.id, verbatims.text_of(session, verbatim)),
        question,
        questionnaire,
        response.language,
        tuple(_suggestions(session, verbatim_id)),
        _own_decisions(session, verbatim_id, staff_id),
    )


def hide_words(
    session: Session, survey_id: str, verbatim_id: str, *, words: str, kind: str, staff_id: str
) -> None:
    """Hide words of a verbatim that could identify a person and that the rules missed.

    Raises:
        FeedbackError: the words do not stand in it.
        NotFoundError: the survey has no such verbatim.
    """
    verbatim, _response = _find(session, survey_id, verbatim_id)
    text = verbatims.text_of(session, verbatim)
    redacting.hide_more(session, verbatim.id, text, words=words, kind=kind, staff_id=staff_id)


def decide(
    session: Session,
    survey_id: str,
    verbatim_id: str,
    *,
    verdicts: Mapping[str, Verdict],
    codebook: Codebook,
    staff_id: str,
) -> int:
    """Record that a coder went through a verbatim, with a verdict on each theme; return its number.

    No verdict at all is a finding too: no theme fits. Earlier decisions stay as history.

    Raises:
        FeedbackError: a theme is not in the codebook.
        NotFoundError: the survey has no such verbatim.
    """
    _refuse_unknown(codebook, verdicts)
    _find(session, survey_id, verbatim_id)
    moment = clock.now()
    review = CodingReview(
        survey_id=survey_id, verbatim_id=verbatim_id, staff_id=staff_id, reviewed_at=moment
    )
    session.add(review)
    session.flush()
    session.add_all(
        CodingDecision(
            review_number=review.number,
            verbatim_id=verbatim_id,
            theme_id=theme_id,
            codebook_version=codebook.version,
            verdict=verdict,
            staff_id=staff_id,
            decided_at=moment,
        )
        for theme_id, verdict in verdicts.items()
    )
    session.flush()
    coding_queue.leave_queue(session, survey_id, verbatim_id, staff_id=staff_id)
    return review.number


def undo(session: Session, survey_id: str, *, staff_id: str) -> str | None:
    """Take back a coder's last review in a survey; return its verbatim, or None if there is none.

    The decisions stay as history and count no more; what was decided before them counts again.
    """
    last = last_review(session, survey_id, staff_id=staff_id)
    if last is None:
        return None
    session.execute(
        update(CodingReview).where(CodingReview.number == last.number).values(is_undone=True)
    )
    coding_queue.rejoin_queue(session, survey_id, last.verbatim_id)
    return last.verbatim_id


def last_review(session: Session, survey_id: str, *, staff_id: str) -> CodingReview | None:
    """Return the last review of a coder in a survey that still counts."""
    return session.scalar(
        select(CodingReview)
        .where(
            CodingReview.staff_id == staff_id,
            CodingReview.survey_id == survey_id,
            CodingReview.is_undone.is_(False),
        )
        .order_by(CodingReview.number.desc())
        .limit(1)
    )


def _refuse_unknown(codebook: Codebook, verdicts: Mapping[str, Verdict]) -> None:
    known = codebooks.theme_by_id(codebook)
    for theme_id in verdicts:
        if theme_id not in known:
            raise FeedbackError(
                f"The codebook has no theme called “{theme_id}”.",
                remedy="Reload the page and choose a theme from the list.",
            )


def _find(session: Session, survey_id: str, verbatim_id: str) -> tuple[Verbatim, Response]:
    found = session.execute(
        select(Verbatim, Response)
        .join(Response, Response.id == Verbatim.response_id)
        .where(Verbatim.id == verbatim_id, Response.survey_id == survey_id)
    ).one_or_none()
    if found is None:
        raise _unknown()
    return found[0], found[1]


def _unknown() -> NotFoundError:
    return NotFoundError(
        "This survey has no such answer.", remedy="Go back to the list of surveys."
    )


def _wording(session: Session, verbatim: Verbatim, response: Response) -> tuple[str, str]:
    """Return the words of the question as the respondent saw them, and of the questionnaire."""
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    shown = Presentation(response.presentation)
    key = f"{verbatim.question_id}/{verbatim.row_id}" if verbatim.row_id else verbatim.question_id
    page = questionnaire.page_by_key.get(key)
    return (page.wording.of(shown) if page else key), questionnaire.title.of(shown)


def _suggestions(session: Session, verbatim_id: str) -> list[Suggestion]:
    rows = session.scalars(
        select(SuggestedCoding)
        .where(SuggestedCoding.verbatim_id == verbatim_id)
        .order_by(SuggestedCoding.probability.desc(), SuggestedCoding.theme_id)
    )
    return [as_suggestion(session, row) for row in rows]


def _own_decisions(session: Session, verbatim_id: str, staff_id: str) -> dict[str, Verdict]:
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
    return {theme_id: Verdict(verdict) for theme_id, verdict in rows}
