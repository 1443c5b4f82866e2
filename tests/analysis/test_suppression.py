"""What is released keeps the rules, and nothing hidden can be found in it."""

import pickle

import pytest

from analysis import planning
from analysis.consistency import TabulationError
from analysis.dimensions import ALL, Cell, Dimension, Measure, TableDesign
from analysis.ledger import Ledger
from analysis.populations import Population
from analysis.rules import Audience, Mode, RuleError, SuppressionRule
from analysis.suppression import ReleaseRefusedError, release
from analysis.tabulate import count_by, count_groups

RULE = SuppressionRule()
PLACES = Dimension.flat("place", ["north", "south", "west"])
SAFE = Measure.one_of("safe", ["yes", "mostly", "no"])
COUNTS = {
    "north": {"yes": 41, "mostly": 17, "no": 3},
    "south": {"yes": 38, "mostly": 22, "no": 19},
    "west": {"yes": 44, "mostly": 16, "no": 21},
}


def a_table(counts=COUNTS, **changes):
    sound = {
        "title": "Feeling safe",
        "survey": "voice",
        "waves": frozenset({"2025"}),
        "dimensions": (PLACES,),
        "measure": SAFE,
    }
    groups = [((place,), answer, n) for place, row in counts.items() for answer, n in row.items()]
    return count_groups(groups, TableDesign(**{**sound, **changes}))


def released(tables, *, audience=Audience.PARTNERSHIP, ledger=None, name="first", rule=RULE):
    return release(tables, ledger or Ledger(), name=name, rule=rule, audience=audience)


def test_a_small_count_is_hidden_and_others_with_it():
    table = released([a_table()]).tables[0]
    assert table.count(Cell(("north",), "no")).is_hidden
    hidden = [cell for cell, shown in table.cells.items() if shown.is_hidden]
    assert len(hidden) >= 4
    shown = table.count(Cell(("south",), "yes"))
    assert (shown.value, str(shown)) == (38, "38")


def test_without_small_counts_everything_is_shown():
    counts = {place: {"yes": 40, "mostly": 20, "no": 15} for place in COUNTS}
    table = released([a_table(counts)]).tables[0]
    assert not any(shown.is_hidden for shown in table.cells.values())


def test_public_counts_are_rounded_and_small_ones_hidden():
    table = released([a_table()], audience=Audience.PUBLIC).tables[0]
    assert table.count(Cell(("north",), "yes")).value == 40
    assert table.count(Cell(("north",), "no")).is_hidden
    assert all(shown.is_hidden or shown.value % 5 == 0 for shown in table.cells.values())
    assert "rounded to the nearest 5" in table.legend


@pytest.mark.parametrize(
    ("count", "audience", "hidden"),
    [
        (0, Audience.PARTNERSHIP, False),
        (1, Audience.PARTNERSHIP, True),
        (4, Audience.PARTNERSHIP, True),
        (5, Audience.PARTNERSHIP, False),
        (9, Audience.PUBLIC, True),
        (10, Audience.PUBLIC, False),
    ],
)
def test_the_threshold_depends_on_the_audience(count, audience, hidden):
    counts = {"north": {"yes": 50, "mostly": 50, "no": count}}
    table = released(
        [a_table(counts, dimensions=(Dimension.flat("place", ["north"]),))], audience=audience
    )
    assert table.tables[0].count(Cell(("north",), "no")).is_hidden is hidden


@pytest.mark.parametrize(("count", "hidden"), [(0, True), (9, True), (12, False), (60, True)])
def test_nobody_and_everybody_are_hidden_on_harm_related_answers(count, hidden):
    measure = Measure.any_of("worry", ["hurt"])
    design = TableDesign(
        "Hurt", "voice", frozenset({"2025"}), (PLACES,), measure, harm_related=frozenset({"hurt"})
    )
    groups = [((place,), None, 60) for place in COUNTS]
    groups += [(("north",), "hurt", count), (("south",), "hurt", 30), (("west",), "hurt", 25)]
    table = released([count_groups(groups, design)]).tables[0]
    assert table.count(Cell(("north",), "hurt")).is_hidden is hidden


def test_nothing_is_shown_of_fewer_than_ten():
    counts = {**COUNTS, "west": {"yes": 9, "mostly": 0, "no": 0}}
    table = released([a_table(counts)]).tables[0]
    assert all(table.count(Cell(("west",), answer)).is_hidden for answer in ("yes", "no", None))


def test_a_count_that_is_mostly_one_schools_is_hidden():
    rows = [(f"{n}", place, ("yes", "no")[n % 2]) for place in COUNTS for n in range(30)]
    rows = [(f"{place}{n}", place, answer) for n, place, answer in rows]
    design = a_table().design
    units = {str(row[0]): "one" if row[1] == "north" else f"s{i % 3}" for i, row in enumerate(rows)}
    table = released([count_by(rows, design, units=units)]).tables[0]
    assert table.count(Cell(("north",), "yes")).is_hidden
    assert not table.count(Cell(("south",), "yes")).is_hidden or table.base(Cell((ALL,))).value


