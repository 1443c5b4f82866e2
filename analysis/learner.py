"""Kernel ridge regression in closed form: fast to train, and every row scored without itself.

One Cholesky factor serves all themes. The score a row would get had it been left out follows from
the same factor (Allen 1974; Rifkin and Lippert, *Notes on regularized least squares*, 2007), so
thresholds and probabilities rest on honest scores without any further training.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_solve, lapack

Matrix = npt.NDArray[np.float64]

BIAS = 1.0
"""Added to every likeness: the same as a constant feature."""


@dataclass(frozen=True)
class Fitted:
    """What was learnt: `weights` (rows × themes), scores `without_itself` and scores `within`."""

    weights: Matrix
    without_itself: Matrix
    within: Matrix


def fit_ridge(likeness: Matrix, penalties: npt.NDArray[np.float64], targets: Matrix) -> Fitted:
    """Learn targets (rows × themes, from -1 to 1) with one penalty for each row.

    The likeness (rows × rows, symmetric) is overwritten: it is the largest thing in memory.

    Raises:
        ArithmeticError: the likeness is not that of any texts (not positive definite).
    """
    likeness += BIAS
    likeness[np.diag_indices_from(likeness)] += penalties
    factor, failed = lapack.dpotrf(likeness.T, lower=1, clean=1, overwrite_a=1)
    if failed:
        raise ArithmeticError("The likeness of the texts is not positive definite.")
    weights: Matrix = cho_solve((factor, True), targets, check_finite=False)
    inverse, _ = lapack.dtrtri(factor, lower=1, overwrite_c=1)
    diagonal = np.einsum("ij,ij->j", inverse, inverse)[:, None]
    return Fitted(
        weights=weights,
        without_itself=targets - weights / diagonal,
        within=targets - penalties[:, None] * weights,
    )
