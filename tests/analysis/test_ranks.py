"""Ranks tie what cannot be told apart, and say how far each could lie."""

import pytest

from analysis.ranks import bootstrap_ranks
from analysis.statistics import StatisticsError


def test_counts_far_apart_are_ranked_and_close_ones_tied():
    ranks = bootstrap_ranks({"storm": 200, "roads": 100, "bullying": 97, "dark": 20}, 400)
    assert [(each.answer, each.rank, each.is_tied) for each in ranks] == [
        ("storm", 1, False),
        ("roads", 2, True),
        ("bullying", 2, True),
        ("dark", 4, False),
    ]
    assert (ranks[1].low, ranks[1].high) == (2, 3)


def test_with_few_replies_nothing_can_be_told_apart():
    ranks = bootstrap_ranks({"a": 6, "b": 4, "c": 3}, 12)
    assert {each.rank for each in ranks} == {1}


def test_the_same_counts_always_have_the_same_ranks():
    counts = {"a": 30, "b": 25, "c": 10}
    assert bootstrap_ranks(counts, 80) == bootstrap_ranks(counts, 80)


def test_a_count_above_the_base_cannot_be_ranked():
    with pytest.raises(StatisticsError, match='"a" cannot be ranked'):
        bootstrap_ranks({"a": 11}, 10)
