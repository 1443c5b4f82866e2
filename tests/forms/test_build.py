"""What a page accepts, refuses and hands on."""

import pytest
from flask_wtf import FlaskForm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms.answers import SKIPPED, Answer, read_answer
from forms.build import build_form, form_class
from forms.definition import Item, Kind, Option, Presentation, State, Wording
from forms.fields import FIELDS_OF_KIND, fields_for
from tests.forms.samples import (
    DONT_KNOW,
    OTHER,
    a_question,
    a_questionnaire,
    a_winding_questionnaire,
    answered,
    options,
)

NOBODY = Option("nobody", Wording("Nobody"), exclusive=True)
CHOICES = (*options("x", "y", "z"), NOBODY, OTHER, DONT_KNOW)
pytestmark = pytest.mark.usefixtures("in_request")


def send(question, given, *, answers=None, **changes):
    """Send values to the question's page; return the answer, or the error shown."""
    questionnaire = a_questionnaire(question)
    page = questionnaire.pages[0]
    form = build_form(
        questionnaire,
        page,
        answers=answers or {},
        presentation=Presentation.AGES_13_18,
        formdata=MultiDict(given),
        **changes,
    )
    if not form.validate():
        return next(iter(form.errors.values()))[0]
    return read_answer(page, form)


SINGLE = a_question(options=CHOICES)
MULTI = a_question(kind=Kind.MULTI, options=CHOICES, max_choices=2)
LONG = a_question(kind=Kind.LONG_TEXT, max_characters=10)
SHORT = a_question(kind=Kind.SHORT_TEXT, max_characters=10)
GRID = a_question(kind=Kind.GRID, rows=(Item("r1", Wording("Row")),))
PLACE = a_question(kind=Kind.PLACE, options=options("p1", "p2"))
PLACES = a_question(kind=Kind.PLACE, options=options("p1", "p2", "p3"), max_choices=2)
INFORMATION = a_question(kind=Kind.INFORMATION)


@pytest.mark.parametrize(
    ("question", "given", "answer"),
    [
        (SINGLE, {"answer": "y"}, answered("y")),
        (SINGLE, {}, SKIPPED),
        (SINGLE, {"answer": ""}, SKIPPED),
        (SINGLE, {"answer": "y", "skip": "yes"}, SKIPPED),
        (SINGLE, {"answer": "nonsense", "skip": "yes"}, SKIPPED),
        (SINGLE, {"answer": "dont_know"}, Answer(State.DONT_KNOW, ("dont_know",))),
        (SINGLE, {"answer": "other", "other": " my cat "},
         Answer(State.ANSWERED, ("other",), other="my cat")),
        (SINGLE, {"other": "my cat"}, Answer(State.ANSWERED, ("other",), other="my cat")),
        (SINGLE, {"answer": "x", "other": "my cat"}, answered("x")),
        (MULTI, {"answer": ["z", "x", "z"]}, answered("x", "z")),
        (MULTI, {}, SKIPPED),
        (MULTI, {"answer": ["nobody"]}, answered("nobody")),
        (MULTI, {"answer": ["dont_know"]}, Answer(State.DONT_KNOW, ("dont_know",))),
        (MULTI, {"answer": ["x"], "other": "cat"},
         Answer(State.ANSWERED, ("x", "other"), other="cat")),
        (LONG, {"answer": "  Two\r\nlines "}, Answer(State.ANSWERED, text="Two\nlines")),
        (LONG, {"answer": "12345\r\n789x"}, Answer(State.ANSWERED, text="12345\n789x")),
        (LONG, {"answer": " \n "}, SKIPPED),
        (LONG, {"answer": "a\0b"}, Answer(State.ANSWERED, text="ab")),
        (LONG, {"answer": "\ud800!"}, Answer(State.ANSWERED, text="�!")),
        (LONG, {"answer": "😀😀😀😀😀"}, Answer(State.ANSWERED, text="😀😀😀😀😀")),
        (SHORT, {"answer": "short"}, Answer(State.ANSWERED, text="short")),
        (SHORT, {"answer": "kept", "skip": "yes"}, SKIPPED),
        (GRID, {"answer": "x"}, answered("x")),
        (PLACE, {"answer": "p2"}, answered("p2")),
        (PLACE, {"answer": ""}, SKIPPED),
        (PLACES, {"answer": ["p1", "p3"]}, answered("p1", "p3")),
        (INFORMATION, {}, SKIPPED),
    ],
)  # fmt: skip
def test_an_answer_is_read_as_it_was_meant(question, given, answer):
    assert send(question, given) == answer


