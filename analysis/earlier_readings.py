"""What one reading of the texts must not tell of another: what was hidden in it, before all.

Two readings are two variables, but of the same people and seldom far apart.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from analysis.ledger import Ledger
from analysis.populations import Population
from analysis.rules import Audience, SuppressionRule
from analysis.sensitivity import TrueFigure


def hidden_before(
    figures: Mapping[Population, TrueFigure],
    ledger: Ledger,
    *,
    settled: Container[Population],
    rule: SuppressionRule,
    audience: Audience,
) -> set[Population]:
    """Return the figures to hide because an earlier reading hid theirs from the same audience.

    A count so much larger that it tells nothing of a small one may be shown.
    """
    hidden = {
        row.population.in_any_reading
        for entry in ledger.everything
        for row in entry.rows
        if entry.audience is audience and row.is_hidden
    }
    return {
        population
        for population, figure in figures.items()
        if population.in_any_reading in hidden
        and population not in settled
        and not _is_well_above(figure, rule, audience)
    }


def _is_well_above(figure: TrueFigure, rule: SuppressionRule, audience: Audience) -> bool:
    """Say whether a count exceeds every hidden small one by more than those must stay in doubt."""
    threshold = rule.threshold(audience, harm_related=figure.harm_related)
    return figure.count >= threshold + rule.reach
