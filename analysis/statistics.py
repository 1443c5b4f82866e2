"""How sure a figure is, when it may be printed, and when a change is a change.

Intervals come from statsmodels: Wilson (1927) for a share, Newcombe (1998, method 10) for the
difference of two. They tell what chance alone could do, never who chose to answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

NOTHING_BELOW, PERCENTAGES_FROM = 10, 30
CHANGE_POINTS = 5.0
CONFIDENCE = 0.95
SCHOOL_CORRELATION = 0.05


class StatisticsError(ValueError):
    """Figures from which nothing can be worked out; the message says why and what to give."""


class SurveyKind(StrEnum):
    """How people came to answer; it decides what may be printed."""

    INVITED = "invited"
    OPEN = "open"
    PANEL = "panel"


class Printing(StrEnum):
    """How much may be printed of a figure with a given base."""

    NOTHING = "nothing"
    COUNTS = "counts"
    PERCENTAGES = "percentages"


@dataclass(frozen=True)
class Interval:
    """Two ends, as shares from 0 to 1 (or differences of shares, from −1 to 1)."""

    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Say whether nought lies outside."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Share:
    """How many of a base gave an answer. A weighted share has fractions and an effective base."""

    count: float
    base: float

    def __post_init__(self) -> None:
        if self.base <= 0 or not 0 <= self.count <= self.base:
            raise StatisticsError(
                f"{self.count} of {self.base} is not a share. The base must be above 0, and the "
                "count from 0 to the base."
            )

    @property
    def value(self) -> float:
        """The share from 0 to 1."""
        return self.count / self.base


@dataclass(frozen=True)
class Change:
    """The difference between two shares, later less earlier, and whether to call it a change."""

    points: float
    interval: Interval
    is_change: bool


def printing(base: int) -> Printing:
    """Return what may be printed: below 10 nothing, from 10 counts, from 30 whole percentages."""
    if base < NOTHING_BELOW:
        return Printing.NOTHING
    return Printing.COUNTS if base < PERCENTAGES_FROM else Printing.PERCENTAGES


def share_interval(
    share: Share, *, design_effect: float = 1.0, confidence: float = CONFIDENCE
) -> Interval:
    """Return the Wilson interval of a share; a design effect above 1 widens it."""
    return _wilson(share, share.base / max(design_effect, 1.0), confidence)


def invited_interval(
    share: Share,
    *,
    kind: SurveyKind,
    invited: int,
    design_effect: float = 1.0,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Return the Wilson interval of a share among a finite list of people who were invited.

    The base is enlarged by (N − 1) / (N − n): with everybody answering, nothing is left to chance
    (Cochran 1977, Sampling Techniques, section 2.6).

    Raises:
        StatisticsError: for any other kind of survey, or when more answered than were invited.
    """
    if kind is not SurveyKind.INVITED:
        raise StatisticsError(
            f"A finite population is known for an invited list only, not for a survey of the kind "
            f'"{kind}". Use share_interval.'
        )
    if share.base > invited:
        raise StatisticsError(
            f"{share.base:g} answered but {invited} were invited. Correct the number invited."
        )
    if share.base == invited:
        return Interval(share.value, share.value)
    enlarged = share.base * (invited - 1) / (invited - share.base)
    return _wilson(share, enlarged / max(design_effect, 1.0), confidence)


def group_design_effect(mean_size: float, *, correlation: float = SCHOOL_CORRELATION) -> float:
    """Return 1 + (m − 1) ρ for answers that came in groups of mean size m (Kish 1965)."""
    return 1.0 + max(0.0, mean_size - 1.0) * correlation


def compare(
    earlier: Share, later: Share, *, design_effect: float = 1.0, confidence: float = CONFIDENCE
) -> Change:
    """Return the change between two independent shares, with Newcombe's interval.

    It is called a change only when the interval excludes 0 and it is of at least 5 points.
    """
    effect = max(design_effect, 1.0)
    low, high = confint_proportions_2indep(
        later.count / effect,
        later.base / effect,
        earlier.count / effect,
        earlier.base / effect,
        method="newcomb",
        compare="diff",
        alpha=1 - confidence,
    )
    interval = Interval(float(low), float(high))
    points = 100 * (later.value - earlier.value)
    large = abs(points) >= CHANGE_POINTS - 1e-9
    return Change(points, interval, large and interval.excludes_zero())


def expected_by_luck(items: int, *, confidence: float = CONFIDENCE) -> float:
    """Return how many of so many items would seem to differ if nothing had changed at all."""
    return items * (1 - confidence)


def _wilson(share: Share, base: float, confidence: float) -> Interval:
    low, high = proportion_confint(share.value * base, base, alpha=1 - confidence, method="wilson")
    return Interval(max(0.0, float(low)), min(1.0, float(high)))
