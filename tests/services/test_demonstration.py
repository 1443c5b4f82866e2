"""What the demonstration holds: a survey for every age, and answers that fit what was asked."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from feedback_app.commands import demo
from feedback_app.demonstration import filling
from feedback_app.services import clock
from feedback_app.services.partnership import load_partnership
from feedback_app.services.verbatims import words_of
from feedback_app.store import Response, Survey

ALL_AGES = "everybody-2020"


@pytest.fixture(scope="module")
def document():
    return filling.content()


def fill(session, document, *survey_ids):
    load_partnership(session)
    wanted = [each for each in document["surveys"] if each["id"] in survey_ids]
    for row in wanted:
        for each in row["questionnaires"].values():
            each["responses"] = min(each["responses"], 40)
    return filling.fill_surveys(session, {**document, "surveys": wanted}, lambda _: None)


def test_a_newcomer_meets_a_survey_for_every_age_in_its_presentations(rows, document):
    assert fill(rows, document, ALL_AGES) == [ALL_AGES]
    survey = rows.get_one(Survey, ALL_AGES)
    assert survey.closes_on is None
    assert survey.is_demonstration
    counted = Counter(rows.scalars(select(Response.presentation)))
    assert set(counted) == {"5-8", "9-12", "13-18", "adult", "easy-read"}


def test_nobody_is_promised_an_answer_by_a_day_that_has_passed(rows, document, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 2))
    fill(rows, document, ALL_AGES)
    kept = rows.get_one(Survey, ALL_AGES).questionnaires[0].frozen
    assert "2 April 2026" in kept
    assert "1 July 2020" not in kept


def test_the_demonstration_s_report_is_of_the_other_surveys(document):
    assert filling.reported_surveys(document) == [
        "voice-2019",
        "practitioners-2020",
        "families-2019",
        "panel-2019-12",
    ]


def test_who_is_asked_what_works_well_tells_of_something_that_does(rows, document):
    fill(rows, document, "voice-2019")
    strengths = {each for voice in document["strengths"].values() for each in voice}
    told = {}
    for each in words_of(rows, list(rows.scalars(select(Response.id)))):
        told.setdefault(each.question_id, []).append(each.text)
    fits = [q for q, texts in told.items() if all(_begins(each, strengths) for each in texts)]
    assert len(fits) >= 2
    assert len(fits) < len(told)
    assert rows.scalar(select(func.count()).select_from(Response)) == 120


def _begins(text, strengths):
    return any(text.startswith(each[:20]) for each in strengths)


def test_the_files_of_its_reports_are_left_to_a_worker(app, monkeypatch):
    queued = []
    jobs = {
        name: staticmethod(lambda each, name=name: queued.append((name, each)))
        for name in ("write_report_files", "record_speech")
    }
    for name, does in {
        "fill_surveys": lambda *_: ["voice", "families"],
        "fill_asks": lambda *_: None,
        "reported_surveys": lambda *_: ["voice"],
        "show_results": lambda *_: None,
        "size_of": lambda *_: 1,
    }.items():
        monkeypatch.setattr(filling, name, does)
    monkeypatch.setattr(demo, "_theme", lambda *_: None)
    monkeypatch.setattr(demo, "_report", lambda *_, audience, **__: f"hash of {audience}")
    monkeypatch.setattr(demo, "open_jobs", lambda _instance: type("Jobs", (), jobs))
    demo._fill(app.extensions["settings"], app.extensions["database"])
    assert queued == [
        ("write_report_files", "hash of board"),
        ("write_report_files", "hash of children"),
        ("record_speech", "voice"),
        ("record_speech", "families"),
    ]
