"""Page to form class: compiled once for a questionnaire's page and kept with the definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from flask_wtf import FlaskForm
from wtforms import SubmitField

from forms import messages
from forms.answers import AnswerForm
from forms.csrf import VisitMeta
from forms.definition import Option, Page, Presentation, Translate
from forms.fields import fields_for
from forms.messages import say
from forms.options import available_options

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from forms.answers import Answer, Answers
    from forms.questionnaire import Questionnaire


class QuestionForm(AnswerForm, Protocol):
    """What a page may rely on: the fields by name, `validate`, and the errors by field name.

    Fields are `answer`, `other` where 'Something else' takes words, `skip` and the CSRF token.
    """

    errors: dict[str, list[str]]
    csrf_token: Any

    def validate(self) -> bool:
        """Return whether what was sent may be kept; Skip is always allowed where it is offered."""


def build_form(
    questionnaire: Questionnaire,
    page: Page,
    *,
    answers: Answers,
    presentation: Presentation,
    formdata: MultiDict[str, str] | None = None,
    translate: Translate = str,
) -> QuestionForm:
    """Return the form for a page: filled from what was sent, or else from the answer so far.

    Args:
        questionnaire: the definition the page belongs to.
        page: a page of it, or its start page.
        answers: the answers so far, which decide what is carried forward.
        presentation: whose labels an error may name.
        formdata: what was sent; None shows the page for the first time.
        translate: puts an error's words into the respondent's language.
    """
    held = None if formdata is not None else answers.get(page.key)
    form = form_class(questionnaire, page)(formdata=formdata, data=_prefilled(page, held))
    form.offered = frozenset(option.code for option in available_options(page, answers))
    form.translate = translate
    form.label_of = lambda option: _label(option, presentation, translate)
    return cast(QuestionForm, form)


def form_class(questionnaire: Questionnaire, page: Page) -> type[Any]:  # FlaskForm has no types
    """Return the FlaskForm subclass for a page, compiled at its first use."""
    key = ("form", page.number)
    made = questionnaire.worked_out.get(key)
    if made is None:
        made = questionnaire.worked_out[key] = _compile(page)
    return cast(type[Any], made)


def _compile(page: Page) -> type[Any]:  # FlaskForm has no types
    body = {"Meta": VisitMeta, "page": page, "skip": SubmitField(), "validate": _validate}
    return type("QuestionForm", (FlaskForm,), body | fields_for(page.question))


def _validate(form: Any, extra_validators: Any = None) -> bool:  # FlaskForm has no types
    token = form[form.meta.csrf_field_name] if form.meta.csrf else None
    if form.skip.data and not form.page.question.required:
        is_sound = token is None or token.validate(form)
    else:
        is_sound = FlaskForm.validate(form, extra_validators)
    if token is not None and token.errors:
        token.errors = [say(messages.SEND_AGAIN, translate=form.translate)]
    return bool(is_sound)


def _prefilled(page: Page, held: Answer | None) -> dict[str, object]:
    if held is None:
        return {}
    if page.question.kind.is_free_text:
        return {"answer": held.text}
    codes = list(held.codes)
    given = codes if page.question.takes_several else next(iter(codes), None)
    return {"answer": given, "other": held.other}


def _label(option: Option, presentation: Presentation, translate: Translate) -> str:
    return option.label.of(presentation, translate)
