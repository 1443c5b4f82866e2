"""A linear programme kept warm: only bounds and costs change between one solution and the next.

HiGHS (https://highs.dev) through `highspy`; one re-solution costs a fraction of a millisecond to a
few milliseconds where a fresh one costs ten times as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
PRIMAL = 4
NEW_PROGRAMME: Any = highspy.Highs  # highspy is not typed


@dataclass(frozen=True)
class Optimum:
    """The best value, the point that reaches it, and what each row's bounds are worth.

    `value` is None when no point meets the bounds, and infinite when there is no limit.
    """

    value: float | None
    point: Floats
    row_duals: Floats
    column_duals: Floats


class LinearProgramme:
    """Rows of a matrix held between bounds, over columns held between bounds."""

    def __init__(
        self, matrix: sparse.csr_matrix, *, rows: Floats, columns: Floats, is_primal: bool = False
    ) -> None:
        """Take a matrix and the bounds of its rows and columns, shape (2, …): lower, upper.

        `is_primal` suits a programme in which costs change more often than bounds.
        """
        self._columns = np.arange(matrix.shape[1], dtype=np.int32)
        self._rows = rows.copy()
        self._highs = NEW_PROGRAMME()
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._highs.setOptionValue(name, value)
        if is_primal:
            self._highs.setOptionValue("simplex_strategy", PRIMAL)
        self._highs.passModel(_model(matrix, rows, columns))

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Hold one row between new bounds."""
        self._rows[:, row] = lower, upper
        self._highs.changeRowBounds(row, lower, upper)

    def bound_columns(self, lower: Floats, upper: Floats) -> None:
        """Hold all columns between new bounds."""
        self._highs.changeColsBounds(self._columns.size, self._columns, lower, upper)

    def minimise(self, cost: Floats) -> Optimum:
        """Return the least value of a cost over all columns."""
        self._highs.changeColsCost(self._columns.size, self._columns, cost)
        self._highs.run()
        status = self._highs.getModelStatus()
        solution = self._highs.getSolution()
        value: float | None = None
        if status == highspy.HighsModelStatus.kOptimal:
            value = float(self._highs.getInfo().objective_function_value)
        elif status == highspy.HighsModelStatus.kUnbounded:
            value = -np.inf
        elif status != highspy.HighsModelStatus.kInfeasible:
            raise ArithmeticError(f"HiGHS ended with {status}; try fewer cells in one release.")
        return Optimum(
            value,
            np.asarray(solution.col_value),
            np.asarray(solution.row_dual),
            np.asarray(solution.col_dual),
        )


def _model(matrix: sparse.csr_matrix, rows: Floats, columns: Floats) -> highspy.HighsLp:
    by_column = matrix.tocsc()
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = np.zeros(matrix.shape[1])
    model.col_lower_, model.col_upper_ = columns
    model.row_lower_, model.row_upper_ = rows
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = by_column.indptr
    model.a_matrix_.index_ = by_column.indices
    model.a_matrix_.value_ = by_column.data
    return model
