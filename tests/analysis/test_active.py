"""The choice of the next verbatim."""

from collections import Counter

from analysis.active import next_verbatim, teaching_worth
from analysis.coding import Suggestion

WAITING = {f"v{number:03}" for number in range(200)}


def test_the_most_uncertain_verbatim_of_a_rare_theme_comes_first():
    suggestions = [
        Suggestion("v001", "common", 0.5),
        Suggestion("v002", "rare", 0.5),
        Suggestion("v003", "rare", 0.97),
    ]
    worth = teaching_worth(["v001", "v002", "v003"], suggestions, coded={"common": 98, "rare": 2})
    assert worth["v002"] > worth["v001"] > worth["v003"]
    chosen = next_verbatim(WAITING, suggestions, coded={"common": 98, "rare": 2})
    assert chosen.verbatim_id == "v002"
    assert not chosen.is_random


def test_every_second_verbatim_is_drawn_at_random():
    drawn = [next_verbatim(WAITING, [], coded={"a": done}) for done in range(1, 400, 2)]
    assert all(one.is_random for one in drawn)
    assert len({one.verbatim_id for one in drawn}) > 100
    assert max(Counter(one.verbatim_id for one in drawn).values()) < 10


def test_the_same_seed_gives_the_same_choice():
    first = [next_verbatim(WAITING, [], coded={"a": done}, seed=7) for done in range(20)]
    again = [next_verbatim(sorted(WAITING), [], coded={"a": done}, seed=7) for done in range(20)]
    other = [next_verbatim(WAITING, [], coded={"a": done}, seed=8) for done in range(20)]
    assert first == again
    assert first != other


def test_nothing_waiting_means_nothing_next():
    assert next_verbatim(set(), [], coded={}) is None
