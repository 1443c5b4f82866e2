"""Read what somebody gave on one sheet of all questions, as far as it can be read.

What comes from a device that had no signal cannot be asked again: a choice that was not offered
is left out, and the rest stands. Words are never cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import SKIPPED, Answer, Answers, chosen
from forms.definition import AnswerIs, Check, GoToQuestionnaire, Mode, Page, State
from forms.options import available_options, codes_of
from forms.questionnaire import Questionnaire
from forms.routing import prune
from forms.validators import clean_text

Given = Mapping[str, Any]
"""What a browser sealed, so far unchecked (hence Any)."""


def pages_of_sheet(questionnaire: Questionnaire, *, mode: Mode) -> tuple[Page, ...]:
    """Return the pages that stand on one sheet: all but those that only ask whether to go on."""
    return tuple(
        page
        for page in questionnaire.pages
        if (not page.question.modes or mode in page.question.modes)
        and not any(isinstance(route.to, Check) for route in page.question.routes)
    )


def codes_elsewhere(page: Page) -> frozenset[str]:
    """Return the codes that would lead to other questions; a sheet does not offer them."""
    away = (each for each in page.question.routes if isinstance(each.to, GoToQuestionnaire))
    whens = (each.when for each in away if isinstance(each.when, AnswerIs))
    return frozenset(code for when in whens for code in when.codes)


def every_choice(questionnaire: Questionnaire) -> dict[str, Answer]:
    """Return answers that carry every option forward, so that a sheet shows them all."""
    sources = {each.options_from_answer for each in questionnaire.questions} - {""}
    return {
        name: Answer(State.ANSWERED, tuple(questionnaire.question_by_id[name].option_by_code))
        for name in sources
    }


def read_loosely(
    questionnaire: Questionnaire, given: Mapping[str, Given], *, mode: Mode
) -> Answers:
    """Return the answers of a sheet; `given` holds what was put under the number of each page."""
    answers: dict[str, Answer] = {}
    for page in (questionnaire.start_page, *pages_of_sheet(questionnaire, mode=mode)):
        held = given.get(str(page.number))
        if page.takes_answer and isinstance(held, Mapping):
            answers[page.key] = _read(page, held, answers)
    return prune(questionnaire, answers, mode=mode)


def _read(page: Page, held: Given, answers: Answers) -> Answer:
    values = held.get("answer")
    texts = [each for each in values if isinstance(each, str)] if isinstance(values, list) else []
    if page.question.kind.is_free_text:
        text = clean_text(texts[0]) if texts else ""
        return Answer(State.ANSWERED, text=text) if text else SKIPPED
    other = clean_text(held.get("other")) if isinstance(held.get("other"), str) else ""
    known = {option.code for option in available_options(page, answers)}
    codes = [code for code in codes_of(page.question, texts, other=other) if code in known]
    return chosen(page.question, _as_many_as_may_be(page, codes), other=other)


def _as_many_as_may_be(page: Page, codes: list[str]) -> list[str]:
    """Return the codes that may stand together: the first, and none beside an exclusive one."""
    question = page.question
    if not question.takes_several:
        return codes[:1]
    plain = [code for code in codes if not question.option_by_code[code].exclusive]
    return (plain or codes[:1])[: question.max_choices or None]
