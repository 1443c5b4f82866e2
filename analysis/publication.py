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
                "report was withdrawn; percentages are worked out from the numbers given."
            )
        return (
            f"{hidden} Other numbers are rounded to the nearest {step}; percentages are worked "
            "out from rounded numbers."
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
        which could be taken to mean nobody or everybody.
        """
        count, base = self.count(cell), self.base(cell)
        if count.value is None or base.value is None or base.at_least < self.percentage_base:
            return None
        share = (200 * count.value + base.value) // (2 * base.value)
        is_rounded = max(base.rounded_to, count.rounded_to) > 1
        return None if is_rounded and not 0 < share < 100 else share


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
