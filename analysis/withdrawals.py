"""What may be shown after a withdrawal: nothing that tells who has gone since.

Whoever holds a copy of the withdrawn release could take the new one from it. So each figure is
shown again as the copy has it, said to within so much that up to four people fewer or more do not
show; what the copy hid, or cannot vouch for, is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.dimensions import ANSWERED, WAVE, YES
from analysis.ledger import Ledger, LedgerEntry, LedgerRow, waves_of
from analysis.populations import Population
from analysis.rules import Audience, SuppressionRule
from analysis.sensitivity import TrueFigure, is_sensitive

TELLS_NO_OTHER = frozenset({ANSWERED, YES})


@dataclass(frozen=True)
class _Copy:
    """One figure of a withdrawn release, and whether its readers are those of the new one."""

    row: LedgerRow
    is_own: bool


@dataclass(frozen=True)
class _Copies:
    """All that withdrawn releases told of one survey, by population in any reading and wave."""

    rows: Mapping[Population, list[_Copy]]
    waves: frozenset[frozenset[str]]
    dimensions: frozenset[str]

    def anchor(self, population: Population) -> _Copy | None:
        """Return what was last told of these people, to the same readers if to them at all."""
        found = [
            each
            for each in self.rows.get(_without_waves(population), [])
            if waves_of(each.row.population) <= waves_of(population)
        ]
        own = [each for each in found if each.is_own]
        chosen = own or found
        return chosen[-1] if chosen else None

    def are_apart(self, population: Population) -> bool:
        """Say whether a figure is of something no copy tells of, and leaves others to be counted.

        Themes are: nobody can add them up to everybody.
        """
        new = population.in_any_reading.dimensions - self.dimensions
        return bool(new) and all(
            set(population.in_any_reading.atoms(name) or ()) <= TELLS_NO_OTHER for name in new
        )


def shown_after_withdrawal(
    figures: Mapping[Population, TrueFigure],
    ledger: Ledger,
    *,
    rule: SuppressionRule,
    audience: Audience,
) -> dict[Population, LedgerRow]:
    """Return how figures of which copies may be about have to be shown, where that is settled.

    Those that are not in the result, though their waves were withdrawn, may be shown rounded.
    """
    copies = {
        survey: _read_copies(ledger, survey, audience)
        for survey in {population.survey for population in figures}
    }
    found = {}
    for population, figure in figures.items():
        row = _shown(figure, copies[population.survey], rule, audience)
        if row is not None:
            found[population] = row
    return found


def kept_slack(rule: SuppressionRule) -> int:
    """Return how far from the truth a figure may be that is shown again after a withdrawal.

    Half a step of rounding, and as many people as a difference must not tell of.
    """
    return rule.rounding // 2 + rule.difference


def _read_copies(ledger: Ledger, survey: str, audience: Audience) -> _Copies:
    rows: dict[Population, list[_Copy]] = {}
    waves, dimensions = set(), set[str]()
    for entry, row in _rows_of(ledger, survey):
        known = _without_waves(row.population)
        rows.setdefault(known, []).append(_Copy(row, entry.audience is audience))
        waves.add(waves_of(row.population))
        dimensions |= known.dimensions
    return _Copies(rows, frozenset(waves), frozenset(dimensions))


def _rows_of(ledger: Ledger, survey: str) -> Iterator[tuple[LedgerEntry, LedgerRow]]:
    for entry in ledger.withdrawn:
        for row in entry.rows:
            if row.population.survey == survey:
                yield entry, row


def _without_waves(population: Population) -> Population:
    known = population.in_any_reading
    return Population(known.survey, tuple(each for each in known.where if each[0] != WAVE))


def _shown(
    figure: TrueFigure, copies: _Copies, rule: SuppressionRule, audience: Audience
) -> LedgerRow | None:
    population = figure.population
    hidden = LedgerRow(population, 0, None)
    anchor = copies.anchor(population)
    if anchor is None:
        is_cut = waves_of(population) in copies.waves and not copies.are_apart(population)
        return hidden if is_cut else None
    if not anchor.is_own and is_sensitive(figure, rule, audience, rounded=True):
        return hidden
    has_more = waves_of(anchor.row.population) < waves_of(population)
    return _again(figure, anchor.row, rule, has_more=has_more)


def _again(
    figure: TrueFigure, copy: LedgerRow, rule: SuppressionRule, *, has_more: bool
) -> LedgerRow | None:
    """Return a figure as a copy has it, hidden, or (None) free to be rounded anew."""
    hidden = LedgerRow(figure.population, 0, None)
    if copy.upper is None:
        return None if has_more else hidden
    step, slack = rule.rounding, kept_slack(rule)
    value = (copy.upper - copy.rounded_to // 2 + step // 2) // step * step
    if abs(figure.count - value) <= slack:
        return LedgerRow(figure.population, max(0, value - slack), value + slack, 2 * slack)
    anew = (figure.count + step // 2) // step * step
    above, below = anew - step // 2 - copy.upper, copy.lower - anew - step // 2
    if (has_more and above > 0) or max(above, below) > rule.difference:
        return None
    return hidden
