"""A questionnaire answered on paper: which pages it has, and what becomes of two keyings of one."""

from collections.abc import Mapping

from forms.answers import Answer, Answers, complete
from forms.definition import AnswerIs, ChosenAtLeast, Mode, Page, State
from forms.questionnaire import Questionnaire


def pages_on_paper(questionnaire: Questionnaire) -> list[Page]:
    """Return the pages that somebody who answers on paper may meet, in order."""
    found: list[Page] = []
    keys: set[str] = set()
    for page in questionnaire.pages:
        question = page.question
        needed = {w.page for w in question.show_if if isinstance(w, AnswerIs | ChosenAtLeast)}
        needed |= {question.options_from_answer} if question.options_from_answer else set()
        if (not question.modes or Mode.PAPER in question.modes) and needed <= keys:
            found.append(page)
            keys |= {page.key, question.id}
    return found


def differences(first: Answers, second: Answers) -> list[str]:
    """Return the keys of the pages that two people keyed differently."""
    return [key for key in first if first[key] != second.get(key)]


def settled(
    questionnaire: Questionnaire, first: Answers, chosen: Mapping[str, Answer]
) -> dict[str, Answer]:
    """Return what was keyed first with what was decided put in its place, complete again."""
    answers = {
        key: answer
        for key, answer in {**first, **chosen}.items()
        if answer.state is not State.NOT_ASKED
    }
    return complete(questionnaire, answers, mode=Mode.PAPER)
