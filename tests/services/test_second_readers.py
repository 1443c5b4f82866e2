"""Double coding: a share of answers, a second reader who sees nothing, and a third who settles."""

from datetime import UTC, datetime

import pytest

from analysis.embedding import WordsOnly
from feedback_app.errors import ForbiddenError
from feedback_app.services import (
    clock,
    codebooks,
    coding,
    coding_page,
    coding_queue,
    deciding,
    disputes,
    judging,
    measuring,
    theming,
)
from feedback_app.services.deciding import Judged
from feedback_app.services.measures import newest_measure
from feedback_app.store import CodingFacet, SuggestionRun
from feedback_app.store.coding import Verdict
from tests.factories import a_person, a_response, a_suggestion, a_survey, a_verbatim

LISTENED, INVOLVED, TOLD = "voice.listened", "voice.involved", "voice.told_back"


@pytest.fixture
def codebook(rows):
    a_survey(rows, twice_percent=100)
    return codebooks.current_codebook(rows, "safeguarding")


def code(rows, codebook, person, verbatim, *themes, **more):
    judged = Judged(dict.fromkeys(themes, Verdict.ADDED), **more)
    deciding.decide(rows, "spring", verbatim.id, judged, codebook=codebook, staff_id=person.id)


def show(rows, codebook, person, verbatim):
    return coding_page.show_verbatim(
        rows, "spring", verbatim.id, codebook=codebook, staff_id=person.id
    )


def waiting(rows, codebook):
    return disputes.count_disputes(rows, "spring", codebook=codebook)


def test_the_second_reader_sees_neither_themes_nor_suggestions(rows, codebook):
    verbatim, first, second = a_verbatim(rows), a_person(rows), a_person(rows)
    a_suggestion(rows, verbatim)
    coding_queue.refresh_queue(rows, "spring")
    assert show(rows, codebook, first, verbatim).suggestions
    code(rows, codebook, first, verbatim, LISTENED)
    blind = show(rows, codebook, second, verbatim)
    assert (blind.is_blind, blind.suggestions, blind.decided) == (True, (), {})
    assert show(rows, codebook, first, verbatim).suggestions


@pytest.mark.parametrize(("before", "after", "waits"), [(0, 100, 4), (100, 0, 0)])
def test_a_new_share_reaches_what_was_read_already(rows, before, after, waits):
    a_survey(rows, twice_percent=before)
    codebook = codebooks.current_codebook(rows, "safeguarding")
    response, person = a_response(rows), a_person(rows)
    for _ in range(4):
        verbatim = a_verbatim(rows, response=response)
        coding_queue.refresh_queue(rows, "spring")
        code(rows, codebook, person, verbatim)
    coding_queue.set_twice_percent(rows, "spring", after)
    other, found = a_person(rows), 0
    while upcoming := coding_queue.next_verbatim(rows, "spring", staff_id=other.id):
        deciding.decide(rows, "spring", upcoming, Judged({}), codebook=codebook, staff_id=other.id)
        found += 1
    assert found == waits


def test_what_two_read_differently_waits_for_a_third_and_stands_as_they_settle(rows, codebook):
    verbatim = a_verbatim(rows)
    first, second, third = (a_person(rows) for _ in range(3))
    code(rows, codebook, first, verbatim, LISTENED, INVOLVED)
    code(rows, codebook, second, verbatim, LISTENED, TOLD)
    found = disputes.show_dispute(rows, "spring", verbatim.id, codebook=codebook)
    assert found.agreed == (LISTENED,)
    assert found.disputed == {INVOLVED: 1, TOLD: 1}
    assert waiting(rows, codebook) == 1
    ask = {"codebook": codebook}
    assert disputes.next_dispute(rows, "spring", staff_id=first.id, **ask) is None
    assert disputes.next_dispute(rows, "spring", staff_id=third.id, **ask) == verbatim.id
    with pytest.raises(ForbiddenError, match="read this answer yourself"):
        disputes.refuse_reader(rows, "spring", verbatim.id, staff_id=first.id)
    verdicts = {LISTENED: Verdict.ADDED, INVOLVED: Verdict.REJECTED, TOLD: Verdict.ADDED}
    judged = Judged(verdicts, settles=True)
    deciding.decide(rows, "spring", verbatim.id, judged, codebook=codebook, staff_id=third.id)
    assert waiting(rows, codebook) == 0
    code(rows, codebook, first, verbatim, INVOLVED)
    assert coding.coded_verbatims(rows, "spring")[verbatim.id] == {LISTENED, TOLD}


