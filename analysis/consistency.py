"""Refuse counts that cannot all be of the same respondents, naming the table and the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.dimensions import Category, Cell, MeasureKind, TableDesign

Counts = Mapping[Cell, int]


class TabulationError(ValueError):
    """Counts that cannot be right; the message names table and cell, and says what to do."""


def check_counts(design: TableDesign, counts: Counts) -> None:
    """Refuse a table with a count missing, negative, above its base, or unlike its parts' sum.

    Raises:
        TabulationError: naming the table and the first cell that is wrong.
    """
    cells = list(design.cells())
    for cell in cells:
        _check_count(design, counts, cell)
    for cell in cells:
        for parts in _partitions(design, cell):
            check_margin(design, cell, given=counts[cell], parts=sum(counts[p] for p in parts))
        _check_within(design, counts, cell)


def check_margin(design: TableDesign, cell: Cell, *, given: int, parts: int) -> None:
    """Refuse a margin that is not the sum of its parts.

    Raises:
        TabulationError: naming the table and the cell.
    """
    if given != parts:
        raise TabulationError(
            f"{place(design, cell)}: the margin is given as {given} but its parts add to {parts}. "
            "Count both from the same responses."
        )


def place(design: TableDesign, cell: Cell) -> str:
    """Return the words that point at a cell of a table."""
    return f'Table "{design.title}", cell ({", ".join((*cell.groups, cell.answer or "base"))})'


def _check_count(design: TableDesign, counts: Counts, cell: Cell) -> None:
    count = counts.get(cell)
    if count is None:
        raise TabulationError(
            f"{place(design, cell)}: the count is missing. Give every cell and margin."
        )
    if count < 0:
        raise TabulationError(f"{place(design, cell)}: the count {count} is negative. Count again.")
    base = counts.get(Cell(cell.groups), count)
    if count > base:
        raise TabulationError(
            f"{place(design, cell)}: {count} counted but the base is {base}. Count the base with "
            "the same filter as the answers."
        )


def _check_within(design: TableDesign, counts: Counts, cell: Cell) -> None:
    wider = design.measure.within.get(cell.answer) if design.measure and cell.answer else None
    if wider and counts[cell] > counts[Cell(cell.groups, wider)]:
        raise TabulationError(
            f'{place(design, cell)}: {counts[cell]} counted, but "{wider}", which includes it, has '
            f"{counts[Cell(cell.groups, wider)]}. Count the wider answer as any of its parts."
        )


def _partitions(design: TableDesign, cell: Cell) -> Iterator[list[Cell]]:
    """Yield the ways in which a cell is a sum of cells of single atoms."""
    for position, dimension in enumerate(design.dimensions):
        atoms = dimension.category(cell.groups[position]).atoms
        if len(atoms) > 1 and atoms <= _single_ids(dimension.categories):
            before, after = cell.groups[:position], cell.groups[position + 1 :]
            yield [Cell((*before, atom, *after), cell.answer) for atom in sorted(atoms)]
    measure = design.measure
    if cell.answer is not None or measure is None or measure.kind is not MeasureKind.ONE_OF:
        return
    if measure.atoms <= _single_ids(measure.categories):
        yield [Cell(cell.groups, atom) for atom in sorted(measure.atoms)]


def _single_ids(categories: tuple[Category, ...]) -> set[str]:
    return {each.id for each in categories if each.atoms == {each.id}}
