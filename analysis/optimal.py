"""The fewest and smallest figures to hide besides the sensitive ones, proved near the least.

Fischetti and Salazar-González (2001), "Solving the cell suppression problem on tabular data with
linear constraints", Management Science 47(7): a master problem chooses, an attack tests the choice,
and each broken promise comes back as a capacity cut.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from analysis.linkage import LinkedSystem
from analysis.programs import Floats, LinearProgramme, Optimum
from analysis.protection import TOLERANCE, Promise

ROUNDS, CUTS = 60, 400
NODES = 20_000
GAP = 0.02
ROOM = 1_000.0


def optimal_pattern(
    system: LinkedSystem, promises: Sequence[Promise], *, counts: Floats, cost: Floats
) -> frozenset[int] | None:
    """Return figures to hide at a cost proved within 2 % of the least; None if not soon enough.

    `counts` are true counts; `cost` is 0 for what is hidden in any case and infinite for what may
    not be hidden. Limits are counted in steps, not seconds, so that the same table always gives the
    same pattern.
    """
    search = _Search(system, counts)
    chosen = cost == 0
    cuts: list[tuple[Floats, float]] = []
    for _ in range(ROUNDS):
        broken = search.cuts(promises, chosen)
        if not broken:
            return frozenset(int(each) for each in np.flatnonzero(chosen))
        cuts += broken
        if len(cuts) > CUTS:
            return None
        found = _master(cuts, cost)
        if found is None:
            return None
        chosen = found
    return None


class _Search:
    """Attacks a pattern of hidden figures and turns what it breaks into cuts."""

    def __init__(self, system: LinkedSystem, counts: Floats) -> None:
        self.system, self.counts = system, counts
        cells = system.figures.shape[1]
        links = np.where(system.is_equality, 0.0, np.inf)
        rows = np.vstack(
            [np.append(counts, np.zeros(links.size)), np.append(counts, links)],
        )
        matrix = sparse.csr_matrix(sparse.vstack([system.figures, system.links]))
        columns = np.array([[0.0], [np.inf]]).repeat(cells, axis=1)
        self.programme = LinearProgramme(matrix, rows=rows, columns=columns, is_primal=True)
        self.hidden = np.zeros(counts.size, dtype=bool)
        sizes = np.diff(system.figures.indptr)
        self.single = np.flatnonzero(sizes == 1)
        self.single_cell = system.figures.indices[system.figures.indptr[self.single]]

    def cuts(
        self, promises: Sequence[Promise], hidden: NDArray[np.bool_]
    ) -> list[tuple[Floats, float]]:
        """Return a cut for each promise that this pattern breaks, upwards or downwards.

        What one attack shows to be possible settles other promises, which need no attack.
        """
        for changed in np.flatnonzero(hidden != self.hidden):
            count = float(self.counts[changed])
            bounds = (0.0, count + ROOM) if hidden[changed] else (count, count)
            self.programme.bound_row(int(changed), *bounds)
        self.hidden = hidden
        found, most, least = [], self.counts.copy(), self.counts.copy()
        for promise in promises:
            figure, count = promise.figure, float(self.counts[promise.figure])
            for sign, mark in ((-1.0, promise.high), (1.0, promise.low)):
                seen = (most if sign < 0 else least)[figure]
                if sign * (seen - mark) <= TOLERANCE:
                    continue
                best = self.programme.minimise(sign * self.system.figures[[figure]].toarray()[0])
                point: Floats = self.system.figures @ best.point
                most, least = np.maximum(most, point), np.minimum(least, point)
                if sign * (point[figure] - mark) > TOLERANCE:
                    reached = abs(float(point[figure]) - count)
                    found.append(self._cut(best, need=abs(mark - count), reached=reached))
        return found

    def _cut(self, best: Optimum, *, need: float, reached: float) -> tuple[Floats, float]:
        """Return coefficients and right-hand side: what hiding each figure adds to the reach."""
        duals = best.row_duals[: self.counts.size]
        worth = np.maximum(-duals, 0) * ROOM + np.maximum(duals, 0) * self.counts
        worth[self.single] += np.abs(best.column_duals[self.single_cell]) * self.counts[self.single]
        always = max(0.0, reached - float(worth[self.hidden].sum()))
        needed = need - always
        return np.minimum(worth, needed), needed


def _master(cuts: list[tuple[Floats, float]], cost: Floats) -> NDArray[np.bool_] | None:
    """Return the cheapest choice that meets every cut found so far."""
    matrix = np.vstack([coefficients for coefficients, _ in cuts])
    needed = np.array([right for _, right in cuts])
    rows = optimize.LinearConstraint(sparse.csr_matrix(matrix), needed - TOLERANCE, np.inf)
    answer = optimize.milp(
        np.where(np.isfinite(cost), cost, 0.0),
        integrality=np.ones(cost.size, dtype=np.int64),
        bounds=optimize.Bounds((cost == 0).astype(float), np.isfinite(cost).astype(float)),
        constraints=rows,
        options={"node_limit": NODES, "mip_rel_gap": GAP},
    )
    return None if answer.status != 0 or answer.x is None else answer.x > 0.5
