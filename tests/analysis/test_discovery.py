"""Candidate themes, and words that are new in a wave."""

from dataclasses import replace

from analysis.coding import Coded, suggest_each
from analysis.consultation import Strangers
from analysis.discovery import discover
from analysis.embedding import WordsOnly
from analysis.keyness import distinctive_stems, stem_counts, wave_keywords
from analysis.learning import learn
from analysis.verbatim import Verbatim
from tests.analysis.codebooks import a_codebook, coded_verbatims

DOGS = (
    "big dogs bark at me in the park",
    "the dog next door scares me",
    "dogs run loose in the park",
    "a dog bit my brother",
    "keep dogs on a lead please",
    "I am scared of barking dogs",
)


def a_survey():
    known = [item.verbatim for item in coded_verbatims()]
    dogs = [
        Verbatim(f"dog{n}", text, wave="2026" if n % 3 else "2025") for n, text in enumerate(DOGS)
    ]
    return [*known, *dogs, *(replace(dog, id=f"{dog.id}b", text=f"{dog.text}!") for dog in dogs)]


def candidates(coded=()):
    model = learn(a_codebook(), [*coded_verbatims(), *coded], embedder=WordsOnly())
    return discover(a_survey(), model, most=3)


def test_what_the_codebook_does_not_name_is_offered_with_a_name_and_typical_verbatims():
    best = max(candidates(), key=lambda one: sum(i.startswith("dog") for i in one.verbatim_ids))
    dogs = [one for one in best.verbatim_ids if one.startswith("dog")]
    assert len(dogs) / len(best.verbatim_ids) >= 0.75
    assert {"dogs", "dog"} & set(best.terms)
    assert not {"and", "the"} & set(best.terms)
    assert 1 <= len(best.typical) <= 3
    assert dict(best.waves).keys() <= {"2025", "2026", ""}


def test_a_large_consultation_offers_the_same_kind_of_candidates_from_one_reading():
    survey = [*a_survey(), Verbatim("empty", " ")]
    strangers = Strangers()
    themed = list(
        suggest_each(
            survey,
            a_codebook(),
            coded=coded_verbatims(),
            embedder=WordsOnly(),
            explained=False,
            strangers=strangers,
        )
    )
    assert [verbatim for verbatim, _ in themed] == survey
    found = strangers.candidates(survey, most=3)
    ids = [one for candidate in found for one in candidate.verbatim_ids]
    assert sum(one.startswith("dog") for one in ids) / len(ids) >= 0.7
    assert "empty" not in ids
    every = Strangers(1.0)
    for _ in suggest_each(survey, a_codebook(), embedder=WordsOnly(), strangers=every):
        pass
    grouped = [one for each in every.candidates(survey, most=1) for one in each.verbatim_ids]
    assert sorted(grouped) == sorted(one.id for one in survey[:-1])


def test_verbatims_coded_with_no_theme_point_the_way():
    nothing_fits = [Coded(Verbatim(f"x{n}", f"{text} today")) for n, text in enumerate(DOGS)]
    found = candidates(nothing_fits)
    share = max(
        sum(i.startswith("dog") for i in one.verbatim_ids) / len(one.verbatim_ids) for one in found
    )
    assert share > 0.8


def test_discovery_is_the_same_twice():
    assert candidates() == candidates()


def test_too_few_verbatims_make_no_candidate():
    model = learn(a_codebook(), embedder=WordsOnly())
    assert discover(a_survey()[:3], model) == ()
    assert discover([Verbatim(f"e{n}", " ") for n in range(30)], model) == ()


def test_groups_are_told_apart_by_the_words_only_they_use():
    groups = [["the bus is late", "no bus"], ["the dog is loud", "a dog"]]
    counts = [[stem_counts(Verbatim("", text)) for text in group] for group in groups]
    assert [stems[0] for stems in distinctive_stems(counts)] == ["bus", "dog"]


def test_words_said_strikingly_more_than_before_are_new_in_a_wave():
    old = [Verbatim(f"o{n}", "the bus is late again", wave="2025") for n in range(40)]
    new = [Verbatim(f"n{n}", "vapes in the toilets", wave="2026") for n in range(40)]
    found = wave_keywords([*old, *new])
    assert {"vapes", "toilets"} <= {word.word for word in found}
    assert all((word.before, word.now) == (0, 40) for word in found if word.word == "vapes")
    assert "the" not in {word.word for word in found}
    assert wave_keywords(new) == ()
