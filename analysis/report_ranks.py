"""Themes by rank in a table: a row for each question, the three written about most in it.

Ranks that the bootstrap cannot tell apart carry “=”; every cell has its figure, every row its base.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.ranks import bootstrap_ranks
from analysis.readings import Reading, about
from analysis.report_records import Printed

TOP = 3
THEME_HEAD = ("Question", "Who wrote", "Most", "Second", "Third")
TIES = "“=”: cannot be told apart from the one beside it."


def theme_row(
    question: str, readings: Sequence[Reading], name: Callable[[str], str] = str
) -> list[Printed]:
    """Return a question's row, or nothing where no theme or no base is shown.

    `readings` come with the largest first; `name` shortens a theme's label.
    """
    top = [each for each in readings if each.count.value]
    base = top[0].base.value if top else None
    if base is None:
        return []
    ranks = bootstrap_ranks(
        {each.label: min(each.count.value or 0, base) for each in top[: 2 * TOP]}, base
    )
    by_label = {each.label: each for each in top}
    cells = [
        f"{each.rank}{'=' if each.is_tied else '.'} {name(each.answer)}, "
        f"{_figure(by_label[each.answer])}"
        for each in ranks[:TOP]
    ]
    return [Printed(f"“{question}”"), Printed(about(top[0].base)), *(Printed(c) for c in cells)]


def _figure(reading: Reading) -> str:
    return reading.short if reading.share is not None else about(reading.count)
