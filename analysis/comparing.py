"""Compare two published shares as far apart as they surely are, however they were rounded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.publication import Published
from analysis.readings import Reading
from analysis.statistics import Change, Share, compare


@dataclass(frozen=True)
class Seen:
    """A share as published: how many of which base, and by how much each may be off."""

    count: int
    base: int
    count_slack: int = 0
    base_slack: int = 0

    @classmethod
    def of(cls, count: Published, base: Published) -> Seen:
        """Return the share of two published figures."""
        return cls(count.value or 0, base.value or 0, count.rounded_to // 2, base.rounded_to // 2)

    def less(self, part: Seen) -> Seen:
        """Return the share of those who are not in a part; the doubts of both add up."""
        return Seen(
            self.count - part.count,
            self.base - part.base,
            self.count_slack + part.count_slack,
            self.base_slack + part.base_slack,
        )

    @property
    def is_rounded(self) -> bool:
        """Whether it may be off at all."""
        return self.count_slack + self.base_slack > 0

    @property
    def share(self) -> Share:
        """The share as the numbers stand."""
        return Share(min(max(self.count, 0), self.base), self.base)

    @property
    def lowest(self) -> Share:
        """The least share that would be published like this."""
        return Share(max(0, self.count - self.count_slack), self.base + self.base_slack)

    @property
    def highest(self) -> Share:
        """The greatest share that would be published like this."""
        base = max(1, self.base - self.base_slack)
        return Share(min(base, self.count + self.count_slack), base)


def compare_seen(earlier: Seen, later: Seen) -> Change:
    """Return the change between two published shares.

    Where they are rounded it is called a change only if it were one at the ends nearest each other.
    """
    change = compare(earlier.share, later.share)
    if not change.is_change or not (earlier.is_rounded or later.is_rounded):
        return change
    is_rise = change.points > 0
    nearest = (
        compare(earlier.highest, later.lowest)
        if is_rise
        else compare(earlier.lowest, later.highest)
    )
    is_as_far = nearest.is_change and (nearest.points > 0) is is_rise
    return replace(change, is_change=is_as_far)


def surely_apart(low: Reading, high: Reading) -> float:
    """Return how many points lie between two published shares at the ends nearest each other."""
    if not (low.is_rounded or high.is_rounded):
        return (high.share or 0) - (low.share or 0)
    least, most = Seen.of(high.count, high.base).lowest, Seen.of(low.count, low.base).highest
    return 100 * (least.value - most.value)
