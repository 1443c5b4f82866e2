"""Bring tables together on the base cells they share, as one system of linear relations.

Columns are base cells (the finest groups any figure tells apart), rows are figures. Tables over
different dimensions are tied by the totals they have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.populations import Population, WiderGroup

Atoms = frozenset[str]
Universe = Mapping[str, Mapping[str, Atoms]]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class LinkedSystem:
    """Figures that bear on one another: `figures @ cells` are the counts, `links @ cells` is ≥ 0.

    Shapes: figures (populations × cells), links (relations × cells), `is_equality` (relations):
    where a link is 0 exactly.
    """

    populations: tuple[Population, ...]
    figures: sparse.csr_matrix
    links: sparse.csr_matrix
    is_equality: NDArray[np.bool_]


@dataclass
class _Block:
    """The base cells of one set of dimensions that are tabulated together."""

    dimensions: tuple[str, ...]
    parts: dict[str, list[Atoms]]
    is_open: dict[str, bool]
    cells: Ints

    def select(self, where: Mapping[str, Iterable[str]]) -> Ints:
        """Return the columns of the base cells that meet the conditions."""
        picks = [self._positions(name, where.get(name)) for name in self.dimensions]
        return self.cells[np.ix_(*picks)].ravel()

    def holds(self, population: Population, names: Atoms) -> bool:
        """Say whether nobody of a population is left out, told apart on the named dimensions."""
        beside = set(self.dimensions) - population.dimensions - names
        return all(self.is_open[name] for name in beside) and all(
            frozenset(atoms) <= frozenset().union(*(p for p in self.parts[name] if p <= set(atoms)))
            for name, atoms in population.where
        )

    def _positions(self, name: str, admitted: Iterable[str] | None) -> list[int]:
        wanted = None if admitted is None else frozenset(admitted)
        parts = self.parts[name]
        return [i for i, part in enumerate(parts) if wanted is None or part <= wanted]


@dataclass
class _Relation:
    """One relation between base cells: Σ plus − Σ minus is zero, or not negative."""

    plus: Ints
    minus: Ints
    is_equality: bool


def link_figures(
    populations: Sequence[Population],
    universe: Universe,
    *,
    wider: Sequence[WiderGroup] = (),
) -> list[LinkedSystem]:
    """Return the systems of figures that can bear on one another, each on its own.

    `universe` gives every atom of every dimension of each survey, so that a figure without a
    condition is known to be the sum over all of them.
    """
    systems: list[LinkedSystem] = []
    for survey in sorted({population.survey for population in populations}):
        mine = [population for population in populations if population.survey == survey]
        blocks = _blocks(mine, universe[survey])
        relations = _shared_totals(blocks)
        for group in wider:
            if group.wide.survey == survey:
                relations += _wider_relations(group, blocks)
        telling = [each for each in relations if each.plus.size and each.minus.size]
        systems += _split(mine, blocks, telling)
    return systems


def _blocks(populations: list[Population], universe: Mapping[str, Atoms]) -> list[_Block]:
    dimension_sets = {population.dimensions for population in populations}
    maximal = [each for each in dimension_sets if not any(each < other for other in dimension_sets)]
    parts = _parts(populations, universe)
    blocks: list[_Block] = []
    start = 0
    for names in sorted(maximal, key=sorted):
        block = _block(tuple(sorted(names)), populations, parts, start)
        blocks.append(block)
        start += block.cells.size
    return blocks


def _parts(populations: list[Population], universe: Mapping[str, Atoms]) -> dict[str, list[Atoms]]:
    """Return each dimension's atoms, brought together where no figure tells them apart."""
    admitted: dict[str, set[tuple[str, ...]]] = {}
    for population in populations:
        for name, atoms in population.where:
            admitted.setdefault(name, set()).add(atoms)
    found: dict[str, list[Atoms]] = {}
    for name, sets in admitted.items():
        alike: dict[tuple[bool, ...], set[str]] = {}
        ordered = [frozenset(each) for each in sorted(sets)]
        for atom in universe.get(name, frozenset()).union(*ordered):
            alike.setdefault(tuple(atom in each for each in ordered), set()).add(atom)
        found[name] = sorted((frozenset(each) for each in alike.values()), key=sorted)
    return found


def _block(
    names: tuple[str, ...],
    populations: list[Population],
    parts: Mapping[str, list[Atoms]],
    start: int,
) -> _Block:
    """Return a block whose parts are limited to those that its figures ever admit."""
    inside = [population for population in populations if population.dimensions <= set(names)]
    kept: dict[str, list[Atoms]] = {}
    is_open: dict[str, bool] = {}
    for name in names:
        conditions = [population.atoms(name) for population in inside]
        admitted = frozenset(atom for atoms in conditions for atom in atoms or ())
        is_free = any(atoms is None for atoms in conditions)
        kept[name] = [part for part in parts[name] if is_free or part <= admitted]
        is_open[name] = len(kept[name]) == len(parts[name])
    shape = tuple(len(kept[name]) for name in names)
    cells = np.arange(start, start + int(np.prod(shape)), dtype=np.int64).reshape(shape)
    return _Block(names, kept, is_open, cells)


def _shared_totals(blocks: list[_Block]) -> list[_Relation]:
    """Return the relations that make blocks agree on the totals of the dimensions they share."""
    shared = {frozenset(a.dimensions) & frozenset(b.dimensions) for a, b in combinations(blocks, 2)}
    relations: list[_Relation] = []
    for names in sorted(shared, key=sorted):
        members = [block for block in blocks if names <= set(block.dimensions)]
        whole = [block for block in members if _is_whole(block, names)]
        if not whole:
            continue
        for block in members:
            if block is not whole[0]:
                is_equality = block in whole
                relations += _agree(whole[0], block, names, is_equality=is_equality)
    return relations


