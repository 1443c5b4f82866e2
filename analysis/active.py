"""Which verbatim a coder should see next, so that each coding teaches the most.

Half the time the one that is most uncertain, rare themes first; half the time one at random,
because thresholds and shares need verbatims that nobody chose. The same seed and the same codings
so far give the same choice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.coding import Suggestion


@dataclass(frozen=True)
class NextVerbatim:
    """The verbatim to code next, and whether it was drawn at random."""

    verbatim_id: str
    is_random: bool


def next_verbatim(
    waiting: Collection[str],
    suggestions: Iterable[Suggestion],
    *,
    coded: Mapping[str, int],
    seed: int = 0,
) -> NextVerbatim | None:
    """Return the next verbatim of those waiting; `None` when none is.

    `coded` says how many verbatims people have given each theme so far; it also tells whose turn
    it is: after an even number of codings a verbatim is chosen, after an odd number drawn.
    """
    if not waiting:
        return None
    ids = sorted(waiting)
    done = sum(coded.values())
    if done % 2:
        drawn = np.random.default_rng([seed, done]).integers(len(ids))
        return NextVerbatim(ids[drawn], is_random=True)
    worth = teaching_worth(ids, suggestions, coded=coded)
    return NextVerbatim(min(ids, key=lambda one: (-worth[one], one)), is_random=False)


def teaching_worth(
    ids: Sequence[str], suggestions: Iterable[Suggestion], *, coded: Mapping[str, int]
) -> dict[str, float]:
    """Return how much coding each verbatim would teach: uncertainty times rarity, from 0 to 1.

    Uncertainty is 1 at a probability of a half and 0 at certainty. A verbatim without any
    suggestion counts as half uncertain: people must look at what the model cannot place.
    """
    unplaced = 0.5 * _rarity(max(coded.values(), default=0))
    worth: dict[str, float] = {}
    for suggestion in suggestions:
        uncertain = 1.0 - abs(2 * suggestion.probability - 1.0)
        value = uncertain * _rarity(coded.get(suggestion.theme, 0))
        worth[suggestion.verbatim_id] = max(value, worth.get(suggestion.verbatim_id, 0.0))
    return {one: worth.get(one, unplaced) for one in ids}


def _rarity(count: int) -> float:
    return float(1.0 / np.sqrt(1.0 + count))
