"""What is kept of an answer, and how it reads."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import (
    NOT_ASKED,
    SKIPPED,
    Answer,
    DraftError,
    chosen,
    complete,
    from_draft,
    readable,
    to_draft,
)
from forms.definition import Kind, Mode, Presentation, State, Wording
from forms.options import codes_of, offered_options
from forms.piping import words
from tests.forms.samples import (
    DONT_KNOW,
    OTHER,
    a_question,
    a_questionnaire,
    a_winding_questionnaire,
    answered,
    options,
)

ANSWERS = st.builds(
    Answer,
    st.sampled_from(State),
    st.lists(st.text(min_size=1), max_size=3).map(tuple),
    st.text(),
    st.text(),
)


@given(st.dictionaries(st.text(), ANSWERS))
def test_a_draft_gives_back_what_it_was_given(answers):
    assert from_draft(json.loads(json.dumps(to_draft(answers)))) == answers


def test_a_draft_is_compact():
    assert to_draft({"q": SKIPPED, "p": answered("x")}) == {"q": ["s"], "p": ["a", ["x"]]}


@pytest.mark.parametrize("draft", [{"q": ["?"]}, {"q": None}, {"q": []}, {"q": ["a", 3]}, []])
def test_a_broken_draft_says_what_to_do(draft):
    with pytest.raises(DraftError, match="Start again from the link"):
        from_draft(draft)


def test_everything_not_answered_is_told_apart_before_it_is_stored():
    answers = {"age": answered("right"), "issues": Answer(State.DONT_KNOW, ("dont_know",))}
    stored = complete(a_winding_questionnaire(), answers, mode=Mode.OPEN_LINK)
    assert stored == {
        "age": answered("right"),
        "home": NOT_ASKED,
        "issues": Answer(State.DONT_KNOW, ("dont_know",)),
        "first": NOT_ASKED,
        "more": SKIPPED,
        "grid/r1": SKIPPED,
        "grid/r2": SKIPPED,
        "why": NOT_ASKED,
    }


def test_an_answer_that_no_longer_stands_is_not_stored():
    answers = {
        "issues": answered("b", "c"),
        "first": answered("a"),
        "grid/r1": answered("y"),
        "why": Answer(State.ANSWERED, text="old words"),
    }
    stored = complete(a_winding_questionnaire(), answers, mode=Mode.OPEN_LINK)
    assert stored["first"] == SKIPPED
    assert stored["why"] == NOT_ASKED
    assert stored["grid/r1"] == answered("y")


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (answered("x", "z"), ("Label x", "Label z")),
        (Answer(State.ANSWERED, ("other",), other="my cat"), ("Something else: my cat",)),
        (Answer(State.DONT_KNOW, ("dont_know",)), ("I don't know",)),
        (SKIPPED, ()),
    ],
)
def test_an_answer_reads_as_its_labels(answer, lines):
    question = a_question(options=(*options("x", "y", "z"), OTHER, DONT_KNOW))
    page = a_questionnaire(question).pages[0]
    assert readable(page, answer, presentation=Presentation.ADULT) == lines


def test_free_text_reads_as_it_was_written():
    page = a_questionnaire(a_question(kind=Kind.LONG_TEXT)).pages[0]
    answer = Answer(State.ANSWERED, text="{answer:q1|no}")
    assert readable(page, answer, presentation=Presentation.ADULT) == ("{answer:q1|no}",)


def test_codes_are_kept_in_the_order_of_the_definition():
    question = a_question(kind=Kind.MULTI)
    assert codes_of(question, ["z", "x", "z"], other="") == ("x", "z")
    assert chosen(question, ("x", "z")) == answered("x", "z")


def test_options_are_shuffled_for_each_respondent_and_stay_so():
    codes = tuple("abcdefgh")
    question = a_question(
        kind=Kind.MULTI, options=(*options(*codes), OTHER, DONT_KNOW), shuffle=True
    )
    page = a_questionnaire(question).pages[0]

    def order(seed):
        return [option.code for option in offered_options(page, {}, seed=seed)]

    assert order("one") == order("one") != order("two")
    assert order("one")[-2:] == ["other", "dont_know"]
    assert sorted(order("one")[:-2]) == list(codes)


def test_every_order_is_about_as_likely():
    question = a_question(kind=Kind.MULTI, shuffle=True)
    page = a_questionnaire(question).pages[0]
    orders = ["".join(o.code for o in offered_options(page, {}, seed=str(n))) for n in range(3000)]
    counts = [orders.count(order) for order in set(orders)]
    assert len(counts) == 6
    assert min(counts) > 400


def test_an_answer_is_put_into_a_later_question():
    questionnaire = a_questionnaire(
        a_question("first", options=(*options("x"), OTHER, DONT_KNOW)),
        a_question("why", Kind.LONG_TEXT, text=Wording("Why {answer:first|that}, by {date}?",
                                                        values={"date": "May"})),
    )  # fmt: skip

    def reads(answers):
        wording = questionnaire.questions[1].text
        return words(
            questionnaire, wording, answers=answers, presentation=Presentation.ADULT
        )  # fmt: skip

    assert reads({"first": answered("x")}) == "Why Label x, by May?"
    assert reads({}) == "Why that, by May?"
    assert reads({"first": Answer(State.DONT_KNOW, ("dont_know",))}) == "Why that, by May?"
    other = Answer(State.ANSWERED, ("other",), other="my name is Sam")
    assert reads({"first": other}) == "Why that, by May?"


def test_braces_in_a_line_given_at_opening_are_harmless():
    wording = Wording("Ask for {answer:nobody|buses}")
    read = words(a_questionnaire(), wording, answers={}, presentation=Presentation.ADULT)
    assert read == "Ask for buses"


def test_a_wording_is_translated_before_it_is_filled_in():
    wording = Wording("By {date}", values={"date": "May"})
    polish = {"By {date}": "Do {date}", "May": "maja"}
    assert wording.of(Presentation.ADULT, polish.__getitem__) == "Do maja"


def test_a_presentation_has_its_own_words_or_the_common_ones():
    wording = Wording("Common", own={Presentation.EASY_READ: "Easy"})
    assert wording.of(Presentation.EASY_READ) == "Easy"
    assert wording.of(Presentation.ADULT) == "Common"
