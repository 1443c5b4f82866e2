"""A concern is written with the response that raised it, or not at all."""

import sys
from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.cues import Level
from analysis.screening import Screening
from feedback_app.nightly import screen_again
from feedback_app.services import rereading, safeguarding
from feedback_app.services.responding import Returned, store_response
from feedback_app.store import Concern, Response, ToRead
from forms.answers import Answer
from forms.definition import Kind, Option, Question, State, Wording
from forms.safety import ConcernLevel
from tests.factories import a_questionnaire, a_survey


def returned(text):
    return Returned(
        "spring",
        a_questionnaire(),
        {"why": Answer(State.ANSWERED, text=text)},
        "open-link",
        "13-18",
        "en",
        date(2026, 5, 4),
    )


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("My step dad hits me when mum is at work", ["T2"]),
        ("I want to die and I have a plan for tonight", ["T3"]),
        ("The park is nice and the buses are late", []),
    ],
)
def test_a_text_about_harm_raises_a_concern_with_its_response(rows, text, levels):
    a_survey(rows)
    response_id = store_response(rows.connection(), returned(text))
    found = [(each.response_id, each.level) for each in rows.query(Concern)]
    assert found == [(response_id, level) for level in levels]
    assert safeguarding.count_unseen(rows) == len(levels)


def test_a_response_undone_leaves_no_concern(app, rows):
    a_survey(rows)
    with Session(app.extensions["database"].engine) as session:
        store_response(session.connection(), returned("My step dad hits me when mum is at work"))
        assert session.query(Concern).count() == 1
        session.rollback()
    assert (rows.query(Concern).count(), rows.query(Response).count()) == (0, 0)


def twelve_questions():
    options = tuple(Option(code, Wording(code)) for code in ("always", "never"))
    return a_questionnaire(
        questions=tuple(
            Question(
                f"safe_{n}",
                Kind.SINGLE,
                Wording("I feel safe"),
                options=options,
                concern_codes=("never",),
                concern_level=ConcernLevel.T2,
            )
            for n in range(12)
        )
    )


@pytest.mark.parametrize(("code", "raised"), [("never", 12), ("always", 0)])
def test_twelve_closed_safety_answers_raise_twelve_concerns(rows, code, raised):
    asked = twelve_questions()
    a_survey(rows, questionnaire=asked)
    answers = {page.key: Answer(State.ANSWERED, codes=(code,)) for page in asked.pages}
    given = replace(returned(""), questionnaire=asked, answers=answers)
    response_id = store_response(rows.connection(), given)
    found = rows.query(Concern).all()
    assert len({each.question_id for each in found}) == raised
    assert {(each.response_id, each.level) for each in found} <= {(response_id, "T2")}
    assert rows.query(ToRead).count() == 0


def test_of_a_thousand_responses_each_raises_its_twelve_within_two_seconds(rows, monkeypatch):
    monkeypatch.setitem(sys.modules, "analysis.screening_model", None)  # no model is there to load
    asked = twelve_questions()
    a_survey(rows, questionnaire=asked)
    answers = {page.key: Answer(State.ANSWERED, codes=("never",)) for page in asked.pages}
    given = replace(returned(""), questionnaire=asked, answers=answers)
    longest = 0.0
    for _ in range(1_000):
        began = process_time()
        store_response(rows.connection(), given)
        longest = max(longest, process_time() - began)
    assert longest < 2
    counted = select(func.count()).select_from(Concern).group_by(Concern.response_id)
    assert list(rows.scalars(counted)) == [12] * 1_000


def test_words_enter_the_readers_queue_with_their_response(rows):
    a_survey(rows)
    ids = [
        store_response(rows.connection(), returned(text))
        for text in ("My step dad hits me when mum is at work", "The park is nice")
    ]
    scores = {each.response_id: each.score for each in rows.query(ToRead)}
    assert set(scores) == set(ids)
    assert scores[ids[0]] > scores[ids[1]]


def found(level, score=0.7):
    return Screening(level, score, ("reads like a worry",))


def test_the_model_raises_what_the_rules_did_not_and_never_lowers(rows):
    a_survey(rows)
    store_response(rows.connection(), returned("The park is nice"))
    store_response(rows.connection(), returned("I want to die and I have a plan for tonight"))
    assert rereading.screen_waiting(rows, lambda _text: found(Level.T2)) == 1
    assert sorted(each.level for each in rows.query(Concern)) == ["T2", "T3"]
    assert {each.is_screened for each in rows.query(ToRead)} == {True}
    store_response(rows.connection(), returned("My step dad hits me when mum is at work"))
    assert rereading.screen_waiting(rows, lambda _text: found(Level.T0, 0.0)) == 0
    assert sorted(each.level for each in rows.query(Concern)) == ["T2", "T2", "T3"]
    assert min(each.score for each in rows.query(ToRead)) >= 60
    assert rereading.screen_waiting(rows, lambda _text: found(Level.T3)) == 0


@pytest.mark.parametrize(("seconds", "left"), [(60.0, 0), (0.0, 3)])
def test_the_model_reads_all_that_waits_for_as_long_as_it_may(
    app, rows, monkeypatch, seconds, left
):
    monkeypatch.setattr(rereading, "BATCH", 2)
    monkeypatch.setattr(rereading, "_model", lambda: lambda _text: found(Level.T0, 0.0))
    a_survey(rows)
    for _ in range(5):
        store_response(rows.connection(), returned("The park is nice"))
    screen_again(app.extensions["database"], seconds=seconds)
    assert rereading.count_waiting(rows) == left


def test_the_model_that_ships_reads_what_waits(rows):
    a_survey(rows)
    store_response(rows.connection(), returned("The park is nice and the buses are late"))
    assert rereading.screen_waiting(rows) == 0
    assert rereading.count_waiting(rows) == 0


def test_without_the_model_what_waits_waits_on_and_the_rules_have_raised_theirs(rows, monkeypatch):
    def absent():
        raise FileNotFoundError("screening_model.json")

    a_survey(rows)
    store_response(rows.connection(), returned("My step dad hits me when mum is at work"))
    monkeypatch.setattr(rereading, "_model", absent)
    with pytest.raises(FileNotFoundError):
        rereading.screen_waiting(rows)
    assert rows.query(Concern).count() == 1
    assert rereading.count_waiting(rows) == 1
