"""Redaction kept: found once, mended by people, and read by everybody but a safeguarding lead."""

import csv

import pytest

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import (
    codebooks,
    coding,
    coding_page,
    deciding,
    redacting,
    safeguarding,
)
from feedback_app.services.exporting import export_responses
from feedback_app.store import Redaction
from tests.factories import a_concern, a_person, a_response, a_survey, a_verbatim

SAID = "My name is Ruby Smith and we meet by the purple gate. Purple  gate is ours."
HIDDEN = "My name is [name] and we meet by the purple gate. Purple  gate is ours."


@pytest.fixture
def survey(rows):
    return a_survey(rows)


@pytest.fixture
def said(rows, survey):
    return a_verbatim(rows, SAID)


@pytest.fixture
def coder(rows):
    return a_person(rows)


def shown(rows, verbatim, coder):
    codebook = codebooks.current_codebook(rows, "safeguarding")
    return coding_page.show_verbatim(
        rows, "spring", verbatim.id, codebook=codebook, staff_id=coder.id
    ).text


def hide(rows, verbatim, coder, *, words="purple gate", kind="place"):
    deciding.hide_words(rows, "spring", verbatim.id, words=words, kind=kind, staff_id=coder.id)


def test_a_coder_reads_no_name(rows, said, coder):
    assert shown(rows, said, coder) == HIDDEN


def test_the_machine_that_themes_reads_no_name(rows, said):
    assert [each.text for each in coding.collect_verbatims(rows, "spring")] == [HIDDEN]


def test_an_export_with_text_holds_no_name(rows, survey, said, tmp_path):
    export_responses(rows, survey, tmp_path / "out.csv", with_text=True)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["why"] for row in csv.DictReader(file)] == [HIDDEN]


def test_a_safeguarding_lead_reads_what_was_written(rows, survey, coder):
    response = a_response(rows)
    a_verbatim(rows, SAID, response=response)
    concern = a_concern(rows, response=response)
    whole = safeguarding.read_concern(rows, concern.id, staff_id=coder.id)
    assert SAID in str(whole)


def test_what_is_hidden_is_found_once_and_kept_without_words(rows, said, coder, monkeypatch):
    shown(rows, said, coder)
    monkeypatch.setattr(redacting, "find_spans", None)
    assert shown(rows, said, coder) == HIDDEN
    [kept] = rows.query(Redaction)
    assert (kept.step, kept.staff_id, kept.mended_at) == (0, None, None)
    assert kept.spans == '[[11, 21, "name"]]'


def test_two_who_look_at_the_same_time_find_the_same(rows, said, monkeypatch):
    monkeypatch.setattr(redacting, "_kept", lambda _session, _ids: {})
    texts = {said.id: SAID}
    assert redacting.redacted_texts(rows, texts) == redacting.redacted_texts(rows, texts)
    assert rows.query(Redaction).count() == 1


def test_a_coder_hides_words_wherever_they_stand(rows, said, coder):
    hide(rows, said, coder)
    assert shown(rows, said, coder) == (
        "My name is [name] and we meet by the [place]. [place] is ours."
    )


def test_mending_is_a_further_step_that_says_who_and_when(rows, said, coder):
    hide(rows, said, coder)
    hide(rows, said, coder, words="ours", kind="name")
    steps = rows.query(Redaction).order_by(Redaction.step).all()
    assert [(each.step, each.staff_id) for each in steps] == [
        (0, None),
        (1, coder.id),
        (2, coder.id),
    ]
    assert steps[0].spans == '[[11, 21, "name"]]'
    assert all(each.mended_at for each in steps[1:])
    assert shown(rows, said, coder).endswith("[place] is [name].")


@pytest.mark.parametrize("words", ["", "purpl", "Ruby Smith", "name is Ruby", "( ["])
def test_words_that_do_not_stand_there_or_are_hidden_are_refused(rows, said, coder, words):
    with pytest.raises(FeedbackError, match="do not stand in the answer"):
        hide(rows, said, coder, words=words)


def test_a_kind_that_does_not_exist_is_refused(rows, said, coder):
    with pytest.raises(FeedbackError, match="Nothing is hidden as “colour”"):
        hide(rows, said, coder, kind="colour")


def test_words_of_another_survey_cannot_be_hidden(rows, said, coder):
    a_survey(rows, "autumn")
    with pytest.raises(NotFoundError):
        deciding.hide_words(rows, "autumn", said.id, words="gate", kind="name", staff_id=coder.id)


def test_what_was_hidden_wrongly_is_shown_again(rows, said, coder):
    redacting.show_again(rows, said.id, SAID, start=11, staff_id=coder.id)
    assert shown(rows, said, coder) == SAID
    with pytest.raises(FeedbackError, match="Nothing is hidden there"):
        redacting.show_again(rows, said.id, SAID, start=11, staff_id=coder.id)
