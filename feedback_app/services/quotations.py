"""Quotations: proposed from the redacted words of somebody who said yes, approved by two others.

Refused: words without permission, words that raised a concern, and words of somebody who is one
of fewer than ten alike. What was hidden since it was proposed makes a quotation lapse.
"""

from dataclasses import dataclass

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, selectinload

from feedback_app.errors import FeedbackError, ForbiddenError, NotFoundError
from feedback_app.services import audit, clock, places, redacting, verbatims
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import (
    Answer,
    Concern,
    Quotation,
    QuotationDecision,
    Redaction,
    Response,
    Survey,
    Verbatim,
)

PERMISSION, GRANTED = "consent.quote", "quote_ok"
FEWEST_ALIKE = 10
APPROVALS = 2
SHORTEST, LONGEST = 10, 300


class QuotationRefusedError(FeedbackError):
    """Words that may not be quoted; the message says why."""


@dataclass(frozen=True)
class Proposal:
    """A quotation with its words as they would be printed, and what people decided."""

    id: str
    words: str
    theme_id: str
    question_id: str
    questionnaire_id: str
    proposed_by: str
    approvals: int
    is_refused: bool
    decided_by: frozenset[str]

    @property
    def is_approved(self) -> bool:
        """Whether two people approved it and nobody refused."""
        return self.approvals >= APPROVALS and not self.is_refused


