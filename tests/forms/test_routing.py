"""Which page comes next."""

import time

import pytest

from forms.answers import SKIPPED, Answer
from forms.definition import Check, GoToClosingPage, GoToQuestionnaire, Kind, Mode, Page, State
from forms.routing import (
    Count,
    count_of,
    is_on_path,
    next_step,
    owed_page,
    path,
    previous_page,
    prune,
)
from tests.forms.samples import (
    a_question,
    a_questionnaire,
    a_winding_questionnaire,
    answered,
    keys,
)

OPEN = Mode.OPEN_LINK
STRAIGHT = ["age", "issues", "words", "more", "grid/r1", "grid/r2"]


@pytest.mark.parametrize(
    ("answers", "met"),
    [
        ({}, STRAIGHT),
        ({"age": answered("right")}, STRAIGHT),
        ({"age": SKIPPED}, STRAIGHT),
        ({"age": answered("young")}, ["age"]),
        ({"age": answered("old")}, ["age"]),
        ({"issues": answered("a")}, STRAIGHT),
        ({"issues": answered("a", "b")}, ["age", "issues", "first", *STRAIGHT[2:]]),
        ({"issues": Answer(State.DONT_KNOW, ("dont_know",))}, STRAIGHT),
        ({"more": answered("z")}, ["age", "issues", "words", "more"]),
        ({"grid/r1": answered("x")}, [*STRAIGHT, "why"]),
        ({"grid/r2": answered("x")}, STRAIGHT),
    ],
)
def test_the_path_follows_the_answers(answers, met):
    assert keys(path(a_winding_questionnaire(), answers, mode=OPEN)) == met


def test_a_question_for_one_mode_is_met_only_in_that_mode():
    questionnaire = a_winding_questionnaire()
    assert "home" in keys(path(questionnaire, {}, mode=Mode.GROUP_CODE))
    assert "home" not in keys(path(questionnaire, {}, mode=OPEN))


def test_an_answer_off_the_path_decides_nothing():
    answers = {"more": answered("z"), "grid/r1": answered("x")}
    assert "why" not in keys(path(a_winding_questionnaire(), answers, mode=OPEN))


def test_a_carried_question_is_not_met_when_nothing_is_carried():
    source = a_question("source", Kind.MULTI)
    target = a_question(
        "target",
        options=a_questionnaire(source).questions[0].options,
        options_from_answer="source",
    )
    assert keys(path(a_questionnaire(source, target), {}, mode=OPEN)) == ["source"]


@pytest.mark.parametrize(
    ("key", "answers", "step"),
    [
        ("age", {"age": answered("young")}, GoToQuestionnaire("younger")),
        ("age", {"age": answered("old")}, GoToClosingPage("not_for_you")),
        ("more", {"more": answered("z")}, Check()),
        ("grid/r2", {}, Check()),
    ],
)
def test_an_answer_can_lead_out(key, answers, step):
    questionnaire = a_winding_questionnaire()
    after = questionnaire.page_by_key[key]
    assert next_step(questionnaire, answers, after=after, mode=OPEN) == step


def test_the_start_page_leads_to_the_first_page_or_away():
    questionnaire = a_winding_questionnaire()
    first = questionnaire.pages[0]
    assert next_step(questionnaire, {}, after=None, mode=OPEN) == first
    assert next_step(questionnaire, {"agree": answered("yes")}, after=None, mode=OPEN) == first
    refused = next_step(questionnaire, {"agree": answered("no")}, after=None, mode=OPEN)
    assert refused == GoToClosingPage("leave_kindly")


def test_back_undoes_forward_on_every_page():
    questionnaire = a_winding_questionnaire()
    answers = {"issues": answered("a", "b"), "grid/r1": answered("x")}
    page, trail = questionnaire.start_page, []
    while page != Check():
        trail.append(page)
        page = next_step(questionnaire, answers, after=page, mode=OPEN)
    back = previous_page(questionnaire, answers, before=None, mode=OPEN)
    for expected in reversed(trail):
        assert back == expected
        back = previous_page(questionnaire, answers, before=expected, mode=OPEN)


