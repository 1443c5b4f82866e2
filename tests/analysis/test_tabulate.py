"""Counts come out right from records and from groups, and wrong ones are refused by name."""

from dataclasses import replace

import pytest

from analysis.consistency import TabulationError
from analysis.dimensions import ALL, Category, Cell, Dimension, Measure, TableDesign
from analysis.tabulate import CountTable, count_by, count_groups

PLACES = Dimension(
    "place",
    "Place",
    (
        Category("west", "West", frozenset({"allerdale", "copeland"})),
        Category.single("allerdale"),
        Category.single("copeland"),
        Category.single("eden"),
    ),
)
SAFE = Measure.one_of("safe", ["yes", "no"])
THEMES = Measure.any_of("worry", ["storm", "roads", "places"], within={"roads": "places"})


def a_design(**changes: object) -> TableDesign:
    sound = TableDesign(
        title="Feeling safe",
        survey="voice",
        waves=frozenset({"2025"}),
        dimensions=(PLACES,),
        measure=SAFE,
    )
    return replace(sound, **changes)


def test_records_are_counted_in_every_cell_and_margin():
    rows = [("a", "allerdale", "yes"), ("b", "copeland", "no"), ("c", "eden", "yes")]
    table = count_by(iter(rows), a_design())
    assert table.counts[Cell(("west",), "yes")] == 1
    assert table.counts[Cell(("west",))] == 2
    assert table.counts[Cell((ALL,), "yes")] == 2
    assert table.counts[Cell((ALL,))] == 3


def test_themes_are_each_yes_or_no_against_those_who_wrote():
    rows = [
        ("a", "eden", ["storm", "roads", "places"]),
        ("b", "eden", []),
        ("c", "eden", "skipped"),
    ]
    table = count_by(rows, a_design(measure=THEMES))
    assert table.counts[Cell(("eden",), "storm")] == 1
    assert table.counts[Cell(("eden",), "roads")] == 1
    assert table.base(Cell(("eden",), "roads")) == 2
    assert table.missing == {"skipped": 1}


def test_the_largest_school_in_each_cell_is_known():
    rows = [("a", "eden", "yes"), ("b", "eden", "yes"), ("c", "allerdale", "yes")]
    table = count_by(rows, a_design(), units={"a": "s1", "b": "s1", "c": "s2"})
    assert table.largest_units[Cell(("eden",), "yes")] == 2
    assert table.largest_units[Cell((ALL,), "yes")] == 2


def test_groups_counted_by_a_database_make_the_same_table():
    rows = [("a", "allerdale", "yes"), ("b", "allerdale", "yes"), ("c", "eden", "skipped")]
    groups = [(("allerdale",), "yes", 2), (("eden",), "skipped", 1)]
    assert count_groups(groups, a_design()) == count_by(rows, a_design())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("a", "mars", "yes")], r'cell \(mars, base\): the category "mars" of place is unknown'),
        ([("a", "eden", "maybe")], r'the answer "maybe" is unknown. Known are: no, yes'),
        ([("a", "eden", "yes"), ("a", "eden", "no")], "record 2: response a is there twice"),
        ([("a", "yes")], "record 1: 2 values where a response id"),
    ],
)
def test_a_bad_record_is_named_with_its_table_and_cell(rows, message):
    with pytest.raises(TabulationError, match=message) as refusal:
        count_by(rows, a_design())
    assert 'Table "Feeling safe"' in str(refusal.value)


@pytest.mark.parametrize(
    ("groups", "margins", "message"),
    [
        ([(("eden",), "yes", -1)], {}, r"cell \(eden, yes\): the count -1 is negative"),
        (
            [(("eden",), "yes", 3)],
            {Cell((ALL,), "yes"): 4},
            r"cell \(all, yes\): the margin is given as 4 but its parts add to 3",
        ),
        ([(("eden",), "yes", 3)], {Cell(("mars",), "yes"): 4}, r"\(mars, yes\) does not exist"),
    ],
)
def test_bad_groups_are_named(groups, margins, message):
    with pytest.raises(TabulationError, match=message):
        count_groups(groups, a_design(), margins=margins)


def test_an_answer_above_its_base_is_refused():
    groups = [(("eden",), None, 2), (("eden",), "storm", 3)]
    with pytest.raises(TabulationError, match=r"\(eden, storm\): 3 counted but the base is 2"):
        count_groups(groups, a_design(measure=THEMES))


def test_a_theme_above_its_priority_is_refused():
    groups = [(("eden",), None, 9), (("eden",), "roads", 3), (("eden",), "places", 2)]
    with pytest.raises(TabulationError, match=r'3 counted, but "places", which includes it, has 2'):
        count_groups(groups, a_design(measure=THEMES))


def test_a_table_given_whole_must_have_margins_that_agree():
    counts = dict(count_groups([(("eden",), "yes", 3)], a_design()).counts)
    counts[Cell((ALL,), "yes")] = 5
    counts[Cell((ALL,))] = 5
    with pytest.raises(TabulationError, match=r"\(all, yes\): the margin is given as 5"):
        CountTable(a_design(), counts)


def test_a_table_without_one_of_its_cells_is_refused():
    counts = dict(count_groups([], a_design()).counts)
    del counts[Cell(("west",))]
    with pytest.raises(TabulationError, match=r"\(west, base\): the count is missing"):
        CountTable(a_design(), counts)
