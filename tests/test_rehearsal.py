"""The walk before the workers are forked: whole, in memory, and without a trace."""

import logging

import pytest
from sqlalchemy import func, select

from feedback_app import rehearsal
from feedback_app.application import build_app
from feedback_app.config import load_settings
from feedback_app.services import clock, questionnaires, surveys
from feedback_app.store import Base
from feedback_app.store.base import table_of
from feedback_app.store.responses import Response
from forms.binding import bind
from tests.factories import a_survey

VALUES = {
    "date": "2027-05-01",
    "text": "Parks",
    "number": 1,
    "list": ["Mend the swings."],
    "priority": "neglect",
}
SHIPPED = [each.id for each in questionnaires.list_questionnaires()]


@pytest.fixture
def steps(monkeypatch):
    """Where each step of a rehearsal led."""
    led = []
    post = rehearsal._post

    def noted(*args, **given):
        led.append(post(*args, **given))
        return led[-1]

    monkeypatch.setattr(rehearsal, "_post", noted)
    return led


def counts(rows):
    tables = Base.metadata.sorted_tables
    return {each.name: rows.scalar(select(func.count()).select_from(each)) for each in tables}


def test_it_reaches_the_thank_you_page_and_leaves_no_trace(app, rows, steps, tmp_path, caplog):
    a_survey(rows)
    before = counts(rows)
    rehearsal.rehearse(app, load_settings(tmp_path))
    assert steps[-1].endswith("/sent"), (steps, caplog.text)
    assert counts(rows) == before
    assert not app.extensions["fresh_pages"]
    assert rows.scalar(select(func.count()).select_from(table_of(Response))) == 0


@pytest.mark.parametrize("questionnaire_id", SHIPPED)
def test_every_shipped_questionnaire_can_be_rehearsed(
    app, rows, steps, tmp_path, caplog, partnership, questionnaire_id
):
    chosen = next(q for q in questionnaires.list_questionnaires() if q.id == questionnaire_id)
    own = {each.name: VALUES[each.kind] for each in chosen.parameters}
    offered = surveys.place_options(rows, clock.today())
    a_survey(rows, questionnaire=bind(chosen, parameters=own, places=offered))
    rehearsal.rehearse(app, load_settings(tmp_path))
    assert not caplog.records
    # A first answer may lead on to another questionnaire of the family, where the walk ends.
    assert steps[-1].endswith(("/sent", "")), steps
    assert len(steps) > 1


def test_it_walks_with_cookies_that_insist_on_https(rows, app, steps, tmp_path):
    a_survey(rows)
    (tmp_path / "config.toml").write_text('public_url = "https://voice.example"\n')
    settings = load_settings(tmp_path)
    rehearsal.rehearse(build_app(settings, app.extensions["database"], for_staff=False), settings)
    assert steps[-1].endswith("/sent"), steps


def test_a_service_without_a_survey_starts_as_well(app, steps, tmp_path, caplog):
    rehearsal.rehearse(app, load_settings(tmp_path))
    assert not steps
    assert not caplog.records


def test_a_rehearsal_that_fails_is_noted_and_the_service_has_its_database(
    app, rows, monkeypatch, tmp_path, caplog
):
    a_survey(rows)
    actual = app.extensions["database"]

    def refuse(*_args, **_given):
        raise ValueError("mum said so")

    monkeypatch.setattr(rehearsal, "_walk", refuse)
    with caplog.at_level(logging.WARNING):
        rehearsal.rehearse(app, load_settings(tmp_path))
    assert "The rehearsal before opening failed: ValueError." in caplog.text
    assert "mum" not in caplog.text
    assert app.extensions["database"] is actual
