"""Weight replies to the population's shape: raking, trimming, and what it costs.

Weights repair shape; they cannot repair who chose to answer. Themes are never weighted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.statistics import Share, StatisticsError

Floats = NDArray[np.float64]
FEWEST = 20
LEAST, MOST = 0.3, 3.0
TOLERANCE = 1e-10
ROUNDS = 1_000
NOTABLE_POINTS = 5.0


@dataclass(frozen=True)
class Margin:
    """The population of each category of one characteristic, and what to use when it is too fine.

    `of` maps a reply's own category to this margin's (a district to its locality); without it they
    are the same. `coarser` replaces a margin with a category of fewer than 20 replies; without
    it the margin is dropped.
    """

    name: str
    people: Mapping[str, float]
    of: Mapping[str, str] = field(default_factory=dict)
    coarser: Margin | None = None

    def category(self, reply: Mapping[str, str | None]) -> str | None:
        """Return a reply's category on this margin; None when the person did not say.

        Raises:
            StatisticsError: for a category that the population does not have.
        """
        said = reply.get(self.name)
        if said is None:
            return None
        category = self.of.get(said, said)
        if category not in self.people:
            raise StatisticsError(
                f'"{said}" is not a {self.name} with a known population. Known are: '
                f"{', '.join(sorted(self.people))}."
            )
        return category


@dataclass(frozen=True)
class Weights:
    """One weight for each reply, with mean 1, and what has to be printed beside weighted figures.

    `trimmed` counts weights held at 0.3 or 3.0; `notes` say which margins were merged or dropped.
    """

    values: Floats
    trimmed: int
    rounds: int
    notes: tuple[str, ...]

    @property
    def effective_size(self) -> float:
        """How many unweighted replies would be as sure: (Σw)² ÷ Σw² (Kish 1965)."""
        return effective_size(self.values)


def effective_size(weights: Floats) -> float:
    """Return Kish's effective sample size of some weights."""
    squares = float(np.square(weights).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def weight_replies(
    replies: Sequence[Mapping[str, str | None]], margins: Sequence[Margin]
) -> Weights:
    """Return weights that give replies the population's shape on each margin at once.

    Margins with too few replies are merged or dropped first. People who did not say are left at 1
    on that margin.

    Raises:
        StatisticsError: without replies, for an unknown category, or when margins cannot be met.
    """
    if not replies:
        raise StatisticsError("There are no replies to weight.")
    usable, notes = usable_margins(replies, margins)
    raked, rounds = rake(replies, usable)
    values, trimmed = trim(raked)
    return Weights(values, trimmed, rounds, tuple(notes))


def usable_margins(
    replies: Sequence[Mapping[str, str | None]], margins: Sequence[Margin]
) -> tuple[list[Margin], list[str]]:
    """Return margins in which every category has at least 20 replies, and notes on the others.

    Raises:
        StatisticsError: a group has people and no reply, and no wider one to merge into.
    """
    usable: list[Margin] = []
    notes: list[str] = []
    for margin in margins:
        _refuse_empty(replies, margin)
        chosen: Margin | None = margin
        while chosen is not None and (small := _smallest(replies, chosen))[1] < FEWEST:
            fate = "merged into wider groups" if chosen.coarser else "not used"
            notes.append(
                f"{chosen.name}: {small[0]} has {small[1]} replies, fewer than {FEWEST}, so the "
                f"margin is {fate}."
            )
            chosen = chosen.coarser
        if chosen is not None:
            usable.append(chosen)
    return usable, notes


def rake(
    replies: Sequence[Mapping[str, str | None]], margins: Sequence[Margin]
) -> tuple[Floats, int]:
    """Return untrimmed weights with mean 1, and how many rounds it took.

    Iterative proportional fitting (Deming and Stephan 1940): each margin in turn is brought to the
    population's shares, until none moves.

    Raises:
        StatisticsError: when the margins cannot be met together.
    """
    weights = np.ones(len(replies))
    steps = [_targets(replies, margin) for margin in margins]
    for number in range(1, ROUNDS + 1):
        moved = 0.0
        for codes, shares in steps:
            factors = _factors(weights, codes, shares)
            weights = weights * factors
            moved = max(moved, float(np.abs(factors - 1).max()))
        if moved < TOLERANCE:
            return weights, number
    raise StatisticsError(
        f"The margins {', '.join(margin.name for margin in margins)} cannot be met together. "
        "Use wider groups."
    )


def trim(weights: Floats, *, least: float = LEAST, most: float = MOST) -> tuple[Floats, int]:
    """Return weights held between two limits, the rest scaled to keep the sum, and how many."""
    values = weights.copy()
    held = np.zeros(values.size, dtype=bool)
    while True:
        beyond = (values < least) | (values > most)
        if not beyond.any() or held.all():
            return np.clip(values, least, most), int(held.sum())
        held |= beyond
        values = np.clip(values, least, most)
        rest = values[~held].sum()
        if rest > 0:
            values[~held] *= (weights.sum() - values[held].sum()) / rest


def weighted_share(answered: NDArray[np.bool_], weights: Floats) -> Share:
    """Return a weighted share whose base is the effective size, for use with intervals.

    `answered` says for each weight whether that reply gave the answer.

    Raises:
        StatisticsError: when there is no weight at all.
    """
    total = float(weights.sum())
    if total <= 0:
        raise StatisticsError("A weighted share needs replies with weight.")
    base = effective_size(weights)
    return Share(min(base, base * float(weights[answered].sum()) / total), base)


def is_notable(unweighted: Share, weighted: Share) -> bool:
    """Say whether weighting moves a figure by more than 5 points, so that the report says why."""
    return 100 * abs(unweighted.value - weighted.value) > NOTABLE_POINTS


def _refuse_empty(replies: Sequence[Mapping[str, str | None]], margin: Margin) -> None:
    """Refuse a margin with people and no reply in a group: no weight can make up for nobody."""
    name, count = _smallest(replies, margin)
    if not count and margin.coarser is None:
        raise StatisticsError(
            f"Nobody of {margin.name} “{name}” is among the replies, so the population's share of "
            "them cannot be met. Bring groups together, or weight without this margin."
        )


def _smallest(replies: Sequence[Mapping[str, str | None]], margin: Margin) -> tuple[str, int]:
    found = Counter(margin.category(reply) for reply in replies)
    return min(((name, found[name]) for name in sorted(margin.people)), key=lambda each: each[1])


def _targets(
    replies: Sequence[Mapping[str, str | None]], margin: Margin
) -> tuple[NDArray[np.int64], Floats]:
    """Return each reply's category number (−1: did not say) and the population's shares."""
    names = sorted(margin.people)
    numbers = {name: number for number, name in enumerate(names)}
    chosen = (margin.category(reply) for reply in replies)
    codes = np.array([-1 if name is None else numbers[name] for name in chosen], dtype=np.int64)
    people = np.array([margin.people[name] for name in names], dtype=float)
    return codes, people / people.sum()


def _factors(weights: Floats, codes: NDArray[np.int64], shares: Floats) -> Floats:
    said = codes >= 0
    now = np.bincount(codes[said], weights=weights[said], minlength=shares.size)
    wanted = shares * weights[said].sum()
    ratio = np.divide(wanted, now, out=np.ones_like(wanted), where=now > 0)
    return np.where(said, ratio[codes], 1.0)
