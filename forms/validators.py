"""What an answer must obey before it is kept; checks that WTForms lacks.

Each validator stops at the first fault, so a respondent reads one thing to do at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms.validators import StopValidation

from forms import messages
from forms.definition import Translate
from forms.messages import say
from forms.options import codes_of

Validator = Callable[[Any, Any], None]
"""Takes a WTForms form and one of its fields (both untyped there); raises StopValidation."""


def clean_text(text: str | None) -> str:
    """Return the text as it can be kept: plain line ends, no NUL, no half of a broken character."""
    if not text:
        return ""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def length(text: str) -> int:
    """Return the length as a browser's maxlength counts it: UTF-16 units, a line end as one."""
    return len(text.encode("utf-16-le")) // 2


def at_most_characters(most: int) -> Validator:
    """Refuse a text that is longer than the limit stated beside its box."""

    def check(form: Any, field: Any) -> None:  # WTForms has no types
        given = length(field.data or "")
        if given > most:
            _refuse(form, messages.WRITE_LESS, most=most, given=given)

    return check


def given(message: str) -> Validator:
    """Refuse an empty answer, for the few questions that must be answered."""

    def check(form: Any, field: Any) -> None:  # WTForms has no types
        if not field.data and not given_codes(form):
            _refuse(form, message)

    return check


def offered(form: Any, _field: Any) -> None:  # WTForms has no types
    """Refuse a code that this respondent was not offered."""
    if not form.offered.issuperset(given_codes(form)):
        _refuse(form, messages.CHOOSE_LISTED)


def at_most_choices(form: Any, _field: Any) -> None:  # WTForms has no types
    """Refuse more choices than the question allows."""
    most, chosen = form.page.question.max_choices, len(given_codes(form))
    if most and chosen > most:
        _refuse(form, messages.CHOOSE_FEWER, most=most, given=chosen)


def exclusive_alone(form: Any, _field: Any) -> None:  # WTForms has no types
    """Refuse an option such as 'I don't know' chosen together with others."""
    codes = given_codes(form)
    options = form.page.question.option_by_code
    for code in codes:
        if options[code].exclusive and len(codes) > 1:
            _refuse(form, messages.CHOOSE_ALONE, label=form.label_of(options[code]))


def given_codes(form: Any) -> tuple[str, ...]:  # WTForms has no types
    """Return the codes a form holds, each once, in the order of the definition."""
    data = form["answer"].data
    other = form["other"].data if "other" in form else ""
    return codes_of(form.page.question, data, other=other or "")


def _refuse(form: Any, message: str, **values: object) -> None:  # WTForms has no types
    translate: Translate = form.translate
    raise StopValidation(say(message, translate=translate, **values))
