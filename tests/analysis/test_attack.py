"""The attacker finds what can be found: it agrees with trying every possible table."""

from itertools import product

import numpy as np
import pytest

from analysis.attack import Attacker, Known, Surroundings
from analysis.cubes import AnyOf
from analysis.relations import ContradictionError

PLACES, AGES = ("n", "s"), ("8", "9", "10")
ATOMS = {"place": frozenset(PLACES), "age": frozenset(AGES)}
INF = float("inf")
YES_OR_NO = frozenset({"yes", "no"})


def known(value: int | None, *, slack: int = 0, **where: str) -> Known:
    """Return a figure; a condition such as age="8 9" admits several atoms."""
    conditions = {name: frozenset(atoms.split()) for name, atoms in where.items()}
    low = 0 if value is None else max(0, value - slack)
    high = INF if value is None else value + slack
    return Known(f"{where}", "survey", conditions, low, high)


def any_of(wide: str, *parts: str) -> AnyOf:
    """Return that one yes-or-no dimension means any of others."""
    return AnyOf(((wide, ("yes",)),), tuple(((part, ("yes",)),) for part in parts))


def ranges_by_trying(figures, atoms, most):
    """Return each figure's least and greatest value over every table of whole numbers."""
    names = sorted(atoms)
    cells = list(product(*(sorted(atoms[name]) for name in names)))
    tables = np.array(list(product(range(most + 1), repeat=len(cells))))
    sums = []
    for figure in figures:
        inside = [
            all(
                atom in figure.where.get(name, atoms[name])
                for name, atom in zip(names, cell, strict=True)
            )
            for cell in cells
        ]
        sums.append(tables @ np.array(inside, dtype=int))
    fits = np.ones(len(tables), dtype=bool)
    for figure, values in zip(figures, sums, strict=True):
        fits &= (values >= figure.lower) & (values <= figure.upper)
    return [(int(values[fits].min()), int(values[fits].max())) for values in sums]


@pytest.mark.parametrize(
    "figures",
    [
        [
            known(5, place="n"),
            known(6, place="s"),
            known(4, age="8"),
            known(None, place="n", age="8"),
        ],
        [known(5), known(4, age="8 9"), known(None, age="9 10"), known(None, age="9")],
        [
            known(6, slack=2),
            known(5, slack=2, place="n"),
            known(3, place="n", age="8"),
            known(None, place="n", age="9 10"),
            known(None, place="s"),
        ],
        [known(4, age="8 9"), known(5, age="9 10"), known(6), known(None, age="9")],
    ],
)
def test_intervals_are_those_of_every_table_of_whole_numbers(figures):
    attacker = Attacker(figures, Surroundings(ATOMS))
    for index, (low, high) in enumerate(ranges_by_trying(figures, ATOMS, most=6)):
        found = attacker.interval(index)
        assert found.low == pytest.approx(low, abs=1e-6)
        assert found.high == pytest.approx(high, abs=1e-6)


def test_themes_are_tied_by_the_base_they_share():
    atoms = {
        "place": frozenset("ns"),
        "q:x": frozenset({"yes", "no"}),
        "q:y": frozenset({"yes", "no"}),
    }
    figures = [
        known(5),
        known(None, place="n"),
        known(3, **{"place": "n", "q:x": "yes"}),
        known(2, **{"q:y": "yes"}),
        known(0, **{"place": "n", "q:y": "yes"}),
        known(None, **{"place": "s", "q:y": "yes"}),
        known(None, **{"place": "s", "q:x": "yes"}),
    ]
    attacker = Attacker(figures, Surroundings(atoms))
    for index, (low, high) in enumerate(ranges_by_trying(figures, atoms, most=4)):
        found = attacker.interval(index)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_a_priority_holds_its_themes_and_no_more():
    atoms = {
        "q:x": frozenset({"yes", "no"}),
        "q:y": frozenset({"yes", "no"}),
        "q:p": frozenset({"yes", "no"}),
    }
    figures = [
        known(9, **{"q:p": "yes"}),
        known(7, **{"q:x": "yes"}),
        known(None, **{"q:y": "yes"}),
        known(20),
    ]
    attacker = Attacker(figures, Surroundings(atoms, (any_of("q:p", "q:x", "q:y"),)))
    found = attacker.interval(2)
    assert (found.low, found.high) == pytest.approx((2, 9), abs=1e-6)


def test_overlapping_bands_and_two_geographies_give_the_middle_away():
    years = {"age": frozenset({"10", "11", "12", "13"})}
    figures = [
        known(50),
        known(30, age="10 11 12"),
        known(23, age="11 12 13"),
        known(None, age="11 12"),
    ]
    found = Attacker(figures, Surroundings(years)).interval(3)
    assert (found.low, found.high) == pytest.approx((3, 3), abs=1e-6)


def test_a_hidden_figure_without_limits_can_be_anything():
    attacker = Attacker([known(None, place="n"), known(3, place="s")], Surroundings(ATOMS))
    assert attacker.interval(0).high == INF
    assert attacker.allows(0, low=0, high=1_000)


def test_pairs_that_may_differ_by_few_people_are_found():
    figures = [known(60), known(57, place="n"), known(50, age="8"), known(57, age="9")]
    attacker = Attacker(figures, Surroundings(ATOMS))
    assert set(attacker.doubtful_pairs(4)) == {(0, 1), (0, 3)}


def test_figures_that_cannot_all_be_true_are_said_to_contradict():
    figures = [known(5), known(6, place="n")]
    with pytest.raises(ContradictionError, match="cannot all be true"):
        Attacker(figures, Surroundings(ATOMS)).interval(0)
