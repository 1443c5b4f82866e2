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


Group = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, order=True)
class AnyOf:
    """A group of people, by what they answered, that means any of others.

    Everybody in it is in one of the parts, and in `most` of them at most (0: in any number).
    """

    wide: Group
    parts: tuple[Group, ...]
    most: int = 0


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

    def admits(self, where: Where, names: Atoms) -> bool:
        """Say whether all who meet the conditions have a cell, told apart on some dimensions."""
        met = (
            atoms <= frozenset().union(*(grain for grain in self.axes[name] if grain <= atoms))
            for name, atoms in where.items()
        )
        return self.names - names - frozenset(where) <= self.whole and all(met)

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

    def any_of(self, group: AnyOf) -> Iterator[Relation]:
        """Yield that a wider group holds each part, and no more than all parts together.

        Of a group that some cube leaves people out of, less is certain.
        """
        wide = {name: frozenset(atoms) for name, atoms in group.wide}
        parts = [{name: frozenset(atoms) for name, atoms in part} for part in group.parts]
        above = self._cube_of(wide)
        found = [(part, cube) for part in parts if (cube := self._cube_of(part)) is not None]
        if above is None or not found:
            return
        cubes = [above, *(cube for _, cube in found)]
        names = frozenset.intersection(*(cube.names for cube in cubes))
        is_whole = above.admits(wide, names)
        is_sum = len(found) == len(parts) and all(cube.admits(p, names) for p, cube in found)
        for where in _common(cubes, names):
            if not _lies_within(where, [wide, *parts]):
                continue
            whole = above.select({**wide, **where})
            each = [cube.select({**part, **where}) for part, cube in found]
            if is_whole:
                yield from (Relation(whole, one, 0.0, np.inf) for one in each)
            if is_sum:
                yield Relation(np.concatenate(each), whole, 0.0, np.inf)
            if is_whole and group.most:
                yield Relation(np.tile(whole, group.most), np.concatenate(each), 0.0, np.inf)

    def _cube_of(self, where: Where) -> Cube | None:
        return next((cube for cube in self.cubes if cube.names >= frozenset(where)), None)

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


def _lies_within(where: Where, groups: Iterable[Where]) -> bool:
    """Say whether a cell lies within every condition that groups have on its dimensions."""
    return all(where[name] <= each[name] for each in groups for name in where if name in each)


def _common(cubes: Sequence[Cube], names: Atoms) -> Iterator[dict[str, Atoms]]:
    """Yield every combination of groups that all the cubes tell apart on some dimensions."""
    first, *rest = (cube.axes for cube in cubes)
    ordered = sorted(names)
    axes = [[g for g in first[n] if all(g in other[n] for other in rest)] for n in ordered]
    for grains in product(*axes):
        yield dict(zip(ordered, grains, strict=True))
