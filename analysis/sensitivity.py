"""Which figures are too small, too telling or too much one school's to be shown as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.consistency import TabulationError, place
from analysis.dimensions import Cell
from analysis.populations import Population
from analysis.rules import Audience, SuppressionRule
from analysis.tabulate import CountTable


@dataclass(frozen=True)
class TrueFigure:
    """A figure with its true count, before anything is hidden; analysts only.

    `largest_unit` is the count from the one school that gave most, 0 when units are unknown.
    `is_answer` tells an answer from a base; `rounded` that its tables ask for rounding.
    """

    population: Population
    count: int
    base: int
    harm_related: bool
    is_answer: bool
    largest_unit: int = 0
    rounded: bool = False


def collect_figures(tables: Sequence[CountTable]) -> dict[Population, TrueFigure]:
    """Return every figure of some tables once, held to the strictest of its descriptions.

    Raises:
        TabulationError: when two tables count the same people differently.
    """
    found: dict[Population, TrueFigure] = {}
    for table in tables:
        for where, figure in _figures_of(table):
            known = found.get(figure.population)
            if known and known.count != figure.count:
                raise TabulationError(
                    f"{where}: {figure.count} counted here but {known.count} in another table of "
                    "the same release. Count both from the same responses."
                )
            found[figure.population] = _strictest(figure, known) if known else figure
    return found


def needed(figure: TrueFigure, rule: SuppressionRule, audience: Audience) -> tuple[int, int]:
    """Return the interval in which a hidden count must stay possible.

    Where everybody in a group of fair size gave a harm-related answer, more than everybody is not
    possible: only the way down has to stay open.
    """
    low, high = rule.needed(figure.count)
    threshold = rule.threshold(audience, harm_related=figure.harm_related)
    everybody = figure.is_answer and figure.count == figure.base >= threshold
    return low, figure.count if everybody else high


def _strictest(figure: TrueFigure, known: TrueFigure) -> TrueFigure:
    """Return one description of a figure that two tables show."""
    return replace(
        figure,
        harm_related=figure.harm_related or known.harm_related,
        largest_unit=max(figure.largest_unit, known.largest_unit),
        rounded=figure.rounded and known.rounded,
    )


def is_sensitive(
    figure: TrueFigure, rule: SuppressionRule, audience: Audience, *, rounded: bool
) -> bool:
    """Say whether a figure has to be hidden from an audience whatever else is shown.

    Among exact counts an empty group may be shown as empty, and a count of nought may stand unless
    it is harm-related. Among rounded counts every small count is hidden, nought too, so that no
    figure printed is exact.
    """
    small = figure.count < rule.threshold(audience, harm_related=figure.harm_related)
    if rounded and small:
        return True
    if figure.base == 0:
        return False
    if figure.base < rule.minimum_base or (small and figure.count > 0):
        return True
    if figure.harm_related and figure.is_answer and figure.count in (0, figure.base):
        return True
    return figure.largest_unit > rule.dominance * figure.count


def _figures_of(table: CountTable) -> Iterator[tuple[str, TrueFigure]]:
    design = table.design
    for cell in design.cells():
        yield (
            place(design, cell),
            TrueFigure(
                population=design.population(cell),
                count=table.count(cell),
                base=table.base(cell),
                harm_related=cell.answer in design.harm_related,
                is_answer=cell.answer is not None,
                largest_unit=table.largest_units.get(cell, 0),
                rounded=design.rounded,
            ),
        )
    everyone = table.counts[Cell(("all",) * len(design.dimensions))] + sum(table.missing.values())
    for state, count in table.missing.items():
        yield (
            f'Table "{design.title}", missing ({state})',
            TrueFigure(
                population=design.missing_population(state),
                count=count,
                base=everyone,
                harm_related=False,
                is_answer=False,
            ),
        )