def propose(
    session: Session, survey_id: str, verbatim_id: str, *, words: str, theme_id: str, by: str
) -> Quotation:
    """Propose words of a verbatim, as they stand redacted, as a quotation for a theme.

    Raises:
        QuotationRefusedError: they may not be quoted, do not stand there, or are too long.
        NotFoundError: the survey has no such verbatim.
    """
    verbatim, response = _find(session, survey_id, verbatim_id)
    _refuse_without_permission(session, response)
    _refuse_concern(session, response)
    _refuse_few_alike(session, verbatim, response)
    shown = _redacted(session, verbatim)
    wanted = " ".join(words.split())
    if not SHORTEST <= len(wanted) <= LONGEST:
        raise QuotationRefusedError(
            f"This has {len(wanted)} characters.",
            remedy=f"Choose from {SHORTEST} to {LONGEST}: a sentence or two.",
        )
    start = shown.find(wanted)
    if start < 0:
        raise QuotationRefusedError(
            "Those words do not stand in the answer as it is shown.",
            remedy="Copy them as they stand, with the marks for what is hidden.",
        )
    if not theme_id:
        raise QuotationRefusedError("There is no theme chosen.", remedy="Choose what it is about.")
    row = Quotation(
        survey_id=survey_id,
        verbatim_id=verbatim.id,
        start=start,
        stop=start + len(wanted),
        redaction_step=_step(session, verbatim.id),
        theme_id=theme_id,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(session, by, "proposed-quotation", subject=row.id)
    return row


def decide(session: Session, quotation_id: str, *, is_approved: bool, by: str) -> None:
    """Approve or refuse a quotation that somebody else proposed; everybody decides once.

    Raises:
        FeedbackError: there is none, it is one's own, or one has decided already.
    """
    row = session.get(Quotation, quotation_id[:32].replace("\0", ""))
    if row is None:
        raise NotFoundError("There is no such quotation.", remedy="Go back to the list.")
    if row.proposed_by == by:
        raise ForbiddenError(
            "You proposed this quotation.", remedy="Two other people decide about it."
        )
    if session.get(QuotationDecision, (row.id, by)) is not None:
        raise FeedbackError("You have decided about this already.", remedy="Go back to the list.")
    session.add(
        QuotationDecision(
            quotation_id=row.id, staff_id=by, is_approved=is_approved, decided_at=clock.now()
        )
    )
    session.flush()
    session.expire(row, ["decisions"])
    action = "approved-quotation" if is_approved else "refused-quotation"
    audit.record(session, by, action, subject=row.id)


def list_quotations(session: Session, survey_id: str) -> list[Proposal]:
    """Return the quotations of a survey that still stand, in the order they were proposed."""
    rows = session.scalars(
        select(Quotation)
        .options(selectinload(Quotation.decisions))
        .where(Quotation.survey_id == survey_id)
        .order_by(Quotation.proposed_at, Quotation.id)
    )
    found = (_proposal(session, row) for row in rows)
    return [each for each in found if each is not None]


def approved_quotations(session: Session, survey_id: str) -> list[Proposal]:
    """Return the quotations of a survey that may be printed: checked again, not as it was then."""
    return [
        each
        for each in list_quotations(session, survey_id)
        if each.is_approved and _may_still(session, survey_id, each.id)
    ]


def may_be_quoted(session: Session, survey_id: str, verbatim_id: str) -> str:
    """Return why words may not be quoted, or nothing where they may."""
    verbatim, response = _find(session, survey_id, verbatim_id)
    try:
        _refuse_without_permission(session, response)
        _refuse_concern(session, response)
        _refuse_few_alike(session, verbatim, response)
    except QuotationRefusedError as error:
        return str(error)
    return ""


def _may_still(session: Session, survey_id: str, quotation_id: str) -> bool:
    row = session.get_one(Quotation, quotation_id)
    return not may_be_quoted(session, survey_id, row.verbatim_id)


def _proposal(session: Session, row: Quotation) -> Proposal | None:
    """Return a quotation with its words, or None where it lapsed."""
    verbatim = session.get(Verbatim, row.verbatim_id)
    if verbatim is None or _step(session, verbatim.id) != row.redaction_step:
        return None
    response = session.get_one(Response, verbatim.response_id)
    return Proposal(
        row.id,
        _redacted(session, verbatim)[row.start : row.stop],
        row.theme_id,
        verbatim.question_id,
        response.questionnaire_id,
        row.proposed_by,
        sum(1 for each in row.decisions if each.is_approved),
        any(not each.is_approved for each in row.decisions),
        frozenset(each.staff_id for each in row.decisions),
    )


def _find(session: Session, survey_id: str, verbatim_id: str) -> tuple[Verbatim, Response]:
    verbatim = session.get(Verbatim, verbatim_id[:32].replace("\0", ""))
    response = session.get(Response, verbatim.response_id) if verbatim else None
    if verbatim is None or response is None or response.survey_id != survey_id:
        raise NotFoundError("There is no such answer.", remedy="Go back to the list.")
    return verbatim, response


def _redacted(session: Session, verbatim: Verbatim) -> str:
    text = verbatims.text_of(session, verbatim)
    return " ".join(redacting.redacted_text(session, verbatim.id, text).split())


def _step(session: Session, verbatim_id: str) -> int:
    query = select(func.max(Redaction.step)).where(Redaction.verbatim_id == verbatim_id)
    return session.scalar(query) or 0


def _refuse_without_permission(session: Session, response: Response) -> None:
    """Refuse words of somebody who was not asked, or did not say yes."""
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    asking = [each.id for each in questionnaire.questions if each.item == PERMISSION]
    said = select(Answer.code).where(
        Answer.response_id == response.id, Answer.question_id.in_(asking), Answer.code == GRANTED
    )
    if not asking:
        raise QuotationRefusedError(
            "This questionnaire does not ask whether words may be quoted.",
            remedy="Tell of it in your own words, and say that you do.",
        )
    if session.scalar(said.limit(1)) is None:
        raise QuotationRefusedError(
            "This person did not say that their words may be quoted.",
            remedy="Count the answer; do not quote it.",
        )


def _refuse_concern(session: Session, response: Response) -> None:
    raised = select(Concern.id).where(Concern.response_id == response.id).limit(1)
    if session.scalar(raised) is not None:
        raise QuotationRefusedError(
            "Something in this response is for the safeguarding lead.",
            remedy="Leave it to them, and quote somebody else.",
        )


def _refuse_few_alike(session: Session, verbatim: Verbatim, response: Response) -> None:
    """Refuse words of one of fewer than ten who wrote to the same question from the same area."""
    alike = (
        select(func.count(distinct(Response.id)))
        .join(Verbatim, Verbatim.response_id == Response.id)
        .where(
            Response.survey_id == response.survey_id,
            Response.questionnaire_id == response.questionnaire_id,
            Verbatim.question_id == verbatim.question_id,
        )
    )
    near = _places_near(session, response)
    if near is not None:
        alike = alike.where(Response.place_id.in_(near))
    if (session.scalar(alike) or 0) < FEWEST_ALIKE:
        raise QuotationRefusedError(
            f"Fewer than {FEWEST_ALIKE} people like this one wrote an answer to this question.",
            remedy="Tell of it in your own words, and say that you do.",
        )


def _places_near(session: Session, response: Response) -> frozenset[str] | None:
    """Return the places of the respondent's locality; None where no place is known."""
    if response.place_id is None:
        return None
    day = session.get_one(Survey, response.survey_id).opens_on
    locality = places.locality_of_places(session, day).get(response.place_id)
    if locality is None:
        return frozenset({response.place_id})
    return places.places_within(session, locality, day)
