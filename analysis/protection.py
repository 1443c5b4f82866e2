"""Choose what else to hide, so that no small count can be worked out from what is left.

Greedy: one linear programme for each promise asks for the cheapest way to leave the count in
doubt (after the minimum-cost flow method of cell suppression: Castro 2012, doi
10.1016/j.cor.2012.02.018) and whatever it disturbs is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.linkage import LinkedSystem
from analysis.programs import Floats, LinearProgramme

TOLERANCE = 1e-6
MOST = 4
WITNESSES = 300
WORTHWHILE = 3
UPWARDS = 0.7


@dataclass(frozen=True)
class Promise:
    """A figure (row of a system) that must stay possible from `low` up to `high`."""

    figure: int
    low: float
    high: float


class UnprotectableError(Exception):
    """A figure (row) that earlier releases already give away, whatever this one hides."""

    def __init__(self, figure: int) -> None:
        super().__init__(figure)
        self.figure = figure


class ContradictionError(Exception):
    """Figures known or about to be shown that cannot all be true of the same respondents."""


class Protector:
    """What is known of a linked system, and what has to be hidden to keep the promises.

    `limits` (2 × figures: lower, upper) are what a reader knows of each figure with the new
    release, −∞ and ∞ when nothing; `held` what it would still know if the release hid the figure;
    `cost` what hiding loses, infinite where nothing new is shown.
    """

    def __init__(self, system: LinkedSystem, *, limits: Floats, held: Floats, cost: Floats) -> None:
        self.system, self.cost, self._held = system, cost, held
        self.lower, self.upper = limits.copy()
        count = len(system.populations)
        self._elastic = LinearProgramme(
            _elastic_matrix(system), rows=self._row_bounds(), columns=self._column_bounds()
        )
        self._rigid = LinearProgramme(
            sparse.vstack([system.figures, system.links]).tocsr(),
            rows=self._row_bounds(),
            columns=np.array([[0.0], [np.inf]]).repeat(system.figures.shape[1], axis=1),
            is_primal=True,
        )
        self._points = np.empty((0, count))
        self._holding: set[int] = set()
        self._seen = np.vstack([np.full(count, np.inf), np.full(count, -np.inf)])

    def hide(self, figures: Sequence[int]) -> None:
        """Hide figures: nothing more is known of them than before, and what follows from others."""
        for figure in figures:
            low, high = self._held[:, figure]
            self.lower[figure], self.upper[figure] = low, high
            self._elastic.bound_row(figure, low, high)
            self._rigid.bound_row(figure, low, high)

    def is_hidden(self, figure: int) -> bool:
        """Say whether nothing is published about a figure."""
        return bool(np.isneginf(self.lower[figure]))

    def keep(self, promise: Promise) -> list[int]:
        """Hide what it takes to keep one promise, and return what was hidden.

        Raises:
            UnprotectableError: when hiding every figure that can be hidden is not enough.
        """
        hidden: list[int] = []
        if self._is_short(promise):
            hidden += self._reach(promise.figure, promise.high, np.inf)
        if self._is_long(promise):
            hidden += self._reach(promise.figure, -np.inf, promise.low)
        return hidden

    def explore(self, promises: Sequence[Promise]) -> None:
        """Look for counts that nobody can rule out and that keep many promises at once.

        Each step asks for as many open promises as possible, each this or that way, and is repeated
        for as long as it pays. It hides nothing and is a short cut only.
        """
        chance = np.random.default_rng(len(promises))
        left, gained = self._open_ways(promises), np.inf
        while left and gained > WORTHWHILE:
            up = chance.random(len(promises)) < UPWARDS
            self._pull([(each, bool(way)) for each, way in zip(promises, up, strict=True)])
            now = self._open_ways(promises)
            gained, left = left - now, now

    def _open_ways(self, promises: Sequence[Promise]) -> int:
        return sum(self._is_short(each) + self._is_long(each) for each in promises)

    def _is_short(self, promise: Promise) -> bool:
        return bool(self._seen[1, promise.figure] < promise.high - TOLERANCE)

    def _is_long(self, promise: Promise) -> bool:
        return bool(self._seen[0, promise.figure] > promise.low + TOLERANCE)

    def _pull(self, promises: Sequence[tuple[Promise, bool]]) -> None:
        """Find one set of counts that takes open promises up or down, as nearly as can be."""
        cells, count = self.system.figures.shape[1], len(self.cost)
        missed = np.zeros((2, count))
        for promise, up in promises:
            if not self.is_hidden(promise.figure):
                continue
            if self._is_short(promise) and (up or not self._is_long(promise)):
                self._elastic.bound_row(promise.figure, promise.high, np.inf)
                missed[1, promise.figure] = 1.0
            elif self._is_long(promise):
                self._elastic.bound_row(promise.figure, -np.inf, promise.low)
                missed[0, promise.figure] = 1.0
        room = np.concatenate([np.full(cells, np.inf), *np.where(missed > 0, np.inf, 0.0)])
        self._elastic.bound_columns(np.zeros(room.size), room)
        best = self._elastic.minimise(np.concatenate([np.zeros(cells), *missed]))
        for figure in np.flatnonzero(missed.any(axis=0)):
            row = int(figure)
            self._elastic.bound_row(row, self.lower[row], self.upper[row])
        if best.value is None:
            raise ContradictionError
        self._witness(best.point[:cells])

    def interval(self, plus: int, minus: int | None = None) -> tuple[float, float]:
        """Return the least and greatest value of a figure, or of the difference of two."""
        vector = self.system.figures[[plus]].toarray()[0]
        if minus is not None:
            vector = vector - self.system.figures[[minus]].toarray()[0]
        return self._least(vector), -self._least(-vector)

    def leave_open(self, plus: int, minus: int | None = None, *, wanted: int) -> list[int]:
        """Hide what it takes to leave a published number, or the difference of two, in doubt.

        A difference is left alone when it cannot be of 1 to 4 people. What has to be hidden is
        found from the figures that hold the bounds; where earlier releases hold them, a number of
        the two is not shown again.

        Raises:
            UnprotectableError: when nothing that can be hidden holds them.
        """
        hidden: list[int] = []
        while not self._is_open(plus, minus, wanted):
            can_hide = {int(each) for each in np.flatnonzero(self._room().any(axis=0))}
            named = {plus} if minus is None else {plus, minus}
            choice = self._holding & can_hide or named & can_hide
            if not choice:
                raise UnprotectableError(plus)
            hidden.append(min(choice, key=lambda each: (self.cost[each], each)))
            self.hide(hidden[-1:])
        return hidden

    def _is_open(self, plus: int, minus: int | None, wanted: int) -> bool:
        self._holding = set()
        if self.is_hidden(plus) or (minus is not None and self.is_hidden(minus)):
            return True
        if candidates(*self._witnessed(plus, minus)) >= wanted:
            return True
        low, high = self.interval(plus, minus)
        harmless = minus is not None and (low > MOST + TOLERANCE or high < 1 - TOLERANCE)
        return harmless or candidates(low, high) >= wanted

    def _witnessed(self, plus: int, minus: int | None) -> tuple[float, float]:
        """Return the widest range already seen to be possible, without solving anything."""
        if not len(self._points):
            return np.inf, -np.inf
        values = self._points[:, plus]
        if minus is not None:
            values = values - self._points[:, minus]
        return float(values.min()), float(values.max())

    def _least(self, vector: Floats) -> float:
        best = self._rigid.minimise(vector)
        if best.value is None:
            raise ContradictionError
        if np.isfinite(best.value):
            duals = best.row_duals[: len(self.cost)]
            self._holding |= {int(each) for each in np.flatnonzero(np.abs(duals) > TOLERANCE)}
            self._witness(best.point)
        return best.value

    def _reach(self, figure: int, lower: float, upper: float) -> list[int]:
        """Hide what stands in the way of a figure lying between two values."""
        cells, count = self.system.figures.shape[1], len(self.cost)
        lower, upper = max(lower, self.lower[figure]), min(upper, self.upper[figure])
        if lower > upper:
            raise UnprotectableError(figure)
        price = np.where(np.isfinite(self.cost), self.cost, 0.0)
        self._elastic.bound_columns(*self._column_bounds())
        self._elastic.bound_row(figure, lower, upper)
        best = self._elastic.minimise(np.concatenate([np.zeros(cells), price, price]))
        self._elastic.bound_row(figure, self.lower[figure], self.upper[figure])
        if best.value is None:
            raise UnprotectableError(figure)
        moved = best.point[cells : cells + count] + best.point[cells + count :]
        used = [int(each) for each in np.flatnonzero(moved > TOLERANCE)]
        self.hide(used)
        self._witness(best.point[:cells])
        return used

    def _witness(self, cells: Floats) -> None:
        """Remember a set of true counts that a reader cannot rule out."""
        point = self.system.figures @ cells
        self._seen[0] = np.minimum(self._seen[0], point)
        self._seen[1] = np.maximum(self._seen[1], point)
        self._points = np.vstack([self._points[-WITNESSES:], point])

    def _row_bounds(self) -> Floats:
        links = np.where(self.system.is_equality, 0.0, np.inf)
        return np.vstack(
            [
                np.concatenate([self.lower, np.zeros(links.size)]),
                np.concatenate([self.upper, links]),
            ]
        )

    def _column_bounds(self) -> Floats:
        cells = self.system.figures.shape[1]
        upper = np.concatenate([np.full(cells, np.inf), *self._room()])
        return np.vstack([np.zeros(upper.size), upper])

    def _room(self) -> Floats:
        """Return how far hiding each figure would let it move, up and down."""
        may_move = np.isfinite(self.cost) & np.isfinite(self.lower) & np.isfinite(self.upper)
        up = np.where(may_move, self._held[1], 0.0) - np.where(may_move, self.upper, 0.0)
        down = np.where(may_move, self.lower, 0.0) - np.where(may_move, self._held[0], 0.0)
        return np.vstack([up, down])


def _elastic_matrix(system: LinkedSystem) -> sparse.csr_matrix:
    """Return figures and links over base cells, and how far each figure is moved up and down."""
    count = len(system.populations)
    nothing = sparse.csr_matrix((system.links.shape[0], count))
    unit = sparse.identity(count, format="csr")
    blocks = [[system.figures, -unit, unit], [system.links, nothing, nothing]]
    return sparse.csr_matrix(sparse.bmat(blocks))


def candidates(low: float, high: float) -> float:
    """Return how many whole numbers lie between two bounds, with a little tolerance."""
    if low > high:
        return 0.0
    if not (np.isfinite(low) and np.isfinite(high)):
        return np.inf
    return float(np.floor(high + TOLERANCE) - np.ceil(low - TOLERANCE) + 1)
