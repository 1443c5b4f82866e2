"""Rounded shares are compared, and told, no closer than they are known."""

import pytest

from analysis.comparing import Seen, compare_seen
from analysis.dimensions import Cell, Measure, TableDesign
from analysis.in_words import amount_words
from analysis.publication import PublishableTable, Published
from analysis.readings import read
from analysis.rules import Audience
from analysis.statistics import compare

DESIGN = TableDesign("Safe", "survey", frozenset({"w1"}), (), Measure.one_of("safe", ["yes", "no"]))


def reading(count, base, *, rounded_to=5):
    cells = {
        Cell((), None): Published(base, rounded_to),
        Cell((), "yes"): Published(count, rounded_to),
    }
    table = PublishableTable(DESIGN, Audience.PUBLIC, cells, {}, percentage_base=30, threshold=10)
    return read(table, "yes")


@pytest.mark.parametrize(
    ("count", "base", "words"),
    [
        (20, 35, "about 60%"),
        (70, 100, "about 70%"),
        (75, 105, "about 70%"),
        (415, 990, "about 42%"),
    ],
)
def test_a_percentage_of_rounded_numbers_is_no_finer_than_they_bear(count, base, words):
    assert reading(count, base).percent == words
    assert reading(count, base, rounded_to=1).percent == f"{round(100 * count / base)}%"


@pytest.mark.parametrize(
    ("count", "rounded_to", "words"),
    [(120, 5, "about 8 in every 10"), (115, 5, "about 8 in every 10"), (116, 1, "8 in every 10")],
)
def test_children_read_tens_of_the_numbers_and_not_of_a_rounded_percentage(
    count, rounded_to, words
):
    assert amount_words(reading(count, 145, rounded_to=rounded_to)) == words


@pytest.mark.parametrize("base", range(35, 400, 5))
def test_no_true_percentage_is_further_off_than_the_step_it_is_given_by(base):
    for count in range(10, base - 9, 5):
        shown = reading(count, base).share
        step = next(each for each in (10, 5, 1) if shown % each == 0)
        true = [
            100 * (count + more) / (base + most)
            for more in range(-2, 3)
            for most in range(-2, 3)
            if count + more <= base + most
        ]
        assert max(abs(each - shown) for each in true) <= 1.6 * step + 0.6


def test_exact_shares_are_compared_as_ever():
    before, now = Seen(60, 100), Seen(80, 100)
    assert compare_seen(before, now) == compare(before.share, now.share)


@pytest.mark.parametrize(("now", "is_change"), [(75, False), (90, True)])
def test_a_change_of_rounded_shares_has_to_be_one_at_the_nearest_ends(now, is_change):
    before, later = Seen(60, 100, 2, 2), Seen(now, 100, 2, 2)
    assert compare(before.share, later.share).is_change
    assert compare_seen(before, later).is_change is is_change
    assert compare_seen(later, before).is_change is is_change


def test_what_is_left_of_two_rounded_shares_is_as_doubtful_as_both():
    assert Seen(60, 100, 2, 2).less(Seen(20, 40, 2, 2)) == Seen(40, 60, 4, 4)
