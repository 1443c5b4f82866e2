"""How many verbatims have a theme when a machine did the counting, with an honest interval.

A machine that misses a theme or sees it where it is not shifts every share. How often it does is
known from coded verbatims left out of learning; the share is corrected by it (Rogan and Gladen
1978, in the form of predictive values), and the interval carries the doubt of that correction as
well as of the count. Where people write of other things than those coded did, the machine's chances
say so, and half of what they say is believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from analysis.learning import ThemeModel, ThemeQuality

Matrix = npt.NDArray[np.float64]
Rate = TypeVar("Rate", float, Matrix)

DRAWS = 4_000

DESIGN_EFFECT = 2.0
"""How much less the error rates of all coded verbatims tell about one locality or service, where
people write of other things: so many coded verbatims are worth one of its own. Chosen so that
intervals by service hold on public comments (`benchmarks/theming_shares.py`)."""

STRANGENESS = 5.0
"""How much faster still that worth falls as the odds here lean away from those of the coded."""

BELIEF = 0.5
"""How far the odds follow the machine's chances: 0 is not at all, 1 is all the way."""
LEAST_CHANCE = 0.002
"""Added to mean chances, so that a few unlikely verbatims say little."""


@dataclass(frozen=True)
class Lean:
    """How many times the odds of coded verbatims hold here.

    `right` are the odds that a suggestion is right, `missed` those that a theme was missed.
    """

    right: float = 1.0
    missed: float = 1.0


EVEN = Lean()


@dataclass(frozen=True)
class ThemeShare:
    """The share of verbatims that have a theme, as corrected, with its 95 % interval."""

    theme: str
    suggested: int
    base: int
    share: float
    low: float
    high: float


def theme_shares(
    model: ThemeModel, texts: Sequence[str], *, seed: int = 0
) -> tuple[ThemeShare, ...]:
    """Return the share of each theme among some texts, corrected for the machine's errors.

    Before anything is coded there is nothing to correct by, and the interval is from 0 to 1.
    """
    coded = model.lessons.coded
    scores = model.scores(texts)
    fitting, chances = model.fits(scores), model.calibration.probabilities(scores)
    known, hoped = model.left_out_fits(), model.left_out_chances()
    shares = []
    for column, quality in enumerate(model.quality()):
        here, there = fitting[:, column], known[:, column]
        lean = Lean(
            _odds_ratio(chances[here, column], hoped[there, column]),
            _odds_ratio(chances[~here, column], hoped[~there, column]),
        )
        suggested = int(here.sum())
        shares.append(
            estimate_share(quality, suggested, len(texts), coded=coded, lean=lean, seed=seed)
        )
    return tuple(shares)


def _odds_ratio(here: Matrix, coded: Matrix) -> float:
    """Return how much the mean chance here exceeds that of coded verbatims, as far as believed."""
    if not len(here) or not len(coded):
        return 1.0
    return float(((here.mean() + LEAST_CHANCE) / (coded.mean() + LEAST_CHANCE)) ** BELIEF)


def estimate_share(
    quality: ThemeQuality,
    suggested: int,
    base: int,
    *,
    coded: int,
    lean: Lean = EVEN,
    seed: int = 0,
) -> ThemeShare:
    """Return the share of a theme that was suggested for some of `base` verbatims.

    Of those suggested, as many are taken to be right as were among coded verbatims left out; of
    the others, as many to be missed; `lean` shifts both odds. Both rates are uncertain (Jeffreys
    prior), and so is what they mean for so many verbatims; the interval holds 95 % of what may be.
    """
    if not base:
        return ThemeShare(quality.theme, 0, 0, 0.0, 0.0, 1.0)
    if not coded:
        return ThemeShare(quality.theme, suggested, base, suggested / base, 0.0, 1.0)
    random = np.random.default_rng(seed)
    others = coded - quality.right - quality.wrong - quality.missed
    right = _rates(random, quality.right, quality.wrong, ratio=lean.right)
    missed = _rates(random, quality.missed, others, ratio=lean.missed)
    counts = random.binomial(suggested, right) + random.binomial(base - suggested, missed)
    low, high = np.quantile(counts / base, [0.025, 0.975])
    told = quality.right + quality.wrong
    precision = _shift(quality.right / told if told else 0.5, lean.right)
    missing = _shift(quality.missed / max(quality.missed + others, 1), lean.missed)
    share = (suggested * precision + (base - suggested) * missing) / base
    return ThemeShare(
        quality.theme, suggested, base, float(np.clip(share, low, high)), float(low), float(high)
    )


def _shift(rate: Rate, ratio: float) -> Rate:
    """Return rates whose odds are so many times as high."""
    return rate * ratio / (1 - rate + rate * ratio)


def _rates(random: np.random.Generator, yes: int, no: int, *, ratio: float) -> Matrix:
    """Return rates that so many coded verbatims leave possible (Jeffreys prior), odds shifted."""
    worth = 1 / (DESIGN_EFFECT * (1 + STRANGENESS * abs(log(ratio))))
    return _shift(random.beta(yes * worth + 0.5, no * worth + 0.5, DRAWS), ratio)
