"""Drift: whether the machine's suggestions agree less with people than they did.

A suggestion that a person confirmed was right, one they rejected was wrong, and a theme they added
was missed. Periods are compared by the share of all these that was right; the interval treats
codings as independent, which makes it a little narrow where one verbatim has many.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.agreement import Estimate

FEWEST = 30
"""Codings that a period needs before it is compared."""


@dataclass(frozen=True)
class Judged:
    """What people said of suggestions in one period."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def total(self) -> int:
        """All codings that tell anything."""
        return self.right + self.wrong + self.missed

    def __add__(self, other: "Judged") -> "Judged":
        return Judged(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )


@dataclass(frozen=True)
class PeriodQuality:
    """How good suggestions were in one period: precision and recall, with 95 % intervals."""

    period: str
    judged: Judged
    precision: Estimate
    recall: Estimate


@dataclass(frozen=True)
class Drift:
    """Quality by period, and how the last differs from all before; `None` with too little."""

    periods: tuple[PeriodQuality, ...]
    change: Estimate

    @property
    def has_fallen(self) -> bool:
        """Whether the machine surely agrees less with people in the last period than before."""
        return self.change.high is not None and self.change.high < 0


def measure_drift(judged: Mapping[str, Judged]) -> Drift:
    """Return how good suggestions were in each period, in the order of the periods' names."""
    names = sorted(judged)
    return Drift(
        tuple(_quality(name, judged[name]) for name in names),
        _change([judged[name] for name in names]),
    )


def _quality(name: str, judged: Judged) -> PeriodQuality:
    return PeriodQuality(
        name,
        judged,
        _share(judged.right, judged.right + judged.wrong),
        _share(judged.right, judged.right + judged.missed),
    )


def _share(count: int, base: int) -> Estimate:
    if not base:
        return Estimate(None)
    low, high = proportion_confint(count, base, method="wilson")
    return Estimate(count / base, float(low), float(high))


def _change(periods: list[Judged]) -> Estimate:
    """Return the share right in the last period less that in all before, with its interval."""
    if len(periods) < 2:
        return Estimate(None)
    last, before = periods[-1], sum(periods[:-1], Judged())
    if min(last.total, before.total) < FEWEST:
        return Estimate(None)
    low, high = confint_proportions_2indep(
        last.right, last.total, before.right, before.total, method="newcomb"
    )
    change = last.right / last.total - before.right / before.total
    return Estimate(change, float(low), float(high))
