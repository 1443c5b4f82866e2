"""Candidate themes of a survey: kept for people, sealed, and compared with what came before."""

from datetime import timedelta

import pytest

from analysis.embedding import WordsOnly
from feedback_app.errors import FeedbackError
from feedback_app.services import candidates, codebooks, discovering, erasures
from feedback_app.store import CandidateVerbatim, CodebookVersion, DiscoveryRun, ThemeCandidate
from feedback_app.store.coding_runs import CandidateState
from tests.analysis.test_discovery import DOGS
from tests.factories import A_DAY, a_codebook, a_person, a_response, a_survey, a_verbatim

KNOWN = (
    "The bus is late again",
    "No bus on Sundays",
    "The park is lovely",
    "We play in the park",
    "The bus costs too much",
    "Swings in the park are broken",
)


@pytest.fixture
def folder(tmp_path):
    a_codebook(tmp_path)
    return tmp_path


@pytest.fixture
def survey(rows):
    return a_survey(rows, codebook_id="parks")


def write(rows, texts, survey_id="spring", *, on=A_DAY):
    response = a_response(rows, survey_id, received_on=on)
    return [a_verbatim(rows, text, response=response).id for text in texts]


def discover(rows, folder, **more):
    return discovering.discover_themes(
        rows, "spring", folders=(folder,), embedder=WordsOnly(), **more
    )


def the_dogs(rows, dogs):
    """Return the candidate that holds most of the answers about dogs."""
    found = candidates.newest_run(rows, "spring")
    held = rows.query(CandidateVerbatim).all()
    return max(
        found.candidates,
        key=lambda line: sum(h.candidate_id == line.id and h.verbatim_id in dogs for h in held),
    )


def test_what_is_found_is_kept_for_people_and_adopted_by_nobody(rows, survey, folder):
    dogs = write(rows, [*DOGS, *(f"{text} too" for text in DOGS)])
    write(rows, KNOWN)
    done = discover(rows, folder)
    assert done.kept
    line = the_dogs(rows, dogs)
    assert {"dog", "dogs"} & set(line.terms)
    assert line.state is CandidateState.OFFERED
    assert set(candidates.typical_words(rows, line.id)) <= {
        *DOGS,
        *(f"{text} too" for text in DOGS),
        *KNOWN,
    }
    assert codebooks.current_codebook(rows, "parks", folders=(folder,)).version == "1"
    assert rows.query(CodebookVersion).count() == 0


def test_words_of_a_candidate_lie_sealed(rows, survey, folder):
    write(rows, [*DOGS, *(f"{text} too" for text in DOGS)])
    discover(rows, folder)
    for row in (*rows.query(ThemeCandidate), *rows.query(DiscoveryRun)):
        assert b"dog" not in row.sealed_words


def test_what_is_new_since_a_day_is_told_by_word_and_by_candidate(rows, survey, folder):
    write(rows, KNOWN * 2)
    later = A_DAY + timedelta(days=30)
    dogs = write(rows, [*DOGS, *(f"{text} too" for text in DOGS)], on=later)
    done = discover(rows, folder, against=later.isoformat())
    assert {"dog", "dogs"} & {each.word for each in done.new_words}
    line = the_dogs(rows, dogs)
    assert 0 < line.new <= line.verbatims
    assert candidates.newest_run(rows, "spring").compared_with == later.isoformat()


def test_what_is_new_since_another_survey_holds_answers_of_this_one_alone(rows, survey, folder):
    a_survey(rows, "autumn", codebook_id="parks")
    write(rows, KNOWN * 2, "autumn")
    dogs = write(rows, [*DOGS, *(f"{text} too" for text in DOGS)])
    done = discover(rows, folder, against="autumn")
    assert {"dog", "dogs"} & {each.word for each in done.new_words}
    held = {each.verbatim_id for each in rows.query(CandidateVerbatim)}
    assert held <= set(dogs)
    assert all(
        line.new == line.verbatims for line in candidates.newest_run(rows, "spring").candidates
    )


def test_nothing_is_new_where_nothing_changed(rows, survey, folder):
    write(rows, KNOWN * 2)
    write(rows, KNOWN * 2, on=A_DAY + timedelta(days=30))
    assert discover(rows, folder, against=str(A_DAY + timedelta(days=30))).new_words == ()


def test_a_new_search_replaces_what_nobody_decided_on(rows, survey, folder):
    write(rows, [*DOGS, *(f"{text} too" for text in DOGS)])
    [first, *_] = discover(rows, folder).kept
    person = a_person(rows)
    candidates.decide_candidate(rows, "spring", first, CandidateState.DROPPED, staff_id=person.id)
    discover(rows, folder)
    kept = {each.id: each.state for each in rows.query(ThemeCandidate)}
    assert kept[first] == CandidateState.DROPPED
    assert sum(state == CandidateState.OFFERED for state in kept.values()) >= 1


def test_erasing_an_answer_forgets_candidates_made_of_it(rows, survey, folder):
    a_survey(rows, "autumn", codebook_id="parks")
    write(rows, KNOWN * 2, "autumn")
    write(rows, [*DOGS, *(f"{text} too" for text in DOGS)])
    discover(rows, folder, against="autumn")
    erasures.erase_responses(rows, "autumn", only="nobody")
    assert rows.query(ThemeCandidate).count() == rows.query(DiscoveryRun).count() == 0


def test_neither_a_day_nor_a_survey_is_refused(rows, survey, folder):
    with pytest.raises(FeedbackError, match="“winter” is neither a survey nor a day"):
        discover(rows, folder, against="winter")