@pytest.mark.parametrize(
    ("base", "audience", "share"),
    [
        (29, Audience.PARTNERSHIP, None),
        (30, Audience.PARTNERSHIP, 50),
        (32, Audience.PUBLIC, None),
        (34, Audience.PUBLIC, 40),
    ],
)
def test_percentages_are_whole_and_need_a_base_of_thirty(base, audience, share):
    counts = {"north": {"yes": base // 2, "no": base - base // 2}}
    one = Dimension.flat("place", ["north"])
    table = a_table(counts, dimensions=(one,), measure=Measure.one_of("safe", ["yes", "no"]))
    assert released([table], audience=audience).tables[0].percentage(Cell((ALL,), "yes")) == share


def test_hidden_counts_are_nowhere_in_what_is_published():
    counts = {**COUNTS, "north": {"yes": 7_001, "mostly": 2_003, "no": 3}}
    made = released([a_table(counts)])
    hidden = [cell for cell, shown in made.tables[0].cells.items() if shown.is_hidden]
    big = {a_table(counts).counts[cell] for cell in hidden} & {7_001, 2_003, 9_007}
    assert big, "the example needs a large hidden count to look for"
    shown = {each.value for each in made.tables[0].cells.values()}
    for count in big - shown:
        assert str(count) not in repr(made)
        assert str(count).encode() not in pickle.dumps(made, protocol=0)


def test_rules_can_only_be_made_stricter():
    assert SuppressionRule(partnership_threshold=8).threshold(Audience.PARTNERSHIP) == 8
    with pytest.raises(RuleError, match="partnership_threshold = 4 is laxer than 5"):
        SuppressionRule(partnership_threshold=4)
    with pytest.raises(RuleError, match=r"dominance = 0.9 is laxer than 0.8"):
        SuppressionRule(dominance=0.9)


def test_a_table_too_large_is_refused_with_what_may_be_released_instead():
    wide = Dimension.flat("place", [f"p{n}" for n in range(400)])
    counts = {f"p{n}": {"yes": 10, "mostly": 10, "no": 10} for n in range(400)}
    made = released([a_table(counts, title="Every village", dimensions=(wide,)), a_table()])
    assert [table.title for table in made.tables] == ["Feeling safe"]
    assert 'Table "Every village" is not released: it has 1604 cells' in str(made.refusals[0])
    assert "fewer breakdowns" in str(made.refusals[0])


def test_tables_too_large_together_are_refused_from_the_largest():
    rule = SuppressionRule(partnership_mode=Mode.ROUNDED)
    tables = [wide_table(1_300), wide_table(250), a_table()]
    made = released(tables, rule=rule)
    assert [table.title for table in made.tables] == ["250 villages", "Feeling safe"]
    assert "and with other tables more than 6000" in str(made.refusals[0])


def wide_table(villages):
    names = [f"p{n}" for n in range(villages)]
    counts = {name: {"yes": 20, "mostly": 20, "no": 20} for name in names}
    place = Dimension.flat(f"village of {villages}", names)
    measure = Measure.one_of(f"question {villages}", ["yes", "mostly", "no"])
    return a_table(counts, title=f"{villages} villages", dimensions=(place,), measure=measure)


def test_two_tables_that_count_the_same_people_differently_are_refused():
    other = {**COUNTS, "west": {"yes": 44, "mostly": 16, "no": 22}}
    with pytest.raises(
        TabulationError, match=r'"Again", cell \(west, no\): 22 counted here but 21'
    ):
        released([a_table(), a_table(other, title="Again")])


def test_without_complementary_suppression_the_audit_refuses(monkeypatch):
    monkeypatch.setattr(planning, "_secure", lambda *_: None)
    with pytest.raises(ReleaseRefusedError, match="can be worked out too closely"):
        released([a_table()])


def test_changed_counts_of_a_closed_wave_are_refused():
    ledger = Ledger()
    released([a_table()], ledger=ledger)
    changed = {**COUNTS, "south": {"yes": 39, "mostly": 25, "no": 19}}
    with pytest.raises(ReleaseRefusedError, match="contradict figures already published"):
        released([a_table(changed, title="Again")], ledger=ledger, name="second")


def test_exact_counts_of_a_growing_group_are_rounded_the_second_time():
    ledger = Ledger()
    released([a_table()], ledger=ledger)
    grown = {place: {answer: n + 1 for answer, n in row.items()} for place, row in COUNTS.items()}
    later = a_table(grown, waves=frozenset({"2025", "2026"}))
    table = released([later], ledger=ledger, name="second").tables[0]
    assert table.is_rounded


def test_rounding_may_be_asked_for_by_rule():
    rule = SuppressionRule(partnership_mode=Mode.ROUNDED)
    assert released([a_table()], rule=rule).tables[0].is_rounded


SKIPPED = {"north": 69, "south": 12, "west": 13}
TOOK_PART = {"north": 78, "south": 19, "west": 17}


def two_tables():
    """Return who took part by place, and a question that 4 people of one place left out."""
    sound = {"survey": "voice", "waves": frozenset({"2025"}), "dimensions": (PLACES,)}
    part = TableDesign("Who took part", **sound)
    asked = TableDesign("Feeling safe", measure=SAFE, **sound)
    left = [((p,), "skipped", TOOK_PART[p] - n) for p, n in SKIPPED.items()]
    return [
        count_groups([((place,), None, n) for place, n in TOOK_PART.items()], part),
        count_groups([*left, *(((place,), "yes", n) for place, n in SKIPPED.items())], asked),
    ]


def test_a_number_that_earlier_ones_hold_to_a_few_people_is_not_shown_again():
    ledger = Ledger()
    released(two_tables(), ledger=ledger)
    public = released(two_tables(), ledger=ledger, name="second", audience=Audience.PUBLIC)
    assert not public.refusals
    answered = public.table("Feeling safe").count(Cell(("west",)))
    took_part = public.table("Who took part").count(Cell(("west",)))
    assert answered.is_hidden or took_part.is_hidden


def test_a_release_that_cannot_mend_what_earlier_ones_tell_is_refused(monkeypatch):
    def given_away(_plan):
        raise planning.GivenAwayError(Population.of("voice", {"place": {"east"}}))

    monkeypatch.setattr("analysis.suppression.make_plan", given_away)
    with pytest.raises(ReleaseRefusedError, match=r"voice \(place: east\).*Withdraw the earlier"):
        released([a_table()])
