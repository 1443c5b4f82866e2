"""A whole response in words: for a safeguarding lead, or for whoever gave it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.services.verbatims import words_of
from feedback_app.store import Answer, Response
from forms.definition import Page, Presentation, State, Translate
from forms.questionnaire import Questionnaire


@dataclass(frozen=True)
class Given:
    """One question of a response and what was given, in words."""

    question: str
    lines: tuple[str, ...]
    is_free_text: bool
    is_the_reason: bool


def given_in(
    session: Session,
    response: Response,
    questionnaire: Questionnaire,
    *,
    raised_by: str,
    translate: Translate = str,
) -> Iterable[Given]:
    """Yield every question that was asked, in order, with what was answered.

    `raised_by` is the id of the question that raised the concern.
    """
    shown = Presentation(response.presentation)
    texts = _texts(session, response.id)
    answers = _answers(session, response.id)
    for page in (questionnaire.start_page, *questionnaire.pages):
        key = (page.question.id, page.row.id if page.row else "")
        if key in answers or key in texts:
            labels = _said(page, answers.get(key, ()), shown, translate)
            lines = (*labels, *texts.get(key, ()))
            asked = page.wording.of(shown, translate)
            yield Given(asked, lines, key in texts, key[0] == raised_by)


def _texts(session: Session, response_id: str) -> dict[tuple[str, str], tuple[str, ...]]:
    found = words_of(session, [response_id])
    return {(each.question_id, each.row_id): (each.text,) for each in found}


def _answers(session: Session, response_id: str) -> dict[tuple[str, str], list[tuple[str, State]]]:
    rows = session.execute(
        select(Answer.question_id, Answer.row_id, Answer.code, Answer.state).where(
            Answer.response_id == response_id
        )
    )
    found: dict[tuple[str, str], list[tuple[str, State]]] = defaultdict(list)
    for question, row, code, state in rows:
        if State(state) is not State.NOT_ASKED:
            found[question, row].append((code, State(state)))
    return found


def _said(
    page: Page, given: Iterable[tuple[str, State]], shown: Presentation, translate: Translate
) -> Iterable[str]:
    options = page.question.option_by_code
    for code, _ in given:
        if code in options:
            yield options[code].label.of(shown, translate)
        elif code:
            yield code
