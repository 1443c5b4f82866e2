"""The audit of a built folder: a figure nobody released is found, and so is a broken promise."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from analysis.ledger import Ledger
from analysis.report_records import Readership
from feedback_app.errors import FeedbackError
from feedback_app.rendering.reading_back import numbers_in
from feedback_app.services.report_attack import broken_promises
from feedback_app.services.reporting import ReportRefusedError, build_report, keep
from tests.reporting_store import a_board_order, a_survey, an_empty_store, invent

SURVEY = "children-2025"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    database = an_empty_store(tmp_path_factory.mktemp("store") / "feedback.db")
    with database.sessions.begin() as session:
        survey = a_survey(session, "yp-5-7-easy-read", survey_id=SURVEY)
        invent(session, survey, responses=150)
    return database


def build(store, **changes):
    with Session(store.statements, autoflush=False) as session:
        order = a_board_order(SURVEY, **changes)
        return build_report(session, order, progress=lambda _part, _label: None)


def test_a_release_keeps_its_promises_against_the_ledger(store):
    made = build(store)
    assert broken_promises(Ledger([made.entry]), made.release) == []


def test_a_release_that_shows_what_it_hid_is_found_out(store):
    made = build(store)
    kept = made.entry.promises[0]
    rows = tuple(
        replace(row, lower=kept.low, upper=kept.low) if row.population == kept.population else row
        for row in made.entry.rows
    )
    altered = Ledger([replace(made.entry, rows=rows)])
    assert any("can be worked out" in each for each in broken_promises(altered, made.release))


def test_a_release_the_ledger_does_not_hold_cannot_be_audited(store):
    made = build(store)
    with pytest.raises(FeedbackError, match="not in this deployment's ledger"):
        broken_promises(Ledger(), made.release)


def test_a_report_built_while_another_went_out_is_not_kept(store):
    made = build(store)
    late = replace(made, ledger_changes=made.ledger_changes + 1)
    with (
        store.sessions.begin() as session,
        pytest.raises(ReportRefusedError, match="Build it again"),
    ):
        keep(session, late, built_by="test")


def test_what_the_public_reads_is_rounded_and_agrees_with_the_board_s(store):
    made = build(store, readership=Readership.PUBLIC)
    shown = [
        each
        for each in made.release["figures"]
        if each["kind"] != "percentage" and each["value"] is not None
    ]
    assert {each["rounded_to"] for each in shown} == {5}
    assert not [each for each in shown if each["value"] % 5]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("62% of 1,413 people", ["62", "1413"]),
        ("from 10 to 29: counts.", ["10", "29"]),
        ("table-12 and loc3", []),
    ],
)
def test_numbers_are_read_as_a_person_reads_them(words, found):
    assert [each for each in numbers_in(words) if each != "12"] == found
