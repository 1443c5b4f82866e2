"""What a respondent answered, kept as small values that can be drafted, checked and stored.

An answer holds codes or the respondent's own words, never a label, so that every presentation and
language stores the same thing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from forms.definition import Kind, Mode, Page, Presentation, Question, State, Translate
from forms.options import codes_of
from forms.questionnaire import Questionnaire
from forms.routing import path, prune


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one page; `other` is what was written beside 'Something else'."""

    state: State
    codes: tuple[str, ...] = ()
    text: str = ""
    other: str = ""


Answers = Mapping[str, Answer]
"""Page key to answer; a page never reached has no entry."""
Draft = dict[str, list[Any]]
"""Answers as JSON values (hence Any): `{key: [state, codes, text, other]}`, empty tail left off."""

SKIPPED = Answer(State.SKIPPED)
NOT_ASKED = Answer(State.NOT_ASKED)

_LETTER_OF_STATE = {
    State.ANSWERED: "a",
    State.DONT_KNOW: "d",
    State.RATHER_NOT_SAY: "r",
    State.NOT_APPLICABLE: "n",
    State.SKIPPED: "s",
    State.NOT_ASKED: "x",
}
_STATE_OF_LETTER = {letter: state for state, letter in _LETTER_OF_STATE.items()}


class DraftError(ValueError):
    """A stored draft cannot be read; the respondent has to start again."""


def to_draft(answers: Answers) -> Draft:
    """Return the answers as compact JSON values for a draft held on the server."""
    return {key: _to_values(answer) for key, answer in answers.items()}


def from_draft(draft: Mapping[str, Sequence[Any]]) -> dict[str, Answer]:
    """Return the answers a draft holds.

    Raises:
        DraftError: if the values were not written by `to_draft`.
    """
    try:
        return {key: _from_values(*values) for key, values in draft.items()}
    except (AttributeError, KeyError, TypeError) as fault:
        raise DraftError("This draft cannot be read. Start again from the link.") from fault


class AnswerField(Protocol):
    """The part of a form field that is read here."""

    data: object


class AnswerForm(Protocol):
    """The part of a form that is read here: the named fields, some of which may be missing."""

    def __contains__(self, name: str) -> bool: ...
    def __getitem__(self, name: str) -> AnswerField: ...


def read_answer(page: Page, form: AnswerForm) -> Answer:
    """Return the answer a validated form holds; nothing given, or Skip pressed, is skipped."""
    if "answer" not in form or _value(form, "skip"):
        return SKIPPED
    given = form["answer"].data
    if page.question.kind.is_free_text:
        return Answer(State.ANSWERED, text=given) if isinstance(given, str) and given else SKIPPED
    other = str(_value(form, "other") or "")
    return chosen(page.question, codes_of(page.question, given, other=other), other=other)


def chosen(question: Question, codes: Sequence[str], *, other: str = "") -> Answer:
    """Return the answer that these codes make; its state is what the options stand for."""
    options = [question.option_by_code[code] for code in codes]
    if not options:
        return SKIPPED
    takes_text = any(option.takes_text for option in options)
    return Answer(options[0].means, tuple(codes), other=other if takes_text else "")


def readable(
    page: Page, answer: Answer, *, presentation: Presentation, translate: Translate = str
) -> tuple[str, ...]:
    """Return the answer as lines to show on the check page; none where nothing was answered."""
    if answer.text:
        return (answer.text,)
    options = (page.question.option_by_code[code] for code in answer.codes)
    return tuple(
        option.label.of(presentation, translate)
        + (f": {answer.other}" if option.takes_text and answer.other else "")
        for option in options
    )


def complete(questionnaire: Questionnaire, answers: Answers, *, mode: Mode) -> dict[str, Answer]:
    """Return an answer for every page that takes one, ready to store.

    A page the respondent met and left empty is SKIPPED; one they were never to meet is NOT_ASKED.
    Whether to take part is not among them: nothing is stored unless it was agreed.
    """
    held = prune(questionnaire, answers, mode=mode)
    met = {page.key for page in path(questionnaire, held, mode=mode)}
    return {
        page.key: held.get(page.key, SKIPPED) if page.key in met else NOT_ASKED
        for page in questionnaire.pages
        if page.question.kind is not Kind.INFORMATION
    }


def _to_values(answer: Answer) -> list[Any]:
    values: list[Any] = [_LETTER_OF_STATE[answer.state], list(answer.codes)]
    if answer.text or answer.other:
        values.append(answer.text)
    elif not answer.codes:
        values.pop()
    if answer.other:
        values.append(answer.other)
    return values


def _from_values(letter: str, codes: Sequence[str] = (), text: str = "", other: str = "") -> Answer:
    return Answer(_STATE_OF_LETTER[letter], tuple(codes), text, other)


def _value(form: AnswerForm, name: str) -> object:
    return form[name].data if name in form else None
