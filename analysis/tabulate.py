"""Count respondents: from plain records, or from groups that a database has already counted.

A `CountTable` holds true counts and is for analysts only; nothing is shown before `release`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from analysis.consistency import TabulationError, check_counts, check_margin, place
from analysis.dimensions import ALL, Cell, Dimension, MeasureKind, MissingState, TableDesign

__all__ = ["CountTable", "TabulationError", "count_by", "count_groups"]

STATES = frozenset(state.value for state in MissingState)
Value = str | Collection[str] | None
AtomKey = tuple[tuple[str, ...], str | None]


@dataclass(frozen=True)
class CountTable:
    """True counts of respondents for every cell and margin of a design.

    `counts` has every cell of `design.cells()`; `missing` counts those outside the base by state;
    `largest_units` holds, where contributing units (schools) are known, the count that the one
    largest unit gave to a cell.
    """

    design: TableDesign
    counts: Mapping[Cell, int]
    missing: Mapping[str, int] = field(default_factory=dict)
    largest_units: Mapping[Cell, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_counts(self.design, self.counts)

    def count(self, cell: Cell) -> int:
        """Return the true count of a cell."""
        return self.counts[cell]

    def base(self, cell: Cell) -> int:
        """Return how many in the cell's groups answered."""
        return self.counts[Cell(cell.groups)]


@dataclass
class _Tally:
    """Counts by atoms, as they come in."""

    answers: Counter[AtomKey] = field(default_factory=Counter)
    units: Counter[tuple[AtomKey, str]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)


def count_by(
    rows: Iterable[tuple[object, ...]],
    design: TableDesign,
    *,
    units: Mapping[str, str] | None = None,
) -> CountTable:
    """Return the table of a stream of records, each read once.

    A record is (response id, one atom for each dimension of the design …, value). The value is an
    option (ONE_OF), a collection of answers, perhaps empty (ANY_OF), a missing state, or None when
    the design measures nothing. `units` maps a response id to the school or setting it came from.

    Raises:
        TabulationError: for a record of the wrong length, an unknown category, or a response that
            is counted twice.
    """
    tally, seen = _Tally(), set[str]()
    for number, row in enumerate(rows, start=1):
        response, atoms, value = _read_row(row, design, number)
        if response in seen:
            raise TabulationError(
                f'Table "{design.title}", record {number}: response {response} is there twice. '
                "Pass each response once."
            )
        seen.add(response)
        _tally_row(tally, atoms, _answers_of(value, design), units.get(response) if units else None)
    return _tabulate(tally, design)


def count_groups(
    groups: Iterable[tuple[tuple[str, ...], str | None, int]],
    design: TableDesign,
    *,
    margins: Mapping[Cell, int] | None = None,
) -> CountTable:
    """Return the table of counts that a database has grouped already.

    A group is (one atom for each dimension, answer, count). For ONE_OF the answer is an option or a
    missing state and the base is their sum; for ANY_OF the base comes with the answer None. Given
    `margins` are compared with the sums found here.

    Raises:
        TabulationError: for a negative count, an unknown category, an answer above its base, or a
            margin that disagrees with its parts.
    """
    tally = _Tally()
    additive = design.measure is not None and design.measure.kind is MeasureKind.ONE_OF
    for atoms, answer, count in groups:
        if count < 0:
            where = place(design, Cell(tuple(atoms), answer))
            raise TabulationError(f"{where}: the count {count} is negative. Count again.")
        if answer in STATES:
            tally.missing[str(answer)] += count
        else:
            tally.answers[tuple(atoms), answer] += count
            if additive and answer is not None:
                tally.answers[tuple(atoms), None] += count
    table = _tabulate(tally, design)
    for cell, given in (margins or {}).items():
        if cell not in table.counts:
            raise TabulationError(f"{place(design, cell)} does not exist. Check the margin given.")
        check_margin(design, cell, given=given, parts=table.counts[cell])
    return table


