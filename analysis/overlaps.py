"""Which surveys may no longer be shown exactly, because something like it is out already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.ledger import Ledger, LedgerEntry, LedgerRow, waves_of
from analysis.populations import Population
from analysis.rules import Audience

Period = tuple[str, frozenset[str]]


def surveys_to_round(
    figures: Iterable[Population], ledger: Ledger, *, settled: Mapping[Population, LedgerRow]
) -> set[str]:
    """Return the surveys of which other, overlapping waves or rounded counts are out already.

    Exact counts of growing groups could be subtracted from one another, and so could those of a
    withdrawn release. Themes that are rounded for being read anew ask nothing of other figures.
    """
    found = {
        population.survey
        for population, row in settled.items()
        if row.rounded_to > 1 and population == population.in_any_reading
    }
    new = {(each.survey, waves_of(each)) for each in figures}
    for survey, waves in _periods(ledger.known_to(Audience.PARTNERSHIP)):
        found |= {s for s, w in new if s == survey and w != waves and w & waves}
    for survey, waves in _periods(ledger.withdrawn):
        found |= {s for s, w in new if s == survey and w & waves}
    return found


def _periods(entries: Iterable[LedgerEntry]) -> set[Period]:
    """Return the surveys and waves that releases tell of."""
    rows = (row.population for entry in entries for row in entry.rows)
    return {(population.survey, waves_of(population)) for population in rows}
