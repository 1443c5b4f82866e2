"""What may be shown: tables in which a hidden count is not there to be found.

The classes stand here so that charts and documents can name them; `suppression.release` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.dimensions import Cell, Dimension, Measure, TableDesign
from analysis.linkage import Universe
from analysis.populations import WiderGroup
from analysis.rules import Audience, SuppressionRule

STEPS = (1, 5, 10)
"""How finely a percentage of rounded numbers is given."""
HIDDEN = "[c]"


@dataclass(frozen=True)
class Published:
    """A figure as anybody may read it: its value (None: hidden), and what it was rounded to."""

    value: int | None
    rounded_to: int = 1

    @property
    def is_hidden(self) -> bool:
        """Say whether no number is shown."""
        return self.value is None

    @property
    def is_kept(self) -> bool:
        """Say whether it is shown as before a withdrawal, and so to within an even step."""
        return self.rounded_to % 2 == 0

    @property
    def at_least(self) -> int:
        """The least true count that would be shown like this; 0 for a hidden one."""
        return 0 if self.value is None else max(0, self.value - self.rounded_to // 2)

    def __str__(self) -> str:
        return HIDDEN if self.value is None else str(self.value)


@dataclass(frozen=True)
class PublishableTable:
    """A table fit to be shown to its audience, and all that charts and pages may draw from.

    `cells` has every cell and margin of the design, `missing` those outside the base by state.
    Percentages are worked out from the figures as published, so that they tell nothing more.
    """

    design: TableDesign
    audience: Audience
    cells: Mapping[Cell, Published]
    missing: Mapping[str, Published]
    percentage_base: int
    threshold: int

    @property
    def title(self) -> str:
        """The title of the table."""
        return self.design.title

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The breakdowns of the table, in order."""
        return self.design.dimensions

    @property
    def measure(self) -> Measure | None:
        """The question or themes counted."""
        return self.design.measure

    @property
    def is_rounded(self) -> bool:
        """Say whether any figure of the table is rounded."""
        return any(each.rounded_to > 1 for each in self.cells.values())

    @property
    def legend(self) -> str:
        """The words that have to stand beside the table."""
        step = max((each.rounded_to for each in self.cells.values()), default=1)
        hidden = f"{HIDDEN} fewer than {self.threshold} or hidden to protect others."
        if step == 1:
            return hidden
        if any(each.is_kept for each in self.cells.values()):
            return (
                f"{hidden} Other numbers are given to within {step // 2}, because an earlier "
                "report was withdrawn; percentages are worked out from the numbers given, to the "
                "nearest 5 or 10 where those tell no more."
            )
        return (
            f"{hidden} Other numbers are rounded to the nearest {step}; percentages are worked "
            "out from rounded numbers, to the nearest 5 or 10 where those tell no more."
        )

    def count(self, cell: Cell) -> Published:
        """Return the figure of a cell."""
        return self.cells[cell]

    def base(self, cell: Cell) -> Published:
        """Return how many in the cell's groups answered."""
        return self.cells[Cell(cell.groups)]

    def percentage(self, cell: Cell) -> int | None:
        """Return the whole percentage of a cell in its base, or None when it may not be shown.

        The base must be sure to reach `percentage_base`; rounded counts never make 0 or 100 %,
        which could be taken to mean nobody or everybody, and are given to the nearest 5 or 10
        where the true percentage may be further off than a whole one tells.
        """
        count, base = self.count(cell), self.base(cell)
        if count.value is None or base.value is None or base.at_least < self.percentage_base:
            return None
        share = (200 * count.value + base.value) // (2 * base.value)
        if max(base.rounded_to, count.rounded_to) == 1:
            return share
        return _coarser(count, base) if 0 < share < 100 else None


def _coarser(count: Published, base: Published) -> int:
    """Return a percentage of rounded numbers, no finer than they bear: by steps of 1, 5 or 10.

    Half the distance between the least and the greatest that the numbers may stand for fits a step.
    """
    shown, whole = count.value or 0, base.value or 1
    least = (shown - count.rounded_to // 2) / (whole + base.rounded_to // 2)
    most = (shown + count.rounded_to // 2) / (whole - base.rounded_to // 2)
    step = next((each for each in STEPS if 50 * (most - least) <= each), STEPS[-1])
    nearest = step * int(100 * shown / whole / step + 0.5)
    return min(max(nearest, step), 100 - step)


@dataclass(frozen=True)
class Refusal:
    """A table that is not released: why, and what may be released instead."""

    title: str
    reason: str
    instead: str

    def __str__(self) -> str:
        return f'Table "{self.title}" is not released: {self.reason} {self.instead}'


@dataclass(frozen=True)
class Release:
    """One release: tables for one audience, in which every figure has passed the ledger.

    `universe` and `wider` say what any reader may know of the surveys: the atoms of each dimension,
    and which groups mean "any of" others.
    """

    name: str
    audience: Audience
    rule: SuppressionRule
    tables: tuple[PublishableTable, ...]
    refusals: tuple[Refusal, ...] = ()
    universe: Universe = field(default_factory=dict, repr=False)
    wider: tuple[WiderGroup, ...] = field(default=(), repr=False)

    def table(self, title: str) -> PublishableTable:
        """Return a table by its title."""
        return next(table for table in self.tables if table.title == title)