def _read_row(
    row: tuple[object, ...], design: TableDesign, number: int
) -> tuple[str, tuple[str, ...], Value]:
    if len(row) != len(design.dimensions) + 2:
        raise TabulationError(
            f'Table "{design.title}", record {number}: {len(row)} values where a response id, '
            f"{len(design.dimensions)} dimension(s) and a value are needed."
        )
    response, *atoms, value = row
    if value is not None and not isinstance(value, Collection):
        raise TabulationError(
            f'Table "{design.title}", record {number}: the value {value!r} is neither an answer, '
            "a collection of answers nor a missing state."
        )
    return str(response), tuple(str(atom) for atom in atoms), value


def _answers_of(value: Value, design: TableDesign) -> list[str | None]:
    """Return the answers a value counts towards, the base (None) included; a state stands alone."""
    if isinstance(value, str):
        return [value] if value in STATES else [None, value]
    if value is None and design.measure is not None:
        return [MissingState.SKIPPED.value]
    return [None, *sorted(set(value or ()))]


def _tally_row(
    tally: _Tally, atoms: tuple[str, ...], answers: list[str | None], unit: str | None
) -> None:
    for answer in answers:
        if answer in STATES:
            tally.missing[str(answer)] += 1
            continue
        tally.answers[atoms, answer] += 1
        if unit is not None:
            tally.units[(atoms, answer), unit] += 1


def _tabulate(tally: _Tally, design: TableDesign) -> CountTable:
    counts = dict.fromkeys(design.cells(), 0)
    cells_of = _CellFinder(design)
    for key, count in tally.answers.items():
        for cell in cells_of(key):
            counts[cell] += count
    by_unit: Counter[tuple[Cell, str]] = Counter()
    for (key, unit), count in tally.units.items():
        by_unit.update({(cell, unit): count for cell in cells_of(key)})
    largest: dict[Cell, int] = {}
    for (cell, _), count in by_unit.items():
        largest[cell] = max(count, largest.get(cell, 0))
    return CountTable(design, counts, dict(sorted(tally.missing.items())), largest)


class _CellFinder:
    """Finds the cells and margins in which a combination of atoms is counted."""

    def __init__(self, design: TableDesign) -> None:
        self.design = design
        self.groups = [_categories_by_atom(dimension) for dimension in design.dimensions]
        categories = design.measure.categories if design.measure else ()
        self.answers: dict[str, list[str]] = {}
        for category in categories:
            for atom in category.atoms:
                self.answers.setdefault(atom, []).append(category.id)

    def __call__(self, key: AtomKey) -> Iterator[Cell]:
        """Yield the cells of one combination.

        Raises:
            TabulationError: when an atom belongs to no category of its dimension.
        """
        atoms, answer = key
        choices = [self._groups(position, atom, key) for position, atom in enumerate(atoms)]
        answers: list[str | None] = [None]
        if answer is not None:
            if answer not in self.answers:
                raise self._unknown(f'answer "{answer}"', key, sorted(self.answers))
            answers = list(self.answers[answer])
        for groups in product(*choices):
            for each in answers:
                yield Cell(groups, each)

    def _groups(self, position: int, atom: str, key: AtomKey) -> list[str]:
        known = self.groups[position]
        if atom not in known:
            name = self.design.dimensions[position].name
            raise self._unknown(f'category "{atom}" of {name}', key, sorted(known))
        return known[atom]

    def _unknown(self, what: str, key: AtomKey, known: list[str]) -> TabulationError:
        return TabulationError(
            f"{place(self.design, Cell(*key))}: the {what} is unknown. "
            f"Known are: {', '.join(known)}. Correct the record or add the category."
        )


def _categories_by_atom(dimension: Dimension) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {atom: [ALL] for atom in dimension.atoms}
    for category in dimension.categories:
        for atom in category.atoms:
            found[atom].append(category.id)
    return found
