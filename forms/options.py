"""Which options a respondent is offered on a page, and in which order."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from forms.definition import Option, Page, Question
from forms.routing import carried_codes

if TYPE_CHECKING:
    from forms.answers import Answers


def offered_options(page: Page, answers: Answers, *, seed: str) -> tuple[Option, ...]:
    """Return the options to show: those carried forward, shuffled where the definition says so.

    The seed is the respondent's own, so the order stays the same whenever they come back. Fixed
    options keep the end of the list, in their order.
    """
    options = available_options(page, answers)
    if not page.question.shuffle:
        return options
    moving = [option for option in options if not option.fixed]
    moving.sort(key=lambda option: _place(seed, page.question.id, option.code))
    return (*moving, *(option for option in options if option.fixed))


def available_options(page: Page, answers: Answers) -> tuple[Option, ...]:
    """Return the options this respondent may choose from, in the definition's order."""
    question = page.question
    if not question.options_from_answer:
        return question.options
    carried = carried_codes(page, answers.get(question.options_from_answer))
    return tuple(o for o in question.options if not o.is_carried or o.code in carried)


def codes_of(question: Question, data: object, *, other: str) -> tuple[str, ...]:
    """Return the codes given; words written beside 'Something else' choose it where there is room.

    Unknown codes come last, for a form to refuse.
    """
    codes = [data] if isinstance(data, str) else list(data) if isinstance(data, list) else []
    codes = [code for code in codes if code]
    if other and (question.takes_several or not codes):
        codes += [option.code for option in question.options if option.takes_text]
    known = [code for code in question.option_by_code if code in codes]
    return (*known, *(code for code in dict.fromkeys(codes) if code not in known))


def _place(seed: str, question: str, code: str) -> bytes:
    return blake2b(f"{seed}\0{question}\0{code}".encode(errors="replace"), digest_size=8).digest()
