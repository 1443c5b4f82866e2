"""Taking answers out: a row a response, nothing a spreadsheet would run, no order of time."""

import csv

import pytest

from feedback_app.errors import FeedbackError
from feedback_app.services.exporting import export_responses, safe_cell
from tests.factories import a_response, a_survey, a_verbatim, an_answer


def export(rows, survey, tmp_path, *, with_text=True):
    out = tmp_path / "out.csv"
    count = export_responses(rows, survey, out, with_text=with_text)
    with out.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == count
    return found


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']
)
def test_no_cell_is_taken_for_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "1-2", "'quoted'", "yes; no"])
def test_other_cells_stay_as_they_are(text):
    assert safe_cell(text) == text


def test_a_formula_somebody_wrote_is_harmless_in_the_file(rows, tmp_path):
    survey = a_survey(rows)
    a_verbatim(rows, "=cmd|' /C calc'!A0")
    assert export(rows, survey, tmp_path)[0]["why"] == "'=cmd|' /C calc'!A0"


def test_codes_states_and_text_stand_under_their_questions(rows, tmp_path):
    survey = a_survey(rows)
    first = a_response(rows)
    second = a_response(rows, place_id="north", respondent_group="=schools")
    an_answer(rows, first)
    an_answer(rows, second, code="", state="rather-not-say")
    a_verbatim(rows, "They listen", response=first)
    found = {row["response"]: row for row in export(rows, survey, tmp_path)}
    assert (found[first.id]["safe"], found[first.id]["why"]) == ("y", "They listen")
    assert found[second.id]["safe"] == "[rather-not-say]"
    assert found[second.id]["place"] == "north"
    assert found[second.id]["respondent_group"] == "'=schools"
    assert found[first.id]["received_on"] == "2026-05-04"


def test_texts_stay_in_unless_they_are_asked_for(rows, tmp_path):
    survey = a_survey(rows)
    a_verbatim(rows, "They listen")
    found = export(rows, survey, tmp_path, with_text=False)
    assert "They listen" not in str(found)


def test_rows_stand_in_the_order_of_their_random_ids(rows, tmp_path):
    survey = a_survey(rows)
    given = [a_response(rows).id for _ in range(30)]
    found = [row["response"] for row in export(rows, survey, tmp_path)]
    assert found == sorted(given) != given


def test_more_than_a_batch_comes_out_once_each_and_no_other_survey(rows, tmp_path, monkeypatch):
    monkeypatch.setattr("feedback_app.services.exporting.BATCH", 7)
    survey = a_survey(rows)
    a_survey(rows, "autumn")
    given = {a_response(rows).id for _ in range(20)}
    a_response(rows, "autumn")
    found = [row["response"] for row in export(rows, survey, tmp_path)]
    assert len(found) == 20
    assert set(found) == given


def test_a_file_that_cannot_be_written_is_named(rows, tmp_path):
    survey = a_survey(rows)
    with pytest.raises(FeedbackError, match="cannot be written"):
        export_responses(rows, survey, tmp_path / "none" / "out.csv", with_text=False)