@pytest.mark.parametrize(
    ("key", "answers", "count"),
    [
        ("age", {}, (1, 7, False)),
        ("issues", {"age": answered("right")}, (2, 7, False)),
        ("issues", {"issues": answered("a")}, (2, 6, False)),
        (
            "issues",
            {"issues": answered("a"), "more": answered("x"), "grid/r1": answered("y")},
            (2, 5, True),
        ),
        ("words", {}, (2, 7, False)),
        ("more", {"issues": SKIPPED}, (3, 6, False)),
        ("grid/r2", {}, (5, 5, True)),
        ("more", {"more": answered("z")}, (3, 3, True)),
    ],
)
def test_the_total_is_the_most_until_it_is_settled(key, answers, count):
    questionnaire = a_winding_questionnaire()
    page = questionnaire.page_by_key[key]
    assert count_of(questionnaire, answers, page=page, mode=OPEN) == Count(*count)


@pytest.mark.parametrize("issues", [(), ("a",), ("a", "b")])
@pytest.mark.parametrize("more", ["x", "z"])
@pytest.mark.parametrize("row", ["x", "y"])
def test_nobody_meets_more_questions_than_were_told(issues, more, row):
    questionnaire = a_winding_questionnaire()
    given = {"issues": answered(*issues), "more": answered(more), "grid/r1": answered(row)}
    told, answers, page = [], {}, questionnaire.pages[0]
    while isinstance(page, Page):
        told.append(count_of(questionnaire, answers, page=page, mode=OPEN))
        answers[page.key] = given.get(page.key, SKIPPED)
        page = next_step(questionnaire, answers, after=page, mode=OPEN)
    in_the_end = sum(step.takes_answer for step in path(questionnaire, answers, mode=OPEN))
    assert all(count.most >= in_the_end for count in told)
    assert all(count.most == in_the_end for count in told if count.is_certain)


def test_an_answer_off_the_path_does_not_survive():
    answers = {
        "agree": answered("yes"),
        "more": answered("z"),
        "grid/r1": answered("x"),
        "nowhere": answered("x"),
    }
    kept = prune(a_winding_questionnaire(), answers, mode=OPEN)
    assert kept == {"agree": answered("yes"), "more": answered("z")}


@pytest.mark.parametrize(
    ("chosen", "first", "kept"),
    [
        (("a", "b"), answered("a"), answered("a")),
        (("b", "c"), answered("a"), None),
        (("a",), answered("a"), None),
        (("b", "c"), Answer(State.DONT_KNOW, ("dont_know",)), "same"),
        (("b", "c"), SKIPPED, SKIPPED),
    ],
)
def test_a_carried_answer_no_longer_offered_is_dropped(chosen, first, kept):
    answers = {"issues": answered(*chosen), "first": first}
    pruned = prune(a_winding_questionnaire(), answers, mode=OPEN)
    assert pruned.get("first") == (first if kept == "same" else kept)


def test_a_required_page_is_owed_until_it_is_answered():
    questionnaire = a_winding_questionnaire()
    assert owed_page(questionnaire, {}, mode=OPEN) == questionnaire.pages[0]
    assert owed_page(questionnaire, {"age": SKIPPED}, mode=OPEN) == questionnaire.pages[0]
    assert owed_page(questionnaire, {"age": answered("right")}, mode=OPEN) is None


def test_a_page_off_the_path_is_known_to_be():
    questionnaire = a_winding_questionnaire()
    why = questionnaire.page_by_key["why"]
    assert not is_on_path(questionnaire, {}, page=why, mode=OPEN)
    assert is_on_path(questionnaire, {"grid/r1": answered("x")}, page=why, mode=OPEN)
    assert is_on_path(questionnaire, {}, page=questionnaire.start_page, mode=OPEN)


def test_the_path_costs_microseconds():
    questionnaire = a_winding_questionnaire()
    answers = {"issues": answered("a", "b"), "grid/r1": answered("x")}
    started = time.process_time()
    for _ in range(500):
        path(questionnaire, answers, mode=OPEN)
    assert (time.process_time() - started) / 500 < 0.001