def test_readers_who_agree_are_no_disagreement(rows, codebook):
    verbatim = a_verbatim(rows)
    for _ in range(2):
        code(rows, codebook, a_person(rows), verbatim, LISTENED)
    assert waiting(rows, codebook) == 0


def test_what_settles_is_not_taken_for_a_coder(rows, codebook):
    verbatim, first, second = a_verbatim(rows), a_person(rows), a_person(rows)
    code(rows, codebook, first, verbatim, LISTENED)
    code(rows, codebook, second, verbatim)
    third = a_person(rows)
    code(rows, codebook, third, verbatim, LISTENED, settles=True)
    said = {each.coder: each.themes for each in judging.judgements_of_coders(rows, "spring")}
    assert said == {first.id: {LISTENED}, second.id: frozenset()}


def test_a_planted_careless_coder_is_named_to_the_officer_and_the_careful_are_not(rows, codebook):
    names = [a_person(rows, name=name) for name in ("Ann", "Bea", "Careless Cem")]
    response = a_response(rows)
    for number in range(60):
        verbatim = a_verbatim(rows, response=response)
        truth = (LISTENED, INVOLVED, TOLD)[number % 3]
        for person in names[:2]:
            code(rows, codebook, person, verbatim, truth)
        code(rows, codebook, names[2], verbatim, LISTENED if number % 2 else TOLD)
    measuring.measure(rows, "spring")
    kept = newest_measure(rows, "spring")
    assert kept.careless == ("Careless Cem",)
    assert set(kept.coders) == {"Ann", "Bea", "Careless Cem"}
    assert kept.figures["coders"]["verbatims"] == 60


def test_drift_counts_only_suggestions_that_a_coder_saw(rows, codebook, monkeypatch):
    unseen, seen, blind = (a_verbatim(rows, f"They listen {n}") for n in range(3))
    first, second = a_person(rows), a_person(rows)
    code(rows, codebook, first, unseen, LISTENED)
    theming.suggest_themes(rows, "spring", embedder=WordsOnly())
    assert rows.query(SuggestionRun).one().codebook_version == codebook.version
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 1, 12, tzinfo=UTC))
    code(rows, codebook, first, seen, LISTENED)
    code(rows, codebook, first, blind, INVOLVED)
    code(rows, codebook, second, blind, TOLD)
    [(month, judged)] = measuring.judged_by_month(rows, "spring").items()
    assert month == "2026-07"
    assert (judged.right, judged.wrong, judged.missed) == (0, 0, 2)


def test_what_is_said_beside_a_theme_is_kept_shown_and_counted(rows, codebook):
    first, second = a_person(rows), a_person(rows)
    verbatim = a_verbatim(rows)
    facets = {LISTENED: {"valence": "worry", "setting": "home"}}
    code(rows, codebook, first, verbatim, LISTENED, facets=facets)
    assert show(rows, codebook, first, verbatim).facets == facets
    assert show(rows, codebook, second, verbatim).facets == {}
    code(rows, codebook, first, verbatim, LISTENED, facets={LISTENED: {"valence": "idea"}})
    assert show(rows, codebook, first, verbatim).facets == {LISTENED: {"valence": "idea"}}
    assert rows.query(CodingFacet).count() == 3


def test_a_facet_the_codebook_does_not_have_is_refused(rows, codebook):
    with pytest.raises(Exception, match="no “glad” under “valence”"):
        code(
            rows,
            codebook,
            a_person(rows),
            a_verbatim(rows),
            LISTENED,
            facets={LISTENED: {"valence": "glad"}},
        )
