"""Bringing relations down loses nothing: ranges are those of one plain linear programme."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

from analysis.cubes import Layout
from analysis.inference import Region
from analysis.relations import NOTHING, ContradictionError, Relation

ATOMS = {
    "place": frozenset("nsw"),
    "age": frozenset(map(str, range(8, 12))),
    "q1": frozenset({"yes", "no", "skipped"}),
    "q2": frozenset({"yes", "no", "skipped"}),
}
KINDS = [("place", "age"), ("place", "q1"), ("place", "q2"), ("age", "q2"), ("place", "age", "q1")]


def published(seed):
    """Return figures of invented people, some of them rounded or hidden, as (where, low, high)."""
    chance = np.random.default_rng(seed)
    names = sorted(ATOMS)
    people = [{n: chance.choice(sorted(ATOMS[n])) for n in names} for _ in range(60)]
    chosen = [KINDS[i] for i in chance.permutation(len(KINDS))[:3]]
    figures = {}
    for kind in chosen:
        for conditions in product(*(_conditions(name) for name in kind)):
            where = {n: c for n, c in zip(kind, conditions, strict=True) if c is not None}
            count = sum(all(each[n] in where[n] for n in where) for each in people)
            slack = int(chance.choice([0, 0, 2]))
            if chance.random() < 0.6:
                key = tuple(sorted((n, tuple(sorted(atoms))) for n, atoms in where.items()))
                figures[key] = (where, max(0, count - slack), count + slack)
    return list(figures.values())


def _conditions(name):
    answered = ATOMS[name] - {"skipped"}
    some = [frozenset({atom}) for atom in sorted(answered)][:2]
    return [*some, answered if name.startswith("q") else None]


def pairwise(layout):
    """Yield that every two cubes agree, said for each pair of them."""
    for one, other in combinations(layout.cubes, 2):
        shared = one.names & other.names
        whole = [each.counts_everybody(shared) for each in (one, other)]
        groups = [[g for g in one.axes[n] if g in other.axes[n]] for n in sorted(shared)]
        for grains in product(*groups):
            where = dict(zip(sorted(shared), grains, strict=True))
            low, high = 0.0 if whole[0] else -np.inf, 0.0 if whole[1] else np.inf
            yield Relation(one.select(where), other.select(where), low, high)


def plain_range(size, relations, vector):
    rows = np.zeros((len(relations), size))
    for row, each in zip(rows, relations, strict=True):
        np.add.at(row, each.plus, 1.0)
        np.add.at(row, each.minus, -1.0)
    ends = [(row, each.upper) for row, each in zip(rows, relations, strict=True)]
    ends += [(-row, -each.lower) for row, each in zip(rows, relations, strict=True)]
    kept = [(row, end) for row, end in ends if np.isfinite(end)]
    matrix, limits = np.array([row for row, _ in kept]), np.array([end for _, end in kept])
    found = [linprog(sign * vector, A_ub=matrix, b_ub=limits) for sign in (1.0, -1.0)]
    return tuple(
        sign * each.fun if each.status == 0 else -sign * np.inf
        for sign, each in zip((1.0, -1.0), found, strict=True)
    )


@pytest.mark.parametrize("seed", range(12))
def test_ranges_are_those_of_one_programme_with_every_pair_of_cubes_tied(seed):
    figures = published(seed)
    layout = Layout([where for where, _, _ in figures], ATOMS)
    known = [Relation(layout.select(where), NOTHING, low, high) for where, low, high in figures]
    region = Region(layout.size, [*known, *layout.agreements()])
    chance = np.random.default_rng(seed)
    for _ in range(12):
        vector = np.where(chance.random(layout.size) < 0.15, 1.0, 0.0)
        wanted = plain_range(layout.size, [*known, *pairwise(layout)], vector)
        assert region.range(vector) == pytest.approx(wanted, abs=1e-6)
        seen = region.witnessed(vector)
        assert wanted[0] - 1e-6 <= seen[0] <= seen[1] <= wanted[1] + 1e-6


def test_what_was_explored_lies_within_the_relations():
    relation = Relation(np.arange(4, dtype=np.int32), NOTHING, 7.0, 9.0)
    pair = Relation(np.arange(2, dtype=np.int32), np.arange(2, 4, dtype=np.int32), 0.0, 3.0)
    region = Region(4, [relation, pair])
    vectors = [np.eye(4)[place] for place in range(4)]
    region.explore([(vector, 0.0, 4.0) for vector in vectors])
    for vector in vectors:
        low, high = region.range(vector)
        least, most = region.witnessed(vector)
        assert low - 1e-6 <= least <= most <= high + 1e-6


@pytest.mark.parametrize(
    "bounds",
    [
        [((0,), 3, 3), ((0, 1), 2, 2)],
        [((0, 1), 0, 0), ((1,), 1, 2)],
        [((0, 1), 5, 5), ((1, 2), 9, 9), ((0, 1, 2), 3, 4)],
        [((0, 1), 5, 5), ((2, 1), 9, 9), ((0, 2), 1, 2)],
    ],
)
def test_sums_that_cannot_all_be_true_contradict_wherever_they_stand(bounds):
    relations = [
        Relation(np.array(cells, dtype=np.int32), NOTHING, low, high) for cells, low, high in bounds
    ]
    with pytest.raises(ContradictionError):
        Region(6, relations)
