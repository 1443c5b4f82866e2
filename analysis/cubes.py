"""The base cells that an outsider has to reckon with, in cubes, and where cubes must agree.

Part of the attack: it shares no code with `linkage`, by which the protector lays out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from analysis.relations import Ints, Relation

Atoms = frozenset[str]
Where = Mapping[str, Atoms]


@dataclass(frozen=True, eq=False)
class Cube:
    """The base cells over some dimensions: their grains on each axis, and their columns.

    `whole` names the axes that leave nobody out.
    """

    axes: Mapping[str, tuple[Atoms, ...]]
    whole: Atoms
    columns: NDArray[np.int32]

    @property
    def names(self) -> Atoms:
        """The dimensions of the cube."""
        return frozenset(self.axes)

    def select(self, where: Where) -> Ints:
        """Return the columns of those who meet every condition."""
        picks = [
            [i for i, grain in enumerate(kept) if name not in where or grain <= where[name]]
            for name, kept in self.axes.items()
        ]
        return self.columns[np.ix_(*picks)].ravel()

    def counts_everybody(self, names: Atoms) -> bool:
        """Say whether nobody is left out of the totals over some of its dimensions."""
        return self.names - names <= self.whole


class Layout:
    """The cubes that published figures need; a figure is a sum over columns of one of them."""

    def __init__(self, told: Sequence[Where], atoms: Mapping[str, Atoms]) -> None:
        self.cubes: list[Cube] = []
        self.size = 0
        names = {frozenset(where) for where in told}
        grains = {name: _grains(name, told, atoms) for name in frozenset().union(*names)}
        widest = (each for each in names if not any(each < other for other in names))
        for each in sorted(widest, key=sorted):
            self._add(each, [where for where in told if frozenset(where) <= each], grains)

    def select(self, where: Where) -> Ints:
        """Return a figure's columns, in the first cube that can express it."""
        for cube in self.cubes:
            if cube.names >= frozenset(where):
                return cube.select(where)
        raise KeyError(f"No published figure is laid out by {', '.join(sorted(where))}.")

    def agreements(self) -> Iterator[Relation]:
        """Yield that cubes count the same people wherever they tell the same groups apart."""
        shared = {one.names & other.names for one, other in combinations(self.cubes, 2)}
        for names in sorted(shared, key=sorted):
            yield from self._agree(names)

    def any_of(self, wide: str, parts: Sequence[str], yes: Atoms) -> Iterator[Relation]:
        """Yield that a wider answer holds each part, and no more than all parts together."""
        above = next((cube for cube in self.cubes if wide in cube.names), None)
        found = {part: cube for part in parts for cube in self.cubes if part in cube.names}
        if above is None or not found:
            return
        cubes = [above, *found.values()]
        for where in _common(cubes, frozenset.intersection(*(cube.names for cube in cubes))):
            most = above.select({**where, wide: yes})
            each = [cube.select({**where, part: yes}) for part, cube in found.items()]
            yield from (Relation(most, one, 0.0, np.inf) for one in each)
            if len(found) == len(parts):
                yield Relation(np.concatenate(each), most, 0.0, np.inf)

    def _add(
        self, names: Atoms, told: Sequence[Where], grains: Mapping[str, Sequence[Atoms]]
    ) -> None:
        axes = {name: _useful(grains[name], name, told) for name in sorted(names)}
        shape = tuple(len(kept) for kept in axes.values())
        size = int(np.prod(shape))
        columns = np.arange(self.size, self.size + size, dtype=np.int32).reshape(shape)
        whole = frozenset(name for name, kept in axes.items() if len(kept) == len(grains[name]))
        self.cubes.append(Cube(axes, whole, columns))
        self.size += size

    def _agree(self, names: Atoms) -> Iterator[Relation]:
        """Tie every cube over some dimensions to the first that counts everybody there."""
        members = [cube for cube in self.cubes if names <= cube.names]
        whole = [cube for cube in members if cube.counts_everybody(names)]
        first: dict[tuple[Atoms, ...], Ints] = {}
        for cube in [*whole, *(each for each in members if each not in whole)]:
            most = 0.0 if cube in whole else np.inf
            for where in _common([cube], names):
                columns, group = cube.select(where), tuple(where.values())
                if group in first:
                    yield Relation(first[group], columns, 0.0, most)
                elif cube in whole:
                    first[group] = columns


def _grains(name: str, told: Iterable[Where], atoms: Mapping[str, Atoms]) -> list[Atoms]:
    """Return the finest groups of atoms that published figures tell apart."""
    grains = [atoms.get(name, frozenset())]
    for wanted in {where[name] for where in told if name in where}:
        grains.append(wanted.difference(*grains))
        grains = [cut for old in grains for cut in (old & wanted, old - wanted) if cut]
    return sorted(grains, key=sorted)


def _useful(grains: Sequence[Atoms], name: str, told: Sequence[Where]) -> tuple[Atoms, ...]:
    """Return the grains that some figure over these dimensions counts."""
    if any(name not in where for where in told):
        return tuple(grains)
    return tuple(grain for grain in grains if any(grain <= where[name] for where in told))


def _common(cubes: Sequence[Cube], names: Atoms) -> Iterator[dict[str, Atoms]]:
    """Yield every combination of groups that all the cubes tell apart on some dimensions."""
    first, *rest = (cube.axes for cube in cubes)
    ordered = sorted(names)
    axes = [[g for g in first[n] if all(g in other[n] for other in rest)] for n in ordered]
    for grains in product(*axes):
        yield dict(zip(ordered, grains, strict=True))
