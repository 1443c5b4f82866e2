"""Refuse tables too large to be protected in reasonable time: most of their counts are small.

Limits are in cells, margins and bases included; measurements are in `docs/suppression.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analysis.publication import Refusal
from analysis.rules import Mode
from analysis.tabulate import CountTable

CELL_LIMITS = {Mode.EXACT: 1_500, Mode.ROUNDED: 6_000}
LINKED_LIMIT = 6_000


def refuse_too_large(
    tables: Sequence[CountTable], mode: Mode
) -> tuple[list[CountTable], list[Refusal]]:
    """Return the tables small enough to protect, and refusals of the others.

    Where all tables of a survey together are too large, the largest are refused first.
    """
    kept: list[CountTable] = []
    refused: list[Refusal] = []
    linked: Counter[str] = Counter()
    for table in sorted(tables, key=lambda table: len(table.counts)):
        cells, limit = len(table.counts), CELL_LIMITS[mode]
        linked[table.design.survey] += cells
        if cells > limit:
            refused.append(_refusal(table, f"more than {limit}"))
        elif linked[table.design.survey] > LINKED_LIMIT:
            refused.append(_refusal(table, f"and with other tables more than {LINKED_LIMIT}"))
        else:
            kept.append(table)
    order = {id(table): place for place, table in enumerate(tables)}
    return sorted(kept, key=lambda table: order[id(table)]), refused


def _refusal(table: CountTable, excess: str) -> Refusal:
    names = ", ".join(dimension.name for dimension in table.design.dimensions)
    reason = f"it has {len(table.counts)} cells by {names}, {excess}."
    instead = "Release it by fewer breakdowns at a time, or by wider groups."
    return Refusal(table.design.title, reason, instead)