def _is_whole(block: _Block, names: Atoms) -> bool:
    """Say whether a block counts everybody, whatever their place on its other dimensions."""
    return all(block.is_open[name] for name in block.dimensions if name not in names)


def _agree(whole: _Block, block: _Block, names: Atoms, *, is_equality: bool) -> list[_Relation]:
    return [
        _Relation(whole.select(where), block.select(where), is_equality)
        for where in _common_cells([whole, block], names)
    ]


def _common_cells(blocks: Sequence[_Block], names: Atoms) -> list[dict[str, Atoms]]:
    """Return the conditions of every base cell of the named dimensions that all blocks hold."""
    found: list[dict[str, Atoms]] = [{}]
    for name in sorted(names):
        first, *rest = (block.parts[name] for block in blocks)
        parts = [part for part in first if all(part in others for others in rest)]
        found = [where | {name: part} for where in found for part in parts]
    return found


def _wider_relations(group: WiderGroup, blocks: list[_Block]) -> list[_Relation]:
    """Return that a wider group has at least each part, and at most all of them together.

    Where a block leaves some of a group out, only what is true of the rest of it is said.
    """
    wide = _block_of(group.wide, blocks)
    found = {part: block for part in group.parts if (block := _block_of(part, blocks))}
    if wide is None or not found:
        return []
    names = frozenset.intersection(*(frozenset(b.dimensions) for b in (wide, *found.values())))
    is_whole = wide.holds(group.wide, names)
    has_all = len(found) == len(group.parts) and all(b.holds(p, names) for p, b in found.items())
    relations: list[_Relation] = []
    for where in _cells_within(group, [wide, *found.values()], names):
        above = wide.select({**dict(group.wide.where), **where})
        below = [block.select({**dict(part.where), **where}) for part, block in found.items()]
        if is_whole:
            relations += [_Relation(above, cells, is_equality=False) for cells in below]
        if has_all:
            relations.append(_Relation(np.concatenate(below), above, is_equality=False))
        if is_whole and group.most:
            times = np.tile(above, group.most)
            relations.append(_Relation(times, np.concatenate(below), is_equality=False))
    return relations


def _block_of(population: Population, blocks: list[_Block]) -> _Block | None:
    wanted = population.dimensions
    return next((block for block in blocks if wanted <= set(block.dimensions)), None)


def _cells_within(
    group: WiderGroup, blocks: Sequence[_Block], names: Atoms
) -> Iterator[dict[str, Atoms]]:
    """Yield the base cells over what all blocks tell apart, as far as they lie in the group."""
    conditions = [each for one in (group.wide, *group.parts) for each in one.where]
    for where in _common_cells(blocks, names):
        if all(where[name] <= frozenset(atoms) for name, atoms in conditions if name in names):
            yield where


def _split(
    populations: list[Population], blocks: list[_Block], relations: list[_Relation]
) -> list[LinkedSystem]:
    """Return one system for each group of blocks that relations tie together."""
    owner = np.concatenate([np.full(block.cells.size, i) for i, block in enumerate(blocks)])
    leader = list(range(len(blocks)))

    def lead(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    for relation in relations:
        first = owner[relation.plus[0]]
        for other in {int(owner[cell]) for cell in (*relation.plus, *relation.minus)}:
            leader[lead(other)] = lead(int(first))
    homes = [_home(population, blocks) for population in populations]
    systems: list[LinkedSystem] = []
    for root in sorted({lead(index) for index in range(len(blocks))}):
        chosen = {i: block for i, block in enumerate(blocks) if lead(i) == root}
        mine = [(each, home) for each, home in zip(populations, homes, strict=True)]
        inside = [each for each in relations if lead(owner[each.plus[0]]) == root]
        systems.append(_system(chosen, [pair for pair in mine if pair[1] in chosen], inside))
    return systems


def _home(population: Population, blocks: list[_Block]) -> int:
    return next(i for i, b in enumerate(blocks) if population.dimensions <= set(b.dimensions))


def _system(
    blocks: Mapping[int, _Block],
    placed: list[tuple[Population, int]],
    relations: list[_Relation],
) -> LinkedSystem:
    """Return the system of some blocks, its columns counted from nought."""
    columns = np.concatenate([block.cells.ravel() for block in blocks.values()])
    local = np.full(int(columns.max()) + 1, -1)
    local[columns] = np.arange(columns.size)
    rows = [(local[blocks[home].select(dict(each.where))], _no_cells()) for each, home in placed]
    links = [(local[relation.plus], local[relation.minus]) for relation in relations]
    return LinkedSystem(
        populations=tuple(each for each, _ in placed),
        figures=_matrix(rows, columns.size),
        links=_matrix(links, columns.size),
        is_equality=np.array([relation.is_equality for relation in relations], dtype=bool),
    )


def _no_cells() -> Ints:
    return np.empty(0, dtype=np.int64)


def _matrix(rows: list[tuple[Ints, Ints]], width: int) -> sparse.csr_matrix:
    """Return a sparse matrix with 1 in the first and −1 in the second columns of each row."""
    indices = [np.concatenate(pair) for pair in rows]
    values = [np.concatenate([np.ones(a.size), -np.ones(b.size)]) for a, b in rows]
    ends = np.concatenate([[0], np.cumsum([each.size for each in indices])]).astype(np.int64)
    joined = np.concatenate(indices) if indices else _no_cells()
    data = np.concatenate(values) if values else np.empty(0)
    matrix = sparse.csr_matrix((data, joined, ends), shape=(len(rows), width))
    matrix.sum_duplicates()
    return matrix
