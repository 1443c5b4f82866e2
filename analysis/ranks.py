"""Put answers in order without pretending to know more than the counts tell.

Ranks are drawn again and again from the published counts; what cannot be told apart is tied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.statistics import CONFIDENCE, StatisticsError

DRAWS = 4_000


@dataclass(frozen=True)
class Ranked:
    """An answer's place: `rank` is shared by ties; it could lie anywhere from `low` to `high`."""

    answer: str
    count: int
    rank: int
    low: int
    high: int
    is_tied: bool


def bootstrap_ranks(
    counts: Mapping[str, int],
    base: int,
    *,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> list[Ranked]:
    """Return answers in order, most often given first, ties marked.

    Each answer is a yes or no of its own against the base. Two answers are tied when the interval
    of their difference over the draws holds 0; an answer is compared with the first of the tie
    before it. Work from published counts, so that ranks tell nothing that counts do not. The same
    seed gives the same ranks.

    Raises:
        StatisticsError: when a count is below 0 or above the base.
    """
    wrong = next((name for name, count in counts.items() if not 0 <= count <= base), None)
    if wrong is not None or base <= 0:
        raise StatisticsError(f'"{wrong}" cannot be ranked: give counts from 0 to a base above 0.')
    names = sorted(counts, key=lambda name: (-counts[name], name))
    drawn = _draw(np.array([counts[name] for name in names]), base, draws=draws, seed=seed)
    places = stats.rankdata(-drawn, method="min", axis=1)
    tail = (1 - confidence) / 2
    low, high = np.quantile(places, [tail, 1 - tail], axis=0, method="nearest").astype(int)
    leaders = _leaders(drawn, tail)
    return [
        Ranked(name, counts[name], leader + 1, int(low[i]), int(high[i]), leaders.count(leader) > 1)
        for i, (name, leader) in enumerate(zip(names, leaders, strict=True))
    ]


def _draw(counts: NDArray[np.int64], base: int, *, draws: int, seed: int) -> NDArray[np.int64]:
    chance = np.random.default_rng(seed)
    return chance.binomial(base, counts / base, size=(draws, counts.size))


def _leaders(drawn: NDArray[np.int64], tail: float) -> list[int]:
    """Return for each answer, in order, the position of the first answer it is tied with."""
    leaders: list[int] = []
    for position in range(drawn.shape[1]):
        leader = leaders[-1] if leaders else position
        gap = np.quantile(drawn[:, leader] - drawn[:, position], tail)
        leaders.append(leader if gap <= 0 else position)
    return leaders
