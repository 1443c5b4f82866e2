"""Gauges: red, amber and green by one published rule, always with a sign and a word.

A gauge is set by published percentages alone. Where a figure is hidden, or fewer than thirty
answered, there is none: no colour stands on a number that nobody may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from analysis.readings import Reading
from analysis.statistics import CHANGE_POINTS, Change

FAVOURABLE = 60
FEWEST = 30


class Gauge(StrEnum):
    """How a figure stands; the colour is the page's affair."""

    ACT = "act"
    LOOK = "look"
    HOLD = "hold"
    NONE = "none"

    @property
    def words(self) -> str:
        """The sign and the word: what somebody reads who sees no colour."""
        return WORDS[self]


WORDS = {
    Gauge.ACT: "▼ Act",
    Gauge.LOOK: "◆ Look closer",
    Gauge.HOLD: "● Hold",
    Gauge.NONE: "No gauge",
}
COLOURS = {Gauge.ACT: "red", Gauge.LOOK: "amber", Gauge.HOLD: "green"}
RULE = (
    f"{WORDS[Gauge.ACT]} (red): below {FAVOURABLE}% favourable and down since an earlier survey.",
    f"{WORDS[Gauge.LOOK]} (amber): below {FAVOURABLE}%, or down, but not both; without an earlier "
    "survey nothing can be called down.",
    f"{WORDS[Gauge.HOLD]} (green): {FAVOURABLE}% or more, and not down.",
    f"{WORDS[Gauge.NONE]}: fewer than {FEWEST} answered, or the figure is hidden.",
    f"Down is a fall of {CHANGE_POINTS:g} points or more that chance alone would rarely make.",
)
"""The rule as it is printed: the thresholds of a gauge stand in every report that shows one."""


def gauge_of(readings: Sequence[Reading], changes: Iterable[Change | None] = ()) -> Gauge:
    """Return the gauge of one figure, or of several by their mean; any fall makes it down.

    `changes` are those since an earlier survey, None where nothing can be compared.
    """
    mean = mean_share(readings)
    if mean is None:
        return Gauge.NONE
    is_low = mean < FAVOURABLE
    is_down = any(each.is_change and each.points < 0 for each in changes if each)
    if is_low and is_down:
        return Gauge.ACT
    return Gauge.LOOK if is_low or is_down else Gauge.HOLD


def mean_share(readings: Sequence[Reading]) -> float | None:
    """Return the mean percentage, or None where any figure is hidden or of fewer than thirty."""
    shares = [each.share for each in readings if _is_sure(each)]
    known = [each for each in shares if each is not None]
    if not readings or len(known) < len(readings):
        return None
    return sum(known) / len(known)


def _is_sure(reading: Reading) -> bool:
    return not reading.is_hidden and (reading.base.value or 0) >= FEWEST
