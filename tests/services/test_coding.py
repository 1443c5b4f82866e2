"""What the machine suggested and what people decided, kept apart and read together."""

from datetime import date

import pytest

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import codebooks, coding, coding_page, deciding
from feedback_app.services.coding import CodingState
from feedback_app.store import CodingDecision, CodingReview
from feedback_app.store.coding import Verdict
from tests.factories import (
    a_person,
    a_questionnaire,
    a_response,
    a_suggestion,
    a_survey,
    a_verbatim,
    texts,
)


@pytest.fixture
def codebook(rows):
    return codebooks.current_codebook(rows, "safeguarding")


@pytest.fixture
def survey(rows):
    return a_survey(rows)


def decide(rows, verbatim, codebook, staff, **verdicts):
    chosen = {name.replace("__", "."): verdict for name, verdict in verdicts.items()}
    return deciding.decide(
        rows,
        "spring",
        verbatim.id,
        judged=deciding.Judged(chosen),
        codebook=codebook,
        staff_id=staff.id,
    )


def states(rows):
    return {each.theme_id: each.state for each in coding.codings_of(rows, "spring")}


def test_a_suggestion_stands_until_somebody_decides(rows, survey, codebook):
    verbatim = a_verbatim(rows)
    a_suggestion(rows, verbatim)
    assert states(rows) == {"voice.listened": CodingState.SUGGESTED}


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(Verdict.CONFIRMED, CodingState.CONFIRMED), (Verdict.REJECTED, CodingState.REJECTED)],
)
def test_what_a_person_decides_stands_over_a_suggestion(rows, survey, codebook, verdict, state):
    verbatim, coder = a_verbatim(rows), a_person(rows)
    a_suggestion(rows, verbatim)
    decide(rows, verbatim, codebook, coder, voice__listened=verdict)
    [coded] = coding.codings_of(rows, "spring")
    assert (coded.state, coded.staff_id, coded.probability) == (state, coder.id, 0.7)


def test_the_newest_decision_counts_and_the_earlier_ones_stay(rows, survey, codebook):
    verbatim, first, second = a_verbatim(rows), a_person(rows), a_person(rows)
    decide(rows, verbatim, codebook, first, voice__listened=Verdict.ADDED)
    decide(rows, verbatim, codebook, second, voice__listened=Verdict.REJECTED)
    assert states(rows) == {"voice.listened": CodingState.REJECTED}
    assert rows.query(CodingDecision).count() == 2


def test_a_decision_taken_back_lets_the_one_before_count_again(rows, survey, codebook):
    verbatim, coder = a_verbatim(rows), a_person(rows)
    decide(rows, verbatim, codebook, coder, voice__listened=Verdict.ADDED)
    decide(rows, verbatim, codebook, coder, voice__listened=Verdict.REJECTED)
    assert deciding.undo(rows, "spring", staff_id=coder.id) == verbatim.id
    assert states(rows) == {"voice.listened": CodingState.ADDED}
    assert rows.query(CodingReview).count() == 2


def test_nothing_can_be_taken_back_that_somebody_else_decided(rows, survey, codebook):
    verbatim, coder = a_verbatim(rows), a_person(rows)
    decide(rows, verbatim, codebook, coder, voice__listened=Verdict.ADDED)
    assert deciding.undo(rows, "spring", staff_id=a_person(rows).id) is None
    assert states(rows) == {"voice.listened": CodingState.ADDED}


def test_no_theme_is_an_answer_too(rows, survey, codebook):
    verbatim, coder = a_verbatim(rows), a_person(rows)
    decide(rows, verbatim, codebook, coder)
    assert coding.coded_verbatims(rows, "spring") == {verbatim.id: frozenset()}


def test_every_coder_keeps_their_own_newest_decision(rows, survey, codebook):
    verbatim, first, second = a_verbatim(rows), a_person(rows), a_person(rows)
    decide(rows, verbatim, codebook, first, voice__listened=Verdict.REJECTED)
    decide(rows, verbatim, codebook, first, voice__listened=Verdict.ADDED)
    decide(rows, verbatim, codebook, second, voice__listened=Verdict.REJECTED)
    found = {each.staff_id: each.verdict for each in coding.decisions_of(rows, "spring")}
    assert found == {first.id: Verdict.ADDED, second.id: Verdict.REJECTED}


def test_a_theme_outside_the_codebook_is_refused(rows, survey, codebook):
    with pytest.raises(FeedbackError, match=r"no theme called “voice\.singing”"):
        decide(rows, a_verbatim(rows), codebook, a_person(rows), voice__singing=Verdict.ADDED)


def test_a_verbatim_of_another_survey_is_refused(rows, survey, codebook):
    a_survey(rows, "autumn")
    elsewhere = a_verbatim(rows, response=a_response(rows, "autumn"))
    with pytest.raises(NotFoundError):
        decide(rows, elsewhere, codebook, a_person(rows), voice__listened=Verdict.ADDED)


def test_a_coder_reads_the_question_and_never_what_others_decided(rows, survey, codebook):
    verbatim, first, second = a_verbatim(rows), a_person(rows), a_person(rows)
    decide(rows, verbatim, codebook, first, voice__listened=Verdict.ADDED)
    shown = coding_page.show_verbatim(
        rows, "spring", verbatim.id, codebook=codebook, staff_id=second.id
    )
    assert (shown.question, shown.text) == ("What makes you feel safe?", texts(rows)[0])
    assert shown.decided == {}


def test_verbatims_come_by_id_with_group_question_and_wave(rows, survey):
    made = [a_verbatim(rows, f"Words {number}.") for number in range(5)]
    found = list(coding.collect_verbatims(rows, "spring"))
    assert [each.id for each in found] == sorted(each.id for each in made)
    assert {(each.group, each.question, each.wave) for each in found} == {
        ("young-people", "why", "spring")
    }


def test_verbatims_of_other_surveys_and_those_not_to_be_themed_are_left_out(rows, survey):
    a_survey(rows, "autumn")
    a_verbatim(rows, response=a_response(rows, "autumn"))
    a_verbatim(rows, is_themed=False)
    kept = a_verbatim(rows)
    assert [each.id for each in coding.collect_verbatims(rows, "spring")] == [kept.id]


def test_more_verbatims_than_one_batch_all_come_once(rows, survey, monkeypatch):
    monkeypatch.setattr(coding, "BATCH", 3)
    made = {a_verbatim(rows, f"Words {number}.").id for number in range(10)}
    found = [each.id for each in coding.collect_verbatims(rows, "spring")]
    assert len(found) == 10
    assert set(found) == made


@pytest.mark.parametrize(
    ("received_on", "locality"),
    [(date(2026, 5, 4), "ua-cumberland"), (date(2024, 5, 4), "loc-carlisle-and-eden")],
)
def test_a_verbatim_lies_in_the_locality_of_its_own_day(
    rows, survey, partnership, received_on, locality
):
    response = a_response(rows, place_id="set-carlisle-city", received_on=received_on)
    a_verbatim(rows, response=response)
    [found] = coding.collect_verbatims(rows, "spring")
    assert found.locality == locality


def test_questions_of_a_frozen_copy_are_shown_as_the_respondent_saw_them(rows, codebook):
    a_survey(rows, questionnaire=a_questionnaire())
    verbatim = a_verbatim(rows, question_id="gone")
    shown = coding_page.show_verbatim(
        rows, "spring", verbatim.id, codebook=codebook, staff_id=a_person(rows).id
    )
    assert shown.question == "gone"
