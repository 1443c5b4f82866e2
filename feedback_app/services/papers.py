"""Key papers in: two people, each without seeing the other's work, then one response.

The response is stored, sealed and screened exactly as one that was sent online. Words that need a
safeguarding lead are told to whoever keys first, so that nobody waits for the second.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import audit, clock, responding
from feedback_app.services.concerns import concern_rows
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.services.surveys import find_survey, frozen_questionnaire
from feedback_app.store import Paper
from forms.answers import Answer, Answers, from_draft, to_draft
from forms.definition import Mode
from forms.papers import differences, settled
from forms.questionnaire import Questionnaire

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


class PaperError(FeedbackError):
    """A paper that cannot be keyed like this; the words say what to do."""

    status = 422


class Stage(StrEnum):
    """How far a paper has come."""

    ONCE = "once"
    DIFFERS = "differs"
    STORED = "stored"


@dataclass(frozen=True)
class Sheet:
    """Which paper it is: its number, and what is printed at its head."""

    number: str
    questionnaire_id: str
    presentation: str
    language: str


@dataclass(frozen=True)
class Done:
    """What keying a paper led to, and whether its words must be read by a lead today."""

    stage: Stage
    is_urgent: bool


@dataclass(frozen=True)
class Compared:
    """What two people keyed, and where they differ."""

    sheet: Sheet
    questionnaire: Questionnaire
    first: Answers
    second: Answers

    @property
    def keys(self) -> list[str]:
        """The pages that were keyed differently."""
        return differences(self.first, self.second)


def clean_number(number: str) -> str:
    """Return a paper's number as it is kept.

    Raises:
        PaperError: it is none.
    """
    cleaned = number.strip().upper()
    if not NUMBER.fullmatch(cleaned):
        raise PaperError(
            "Write the number of the paper.",
            remedy="Up to 20 letters, digits and hyphens, such as 0012. Write it on the paper too.",
        )
    return cleaned


def sheet_of(paper: Paper) -> Sheet:
    """Return which paper a row is."""
    return Sheet(paper.number, paper.questionnaire_id, paper.presentation, paper.language)


def key_paper(session: Session, survey_id: str, sheet: Sheet, answers: Answers, *, by: str) -> Done:
    """Keep what the first person keyed; with the second, store it or keep both to be settled.

    Raises:
        PaperError: the same person keys it twice, it was stored before, or it is another paper.
    """
    questionnaire = _questionnaire(session, survey_id, sheet)
    paper = _find(session, survey_id, sheet.number)
    if paper is None:
        paper = _begin(session, survey_id, sheet, by=by)
        paper.answers = _seal(session, paper, "answers", answers)
        stage = Stage.ONCE
    else:
        _refuse_second(paper, sheet, by)
        stage = _compare(session, paper, questionnaire, answers, by=by)
    audit.record(session, by, "keyed-paper", subject=f"{survey_id} {sheet.number}")
    if stage is Stage.STORED:
        audit.record(session, by, "stored-paper", subject=f"{survey_id} {sheet.number}")
    urgent = any(concern_rows("", answers, questionnaire.page_by_key))
    return Done(stage, is_urgent=urgent)


def compare_paper(session: Session, survey_id: str, number: str, *, by: str) -> Compared:
    """Return what two people keyed differently; that it was read is recorded.

    Raises:
        NotFoundError: there is no such paper to settle.
    """
    audit.record(session, by, "read-paper", subject=f"{survey_id} {number}")
    return _compared(session, _to_settle(session, survey_id, number))


def settle_paper(
    session: Session, survey_id: str, number: str, *, second: Mapping[str, bool], by: str
) -> None:
    """Store a paper, taking for each difference what the first or the second person keyed.

    Raises:
        NotFoundError: there is no such paper to settle.
        PaperError: a difference was left open.
    """
    paper = _to_settle(session, survey_id, number)
    compared = _compared(session, paper)
    if set(second) != set(compared.keys):
        raise PaperError("Choose what the paper says for each question.")
    chosen = {key: compared.second[key] for key, is_second in second.items() if is_second}
    _store(
        session,
        paper,
        compared.questionnaire,
        settled(compared.questionnaire, compared.first, chosen),
    )
    audit.record(session, by, "settled-paper", subject=f"{survey_id} {number}")


def restart_paper(session: Session, survey_id: str, number: str, *, by: str) -> None:
    """Forget what was keyed of a paper, so that two people key it anew.

    Raises:
        NotFoundError: there is no such paper to settle.
    """
    session.delete(_to_settle(session, survey_id, number))
    audit.record(session, by, "restarted-paper", subject=f"{survey_id} {number}")


def _questionnaire(session: Session, survey_id: str, sheet: Sheet) -> Questionnaire:
    survey = find_survey(session, survey_id)
    if survey.purged_on is not None:
        raise PaperError(
            "The answers of this survey were deleted when their day was past.",
            remedy="Destroy the paper.",
        )
    found = frozen_questionnaire(session.connection(), survey_id, sheet.questionnaire_id)
    if Mode.PAPER not in found.modes or sheet.presentation not in found.presentations:
        raise PaperError("This questionnaire is not asked on paper in that way.")
    return found


def _find(session: Session, survey_id: str, number: str) -> Paper | None:
    query = select(Paper).where(Paper.survey_id == survey_id, Paper.number == number)
    return session.scalar(query.with_for_update())


def _begin(session: Session, survey_id: str, sheet: Sheet, *, by: str) -> Paper:
    paper = Paper(
        survey_id=survey_id,
        number=sheet.number,
        questionnaire_id=sheet.questionnaire_id,
        presentation=sheet.presentation,
        language=sheet.language,
        keyed_by=by,
    )
    try:
        with session.begin_nested():
            session.add(paper)
    except IntegrityError as error:
        raise PaperError(
            f"Somebody keyed paper {sheet.number} at this moment.", remedy="Send it once more."
        ) from error
    return paper


def _refuse_second(paper: Paper, sheet: Sheet, by: str) -> None:
    number = sheet.number
    if paper.is_stored:
        raise PaperError(
            f"Paper {number} was keyed twice and is stored.",
            remedy="Look at the number once more.",
        )
    if sheet_of(paper) != sheet:
        raise PaperError(
            f"Paper {number} was keyed as {paper.questionnaire_id}, {paper.presentation}, "
            f"{paper.language}.",
            remedy="Look at the head of the paper and at its number.",
        )
    if paper.keyed_again_by:
        raise PaperError(
            f"Paper {number} was keyed by two people.", remedy="Settle where they differ."
        )
    if paper.keyed_by == by:
        raise PaperError(
            f"You keyed paper {number} yourself.", remedy="Somebody else keys it the second time."
        )


def _compare(
    session: Session, paper: Paper, questionnaire: Questionnaire, answers: Answers, *, by: str
) -> Stage:
    first = _unseal(session, paper, "answers")
    paper.keyed_again_by = by
    if not differences(first, answers):
        _store(session, paper, questionnaire, answers)
        return Stage.STORED
    paper.answers_again = _seal(session, paper, "answers_again", answers)
    return Stage.DIFFERS


def _to_settle(session: Session, survey_id: str, number: str) -> Paper:
    paper = _find(session, survey_id, number)
    if paper is None or paper.answers_again is None:
        raise NotFoundError(
            f"There is no paper {number} to settle.", remedy="It may have been settled already."
        )
    return paper


def _compared(session: Session, paper: Paper) -> Compared:
    return Compared(
        sheet_of(paper),
        frozen_questionnaire(session.connection(), paper.survey_id, paper.questionnaire_id),
        _unseal(session, paper, "answers"),
        _unseal(session, paper, "answers_again"),
    )


def _store(session: Session, paper: Paper, questionnaire: Questionnaire, answers: Answers) -> None:
    """Make a response of a paper in this transaction; what was keyed goes."""
    paper.answers = paper.answers_again = None
    paper.is_stored = True
    session.flush()
    responding.store_response(
        session.connection(),
        responding.Returned(
            paper.survey_id,
            questionnaire,
            answers,
            Mode.PAPER,
            paper.presentation,
            paper.language,
            clock.today(),
        ),
    )


def _seal(session: Session, paper: Paper, column: str, answers: Answers) -> bytes:
    text = json.dumps(to_draft(answers), separators=(",", ":"), ensure_ascii=False)
    place = Place("paper", column, paper.id)
    return seal(session.connection(), text, survey_id=paper.survey_id, place=place)


def _unseal(session: Session, paper: Paper, column: str) -> dict[str, Answer]:
    sealed = getattr(paper, column)
    text = unseal(session.connection(), sealed, place=Place("paper", column, paper.id))
    return from_draft(json.loads(text))
