"""Pairs of published numbers, one part of the other, that could differ by very few people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.populations import Population
from analysis.programs import Floats


def close_pairs(
    populations: Sequence[Population], *, lower: Floats, upper: Floats, most: int
) -> Iterator[tuple[int, int]]:
    """Yield (whole, part) for published numbers that may differ by 1 to `most` people.

    `lower` and `upper` are what is published of each figure, infinite where it is hidden.
    """
    shown = np.flatnonzero(np.isfinite(lower) & np.isfinite(upper))
    masks = _Masks(populations)
    for part in shown:
        gap_low, gap_high = lower[shown] - upper[part], upper[shown] - lower[part]
        for whole in shown[(gap_low <= most) & (gap_high >= 1)]:
            if whole != part and masks.contains(int(whole), int(part)):
                yield int(whole), int(part)


class _Masks:
    """Populations as bits, so that "is part of" is one step for each dimension."""

    def __init__(self, populations: Sequence[Population]) -> None:
        bits: dict[tuple[str, str], int] = {}
        self.masks: list[dict[str, int]] = []
        for population in populations:
            mask: dict[str, int] = {}
            for name, atoms in population.where:
                places = (bits.setdefault((name, atom), len(bits)) for atom in atoms)
                mask[name] = sum(1 << place for place in places)
            self.masks.append(mask)

    def contains(self, whole: int, part: int) -> bool:
        inner, outer = self.masks[part], self.masks[whole]
        return all(name in inner and not inner[name] & ~mask for name, mask in outer.items())
