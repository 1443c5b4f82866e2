"""One set of base cells that hang together, kept warm in a linear programme to be questioned.

Every solution is kept as a witness, so that a question it already answers costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.relations import SLACK, Block, Bools, ContradictionError, Vector

UPWARDS = 0.7
WITNESSES = 300
PRIMAL = 4  # the last solution stays feasible when only the question changes
NEW_PROGRAMME: Any = highspy.Highs  # highspy is not typed
Ends = tuple[float, float]
Question = tuple[Vector, float, float]


class Polytope:
    """The cells of a block, each between its limits; `columns` are their places among all cells.

    Raises:
        ContradictionError: when no cells meet the relations.
    """

    def __init__(self, block: Block, low: Vector, high: Vector) -> None:
        self.columns, self._block = block.columns, block
        self._limits = np.vstack([low[block.columns], high[block.columns]])
        self._places = np.arange(block.columns.size, dtype=np.int32)
        self._witnesses = np.empty((WITNESSES, block.columns.size))
        self._turn = 0
        self._highs = _programme(block, self._limits)
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        self._least(np.zeros(block.columns.size))

    def range(self, vector: Vector) -> Ends:
        """Return the least and the greatest value of a sum; infinite where nothing limits it."""
        return self._least(vector), -self._least(-vector)

    def witnessed(self, vector: Vector) -> Ends:
        """Return the range that solutions found so far already show to be possible."""
        values = self._witnesses[: self._turn] @ vector
        return float(values.min()), float(values.max())

    def explore(self, wanted: Sequence[Question]) -> None:
        """Collect witnesses that settle many questions (sum, low, high) at once, if there are any.

        Each step asks that as many unsettled sums as possible reach their mark, each from above or
        from below as chance has it; what falls short is what the step minimises.
        """
        chance = np.random.default_rng(len(wanted))
        sums = sparse.csr_matrix(np.array([vector for vector, _, _ in wanted]))
        marks = np.array([(low, high) for _, low, high in wanted]).T
        highs = self._programme_with(sums)
        seen = np.array([self.witnessed(vector) for vector, _, _ in wanted]).T
        fewest = len(wanted) * 2 + 1
        while 0 < (unsettled := int(_unsettled(seen, marks).sum())) < fewest:
            fewest = unsettled
            above, below = _unsettled(seen, marks)
            below &= ~above | (chance.random(len(wanted)) < UPWARDS)
            values = sums @ self._nearest(highs, marks, above=above & ~below, below=below)
            seen = np.vstack([np.minimum(seen[0], values), np.maximum(seen[1], values)])

    def _programme_with(self, sums: sparse.csr_matrix) -> Any:
        """Return the relations with a row for each sum, and two columns by which it may miss."""
        count = sums.shape[0]
        unit = sparse.identity(count, format="csr")
        rows = sparse.csr_matrix(sparse.hstack([sums, unit, -unit]))
        spare = np.array([[0.0], [np.inf]]).repeat(2 * count, axis=1)
        highs = _programme(self._block, np.hstack([self._limits, spare]))
        free = np.full(count, np.inf)
        highs.addRows(count, -free, free, rows.nnz, rows.indptr[:-1], rows.indices, rows.data)
        return highs

    def _nearest(self, highs: Any, marks: Vector, *, above: Bools, below: Bools) -> Vector:
        """Return base cells that bring sums above and below their marks as nearly as can be."""
        size, count, first = self._places.size, above.size, self._block.lower.size
        rows = np.arange(first, first + count, dtype=np.int32)
        lower = np.where(below, marks[1], -np.inf)
        upper = np.where(above, marks[0], np.inf)
        highs.changeRowsBounds(count, rows, lower, upper)
        columns = np.arange(size, size + 2 * count, dtype=np.int32)
        used = np.concatenate([below, above])
        highs.changeColsBounds(
            columns.size, columns, np.zeros(columns.size), np.where(used, np.inf, 0.0)
        )
        highs.changeColsCost(columns.size, columns, used.astype(float))
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ContradictionError
        return self._keep(np.array(highs.getSolution().col_value)[:size])

    def _least(self, vector: Vector) -> float:
        self._highs.changeColsCost(self._places.size, self._places, vector)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kUnbounded:
            return -np.inf
        if status != highspy.HighsModelStatus.kOptimal:
            raise ContradictionError
        self._keep(np.array(self._highs.getSolution().col_value))
        return float(self._highs.getInfo().objective_function_value)

    def _keep(self, point: Vector) -> Vector:
        """Remember a solution, in the place of the oldest where there are many."""
        self._witnesses[self._turn % WITNESSES] = point
        self._turn += 1
        return point


def _unsettled(seen: NDArray[np.float64], marks: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return, for each sum, whether it has yet to be seen as low, and as high, as its marks."""
    return np.vstack([seen[0] > marks[0] + SLACK, seen[1] < marks[1] - SLACK])


def _programme(block: Block, limits: Vector) -> Any:
    """Return a programme over columns between limits, the first of which keep the relations."""
    highs = NEW_PROGRAMME()
    for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
        highs.setOptionValue(name, value)
    width, matrix = limits.shape[1], block.matrix
    highs.addVars(width, limits[0], limits[1])
    highs.addRows(
        block.lower.size,
        block.lower,
        block.upper,
        matrix.nnz,
        matrix.indptr[:-1],
        matrix.indices,
        matrix.data,
    )
    return highs
