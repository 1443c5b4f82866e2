"""Which verbatim a coder is given next, and how much is done."""

from hashlib import sha256

import pytest

from feedback_app.services import codebooks, coding_interest, coding_queue, deciding
from feedback_app.services.deciding import Judged
from feedback_app.store import WaitingVerbatim
from feedback_app.store.coding import Verdict
from tests.factories import a_person, a_response, a_suggestion, a_survey, a_verbatim

ONCE = "f{:031x}"
TWICE = "0{:031x}"


@pytest.fixture
def codebook(rows):
    a_survey(rows)
    return codebooks.current_codebook(rows, "safeguarding")


def fill(rows, number, pattern=ONCE):
    response = a_response(rows)
    made = [a_verbatim(rows, id=pattern.format(each), response=response) for each in range(number)]
    coding_queue.refresh_queue(rows, "spring")
    return made


def review(rows, verbatim_id, codebook, staff):
    deciding.decide(
        rows, "spring", verbatim_id, judged=Judged({}), codebook=codebook, staff_id=staff.id
    )


def code_all(rows, codebook, staff, *, at_most=100):
    """Code what is given until nothing is; return the ids in the order they were given."""
    given = []
    while len(given) < at_most:
        upcoming = coding_queue.next_verbatim(rows, "spring", staff_id=staff.id)
        if upcoming is None:
            break
        given.append(upcoming)
        review(rows, upcoming, codebook, staff)
    return given


def test_the_queue_takes_up_each_verbatim_once(rows, codebook):
    fill(rows, 4)
    assert coding_queue.refresh_queue(rows, "spring") == 0
    assert rows.query(WaitingVerbatim).count() == 4


def test_the_same_coder_is_given_the_same_verbatim_until_it_is_coded(rows, codebook):
    fill(rows, 20)
    coder = a_person(rows)
    given = {coding_queue.next_verbatim(rows, "spring", staff_id=coder.id) for _ in range(3)}
    assert len(given) == 1


def test_a_coder_is_given_every_verbatim_once(rows, codebook):
    made = {each.id for each in fill(rows, 20)}
    given = code_all(rows, codebook, a_person(rows))
    assert len(given) == 20
    assert set(given) == made


def test_two_coders_are_given_different_orders(rows, codebook):
    fill(rows, 60, TWICE)
    first, second = (code_all(rows, codebook, a_person(rows)) for _ in range(2))
    assert sorted(first) == sorted(second)
    assert first != second


def test_one_in_five_waits_for_a_second_coder_and_no_third(rows, codebook):
    [twice] = fill(rows, 1, TWICE)
    [once] = fill(rows, 1, ONCE)
    first, second, third = (a_person(rows) for _ in range(3))
    assert set(code_all(rows, codebook, first)) == {twice.id, once.id}
    assert code_all(rows, codebook, second) == [twice.id]
    assert code_all(rows, codebook, third) == []


@pytest.mark.parametrize(
    ("verbatim_id", "twice"), [("33333332" + "f" * 24, True), ("33333333" + "0" * 24, False)]
)
def test_the_fifth_that_is_coded_twice_is_drawn_by_its_random_id(verbatim_id, twice):
    assert coding_queue.is_coded_twice(verbatim_id, 20) is twice


def test_a_verbatim_taken_back_waits_again(rows, codebook):
    [verbatim] = fill(rows, 1)
    coder = a_person(rows)
    review(rows, verbatim.id, codebook, coder)
    deciding.undo(rows, "spring", staff_id=coder.id)
    assert coding_queue.next_verbatim(rows, "spring", staff_id=coder.id) == verbatim.id
    assert coding_queue.progress(rows, "spring").done == 0


def test_half_of_what_is_given_is_what_teaches_most_and_half_is_random(rows, codebook):
    response = a_response(rows)
    ids = [f"f{sha256(bytes([each])).hexdigest()[:31]}" for each in range(200)]
    doubtful = set(ids[:80])
    for each in ids:
        verbatim = a_verbatim(rows, id=each, response=response)
        theme, chance = ("voice.involved", 0.5) if each in doubtful else ("voice.listened", 0.99)
        a_suggestion(rows, verbatim, theme, probability=chance)
    coding_queue.refresh_queue(rows, "spring")
    coding_interest.rank_queue(rows, "spring")
    given = code_all(rows, codebook, a_person(rows, id="c0de" * 8), at_most=60)
    share = len(doubtful & set(given)) / 60
    assert 0.55 < share < 0.85


def test_progress_counts_verbatims_not_reviews(rows, codebook):
    [verbatim, _] = fill(rows, 2, TWICE)
    for coder in (a_person(rows), a_person(rows)):
        review(rows, verbatim.id, codebook, coder)
    found = coding_queue.progress(rows, "spring")
    assert (found.done, found.total, found.percent) == (1, 2, 50)


def test_going_through_a_verbatim_again_leaves_its_place_for_the_second_coder(rows, codebook):
    [verbatim] = fill(rows, 1, TWICE)
    coder = a_person(rows)
    for verdict in (Verdict.ADDED, Verdict.REJECTED):
        deciding.decide(
            rows,
            "spring",
            verbatim.id,
            judged=Judged({"voice.listened": verdict}),
            codebook=codebook,
            staff_id=coder.id,
        )
    other = a_person(rows)
    assert coding_queue.next_verbatim(rows, "spring", staff_id=other.id) == verbatim.id
