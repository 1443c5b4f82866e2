"""One published figure read off a table, with its base, as words.

Ten or more answers are needed for anything, thirty for a percentage: what stands between is said
as counts. A hidden figure is said to be hidden, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.dimensions import ALL, Cell
from analysis.publication import PublishableTable, Published

HIDDEN_WORDS = "hidden: too few, or hidden to protect others"


@dataclass(frozen=True)
class Reading:
    """A figure (`count`), its base and, where it may be shown, its whole percentage."""

    label: str
    count: Published
    base: Published
    share: int | None

    @property
    def is_hidden(self) -> bool:
        """Whether no number is shown."""
        return self.count.is_hidden

    @property
    def is_rounded(self) -> bool:
        """Whether it comes from rounded numbers."""
        return max(self.count.rounded_to, self.base.rounded_to) > 1

    @property
    def percent(self) -> str:
        """The percentage for a sentence: “about” tells that it comes from rounded numbers."""
        return f"about {self.share}%" if self.is_rounded else f"{self.share}%"

    @property
    def nearest(self) -> int:
        """The whole percentage that the numbers as published come to; for what is coarser still."""
        count, base = self.count.value or 0, self.base.value or 1
        return (200 * count + base) // (2 * base)

    @property
    def short(self) -> str:
        """The figure as it stands at the end of a bar."""
        if self.share is not None:
            return self.percent
        if self.count.is_hidden or self.base.is_hidden:
            return str(self.count)
        return f"{about(self.count)} of {self.base}"

    @property
    def words(self) -> str:
        """The figure in a sentence, with its base."""
        if self.count.is_hidden:
            return HIDDEN_WORDS
        if self.base.is_hidden:
            return about(self.count)
        if self.share is not None:
            return f"{self.percent} of {self.base}"
        return f"{about(self.count)} of {self.base}"


def read(table: PublishableTable, answer: str, *groups: str) -> Reading:
    """Return the reading of one answer, in some groups or (none given) over all of them."""
    where = groups or (ALL,) * len(table.dimensions)
    cell = Cell(tuple(where), answer)
    share = table.percentage(cell)
    return Reading(_label(table, answer), table.count(cell), table.base(cell), share)


def base_of(table: PublishableTable, *groups: str) -> Published:
    """Return the base of some groups or (none given) of all of them."""
    return table.cells[Cell(tuple(groups or (ALL,) * len(table.dimensions)))]


def ranked(readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings that are shown, the largest first; equal ones by their label."""
    shown = [each for each in readings if not each.is_hidden]
    return sorted(shown, key=lambda each: (-(each.count.value or 0), each.label))


def about(figure: Published) -> str:
    """Return a figure for a sentence: “about” tells that it was rounded."""
    return f"about {figure.value}" if figure.rounded_to > 1 and figure.value else str(figure)


def _label(table: PublishableTable, answer: str) -> str:
    categories = table.measure.categories if table.measure else ()
    return next((each.label for each in categories if each.id == answer), answer)