@pytest.mark.parametrize(
    ("question", "given", "error"),
    [
        (SINGLE, {"answer": "w"}, "Choose from the answers on this page"),
        (SINGLE, {"answer": "\ud800"}, "Choose from the answers on this page"),
        (SINGLE, {"other": "c" * 101},
         "Use 100 characters or fewer. You have used 101 so far"),
        (MULTI, {"answer": ["x", "w"]}, "Choose from the answers on this page"),
        (MULTI, {"answer": ["x", "y", "z"]}, "Choose no more than 2. You have chosen 3"),
        (MULTI, {"answer": ["x", "y"], "other": "z"}, "Choose no more than 2. You have chosen 3"),
        (MULTI, {"answer": ["x", "nobody"]},
         "Choose ‘Nobody’ on its own, or take it away and keep the others"),
        (LONG, {"answer": "12345678901"}, "Use 10 characters or fewer. You have used 11 so far"),
        (LONG, {"answer": "😀" * 6}, "Use 10 characters or fewer. You have used 12 so far"),
        (SHORT, {"answer": "12345678901"}, "Use 10 characters or fewer. You have used 11 so far"),
        (PLACE, {"answer": "p9"}, "Choose from the answers on this page"),
        (PLACES, {"answer": ["p1", "p2", "p3"]}, "Choose no more than 2. You have chosen 3"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_what_to_do(question, given, error):
    assert send(question, given) == error


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.SINGLE, "Choose one answer to go on"),
        (Kind.MULTI, "Choose at least one answer to go on"),
        (Kind.PLACE, "Choose a place from the list to go on"),
        (Kind.LONG_TEXT, "Write an answer to go on"),
        (Kind.SHORT_TEXT, "Write an answer to go on"),
    ],
)
def test_only_a_required_question_insists_on_an_answer(kind, error):
    assert send(a_question(kind=kind, required=True), {"skip": "yes"}) == error
    assert send(a_question(kind=kind), {}) == SKIPPED


def test_errors_are_told_in_the_respondents_language():
    assert send(SINGLE, {"answer": "w"}, translate=str.upper) == (
        "CHOOSE FROM THE ANSWERS ON THIS PAGE"
    )


def test_only_what_was_carried_forward_is_accepted():
    questionnaire = a_winding_questionnaire()
    page = questionnaire.page_by_key["first"]
    answers = {"issues": answered("a", "b")}

    def is_sound(code):
        form = build_form(
            questionnaire,
            page,
            answers=answers,
            presentation=Presentation.AGES_13_18,
            formdata=MultiDict({"answer": code}),
        )
        return form.validate()

    assert [is_sound(code) for code in ("a", "c", "dont_know")] == [True, False, True]


@pytest.mark.parametrize(
    ("question", "answer", "shown"),
    [
        (SINGLE, answered("y"), {"answer": "y", "other": ""}),
        (MULTI, Answer(State.ANSWERED, ("x", "other"), other="cat"),
         {"answer": ["x", "other"], "other": "cat"}),
        (LONG, Answer(State.ANSWERED, text="words"), {"answer": "words"}),
        (SINGLE, SKIPPED, {"answer": None, "other": ""}),
    ],
)  # fmt: skip
def test_coming_back_shows_the_answer_given(question, answer, shown):
    questionnaire = a_questionnaire(question)
    page = questionnaire.pages[0]
    form = build_form(
        questionnaire, page, answers={page.key: answer}, presentation=Presentation.ADULT
    )
    assert {name: form[name].data for name in shown} == shown


def test_clearing_an_answer_is_not_undone_by_the_answer_so_far():
    assert send(MULTI, {}, answers={"q1": answered("x")}) == SKIPPED


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(codec=None, exclude_categories=[])),
    question=st.sampled_from([SINGLE, MULTI, LONG, SHORT, GRID, PLACE, PLACES, INFORMATION]),
)
def test_no_text_can_crash_a_page(text, question):
    answer = send(question, MultiDict([("answer", text), ("answer", text), ("other", text)]))
    kept = answer if isinstance(answer, str) else answer.text + answer.other
    assert "\0" not in kept
    kept.encode()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_fields(kind):
    assert kind in FIELDS_OF_KIND
    assert ("answer" in fields_for(a_question(kind=kind))) == (kind is not Kind.INFORMATION)


def test_a_form_class_is_compiled_once():
    questionnaire = a_questionnaire()
    page = questionnaire.pages[0]
    assert form_class(questionnaire, page) is form_class(questionnaire, page)
    assert issubclass(form_class(questionnaire, page), FlaskForm)


def test_a_page_without_its_token_is_sent_again(bare_app):
    bare_app.config["WTF_CSRF_ENABLED"] = True
    try:
        with bare_app.test_request_context():
            told = "Press the button again. This page had been open for a long time"
            assert send(SINGLE, {"answer": "x"}) == told
            assert send(SINGLE, {"answer": "x", "skip": "yes"}) == told
    finally:
        bare_app.config["WTF_CSRF_ENABLED"] = False
