"""Question kind to WTForms fields: one mapping, one function a kind.

Fields only read and check what was sent; labels, hints and order are the templates' work, from the
definition.
"""

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from forms import messages
from forms.definition import Kind, Question
from forms.validators import (
    Validator,
    at_most_characters,
    at_most_choices,
    clean_text,
    exclusive_alone,
    given,
    offered,
)

OTHER_CHARACTERS = 100
"""How long the words beside 'Something else' may be."""

Fields = dict[str, Any]
"""Field name to unbound WTForms field (untyped there): `answer`, and `other` where it is asked."""


def fields_for(question: Question) -> Fields:
    """Return the fields a question needs; an information page needs none."""
    return FIELDS_OF_KIND[question.kind](question)


def single_fields(question: Question) -> Fields:
    """Return radio buttons."""
    checks = [*_required(question, messages.CHOOSE_ONE), offered]
    return {"answer": _choose(RadioField, question, checks)} | _other(question)


def multi_fields(question: Question) -> Fields:
    """Return checkboxes."""
    checks = [
        *_required(question, messages.CHOOSE_SOME),
        offered,
        exclusive_alone,
        at_most_choices,
    ]
    return {"answer": _choose(SelectMultipleField, question, checks)} | _other(question)


def place_fields(question: Question) -> Fields:
    """Return a list of places to choose one from, or checkboxes where several are allowed."""
    if question.takes_several:
        return multi_fields(question)
    checks = [*_required(question, messages.CHOOSE_PLACE), offered]
    return {"answer": _choose(SelectField, question, checks)}


def short_text_fields(question: Question) -> Fields:
    """Return one line of text."""
    return {"answer": StringField(validators=_text_checks(question), filters=[clean_text])}


def long_text_fields(question: Question) -> Fields:
    """Return several lines of text."""
    return {"answer": TextAreaField(validators=_text_checks(question), filters=[clean_text])}


def no_fields(_question: Question) -> Fields:
    """Return nothing: there is nothing to answer."""
    return {}


FIELDS_OF_KIND: Mapping[Kind, Callable[[Question], Fields]] = {
    Kind.SINGLE: single_fields,
    Kind.MULTI: multi_fields,
    Kind.SHORT_TEXT: short_text_fields,
    Kind.LONG_TEXT: long_text_fields,
    Kind.GRID: single_fields,
    Kind.PLACE: place_fields,
    Kind.INFORMATION: no_fields,
}


def _choose(field: Any, question: Question, checks: list[Validator]) -> Any:  # untyped there
    choices = [SelectChoice(option.code) for option in question.options]
    return field(choices=choices, validate_choice=False, validators=checks)


def _other(question: Question) -> Fields:
    if not any(option.takes_text for option in question.options):
        return {}
    checks = [at_most_characters(OTHER_CHARACTERS)]
    return {"other": StringField(validators=checks, filters=[clean_text])}


def _required(question: Question, message: str) -> list[Validator]:
    return [given(message)] if question.required else []


def _text_checks(question: Question) -> list[Validator]:
    checks = [at_most_characters(question.max_characters)] if question.max_characters else []
    return [*_required(question, messages.WRITE_SOMETHING), *checks]
