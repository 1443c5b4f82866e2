"""Attack a release before it leaves, with everything that each reader may already hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analysis.attack import Attacker, Known, Surroundings
from analysis.cubes import AnyOf
from analysis.ledger import KeptPromise, LedgerRow
from analysis.linkage import Universe
from analysis.populations import WiderGroup
from analysis.rules import SuppressionRule


def find_breaches(
    rows: Sequence[LedgerRow],
    promises: Iterable[KeptPromise],
    *,
    rule: SuppressionRule,
    universe: Universe,
    wider: Sequence[WiderGroup] = (),
) -> Iterator[str]:
    """Yield, in words, each promise that the published rows break for their reader.

    `rows` are all figures that the reader may hold, the newest release included, each once;
    those marked as rounded have to stay in doubt.
    """
    promised = list(promises)
    for survey in sorted({row.population.survey for row in rows}):
        mine = [row for row in rows if row.population.survey == survey]
        attacker = Attacker(
            [_as_known(row) for row in mine],
            Surroundings(
                universe[survey],
                tuple(
                    AnyOf(each.wide.where, tuple(part.where for part in each.parts), each.most)
                    for each in wider
                    if each.wide.survey == survey
                ),
            ),
        )
        places = {row.population: place for place, row in enumerate(mine)}
        asked = {each: places[each.population] for each in promised if each.population in places}
        attacker.explore((place, each.low, each.high) for each, place in asked.items())
        for each, place in asked.items():
            if not attacker.allows(place, low=each.low, high=each.high):
                yield f"{each.population} is hidden but can be worked out too closely"
        yield from _closed_numbers(attacker, mine, rule)


def _closed_numbers(
    attacker: Attacker, rows: Sequence[LedgerRow], rule: SuppressionRule
) -> Iterator[str]:
    for place, row in enumerate(rows):
        if row.rounded_to > 1 and not attacker.is_open(place, wanted=rule.candidates):
            yield f"{row.population} is rounded but can be worked out too closely"
    most, wanted = rule.difference, rule.candidates
    for whole, part in attacker.doubtful_pairs(most):
        if not attacker.leaves_candidates(whole, part, most=most, wanted=wanted):
            yield f"{rows[whole].population} less {rows[part].population} tells of very few people"


def _as_known(row: LedgerRow) -> Known:
    where = {name: frozenset(atoms) for name, atoms in row.population.where}
    upper = float("inf") if row.upper is None else float(row.upper)
    return Known(str(row.population), row.population.survey, where, float(row.lower), upper)
