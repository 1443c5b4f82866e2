"""How far sums can range over the base cells that agree with what is published.

The attacker's half of the linear programming; the protector has its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from analysis.polytope import Ends, Polytope, Question
from analysis.relations import SLACK, Relation, Vector, reduce_relations


class Region:
    """All non-negative base cells that meet the relations.

    What does not hang together is asked apart, and the ends of a sum are the sums of its ends.

    Raises:
        ContradictionError: when no base cells meet the relations.
    """

    def __init__(self, size: int, relations: Sequence[Relation]) -> None:
        self._open = reduce_relations(size, relations)
        self._parts = [
            Polytope(each, self._open.low, self._open.high) for each in self._open.blocks
        ]
        self._owner = np.full(size, -1)
        for number, part in enumerate(self._parts):
            self._owner[part.columns] = number

    def range(self, vector: Vector) -> Ends:
        """Return the least and the greatest value of a sum; infinite where nothing limits it."""
        return self._sum(vector, Polytope.range)

    def witnessed(self, vector: Vector) -> Ends:
        """Return the range that solutions found so far already show to be possible."""
        return self._sum(vector, Polytope.witnessed)

    def explore(self, wanted: Sequence[Question]) -> None:
        """Collect witnesses that settle many questions (sum, low, high) at once, if there are any.

        Questions about several parts at once are left for `reaches`.
        """
        asked: defaultdict[int, list[Question]] = defaultdict(list)
        for vector, low, high in wanted:
            numbers, (least, most) = self._touched(vector), self._loose(vector)
            if len(numbers) == 1 and least == most:
                mine = vector[self._parts[numbers[0]].columns]
                asked[numbers[0]].append((mine, low - least, high - least))
        for number, questions in asked.items():
            self._parts[number].explore(questions)

    def reaches(self, vector: Vector, target: float) -> bool:
        """Say whether a sum can take a value, as one of a convex set of values."""
        low, high = self.witnessed(vector)
        if not low - SLACK <= target <= high + SLACK:
            low, high = self.range(vector)
        return low - SLACK <= target <= high + SLACK

    def _sum(self, vector: Vector, ends: Callable[[Polytope, Vector], Ends]) -> Ends:
        low, high = self._loose(vector)
        for number in self._touched(vector):
            part = self._parts[number]
            least, most = ends(part, vector[part.columns])
            low, high = low + least, high + most
        return low, high

    def _touched(self, vector: Vector) -> list[int]:
        owners = np.unique(self._owner[np.flatnonzero(vector)])
        return [int(each) for each in owners if each >= 0]

    def _loose(self, vector: Vector) -> Ends:
        """Return the ends of what a sum has in cells that no relation ties to others."""
        cells = np.flatnonzero((vector != 0) & (self._owner < 0))
        weights, low, high = vector[cells], self._open.low[cells], self._open.high[cells]
        up = weights > 0
        least = np.where(up, low, high) * weights
        most = np.where(up, high, low) * weights
        return float(least.sum()), float(most.sum())
