"""What an outsider knows of sums over base cells, brought down to what is still open.

A sum that is known exactly stands for its value wherever it occurs; cells that are known leave the
system; and what then hangs together is put apart from what does not. Nothing that is known is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Vector = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
SLACK = 1e-6
NOTHING = np.empty(0, dtype=np.int32)
CONTRADICTION = (
    "The published figures cannot all be true of the same respondents. "
    "Check that every release document is unaltered."
)


class ContradictionError(ValueError):
    """Published figures that cannot all be true of the same respondents."""

    def __init__(self) -> None:
        super().__init__(CONTRADICTION)


@dataclass(frozen=True)
class Relation:
    """The bounds that one sum over base cells, less another, is known to keep."""

    plus: Ints
    minus: Ints
    lower: float
    upper: float


@dataclass(frozen=True)
class Block:
    """Relations that hang together: rows between bounds, over some of the base cells."""

    columns: Ints
    matrix: sparse.csr_matrix
    lower: Vector
    upper: Vector


@dataclass(frozen=True)
class Open:
    """What is left to find out: limits of every base cell, and relations between those open."""

    low: Vector
    high: Vector
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class _Rows:
    matrix: sparse.csr_matrix
    lower: Vector
    upper: Vector

    def keep(self, which: Bools) -> _Rows:
        return _Rows(self.matrix[which], self.lower[which], self.upper[which])


def reduce_relations(size: int, relations: Iterable[Relation]) -> Open:
    """Return relations between non-negative base cells with all that they settle worked out.

    Raises:
        ContradictionError: when they are seen not to hold together.
    """
    rows = _assemble(size, list(_put_in_values(list(relations))))
    low, high = np.zeros(size), np.full(size, np.inf)
    while True:
        rows = _without_known(rows, low, high)
        telling = _single(rows) | _at_nought(rows)
        if not telling.any():
            return Open(low, high, tuple(_blocks(rows)))
        low, high = _limits(rows.keep(telling), low, high)
        rows = rows.keep(~telling)


def _put_in_values(relations: Sequence[Relation]) -> Iterator[Relation]:
    """Yield the relations, with the value of every sum that is known exactly in its place."""
    exact = {
        np.sort(each.plus).tobytes(): each.lower
        for each in relations
        if not each.minus.size and each.lower == each.upper
    }
    for each in relations:
        more, less = (exact.get(np.sort(part).tobytes()) for part in (each.plus, each.minus))
        if not each.minus.size:
            yield each
        elif more is not None:
            yield Relation(each.minus, NOTHING, more - each.upper, more - each.lower)
        elif less is not None:
            yield Relation(each.plus, NOTHING, each.lower + less, each.upper + less)
        else:
            yield each


def _assemble(size: int, relations: Sequence[Relation]) -> _Rows:
    columns = [np.concatenate([each.plus, each.minus]) for each in relations]
    signs = [np.repeat([1.0, -1.0], [each.plus.size, each.minus.size]) for each in relations]
    ends = np.cumsum([0, *(each.size for each in columns)])
    parts = (np.concatenate(signs), np.concatenate(columns), ends)
    matrix = sparse.csr_matrix(parts, shape=(len(relations), size))
    matrix.sum_duplicates()
    lower = np.array([each.lower for each in relations])
    return _Rows(matrix, lower, np.array([each.upper for each in relations]))


def _without_known(rows: _Rows, low: Vector, high: Vector) -> _Rows:
    """Return the rows over open cells alone; a row with none of them has to hold as it stands."""
    if (low > high + SLACK).any():
        raise ContradictionError
    known = low >= high
    shift = rows.matrix @ np.where(known, low, 0.0)
    matrix = sparse.csr_matrix(rows.matrix @ sparse.diags(np.where(known, 0.0, 1.0)))
    matrix.eliminate_zeros()
    left = _Rows(matrix, rows.lower - shift, rows.upper - shift)
    empty = np.diff(matrix.indptr) == 0
    if (left.lower[empty] > SLACK).any() or (left.upper[empty] < -SLACK).any():
        raise ContradictionError
    return left.keep(~empty)


def _single(rows: _Rows) -> Bools:
    """Say which rows have one cell only."""
    return np.asarray(np.diff(rows.matrix.indptr) == 1)


def _at_nought(rows: _Rows) -> Bools:
    """Say which rows are sums, without anything taken off, of which nothing is left."""
    least = rows.matrix.min(axis=1).toarray().ravel()
    return np.asarray((least >= 0) & (rows.upper <= 0))


def _limits(rows: _Rows, low: Vector, high: Vector) -> tuple[Vector, Vector]:
    """Return the limits of cells, tightened by rows of one cell and by sums of nought."""
    low, high = low.copy(), high.copy()
    for row in range(rows.lower.size):
        part = slice(rows.matrix.indptr[row], rows.matrix.indptr[row + 1])
        cells, weights = rows.matrix.indices[part], rows.matrix.data[part]
        ends = np.sort([rows.lower[row] / weights, rows.upper[row] / weights], axis=0)
        if cells.size == 1:
            low[cells] = np.maximum(low[cells], ends[0])
        elif rows.lower[row] > SLACK:
            raise ContradictionError
        high[cells] = np.minimum(high[cells], ends[1])
    return low, high


def _blocks(rows: _Rows) -> Iterator[Block]:
    """Yield the rows in groups that share no cell."""
    count, size = rows.matrix.shape
    graph = sparse.bmat([[None, rows.matrix], [sparse.csr_matrix((size, count)), None]])
    labels = sparse.csgraph.connected_components(graph, directed=False)[1]
    for label in np.unique(labels[:count]):
        mine = np.flatnonzero(labels[:count] == label)
        columns = np.flatnonzero(labels[count:] == label).astype(np.int32)
        matrix = sparse.csr_matrix(rows.matrix[mine][:, columns])
        yield Block(columns, matrix, rows.lower[mine], rows.upper[mine])
