"""Plan a release: what to hide, what to round, so that every promise holds for every reader.

Each kind of reader is taken with all that it may hold: earlier releases and this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.differences import close_pairs
from analysis.earlier_readings import hidden_before
from analysis.ledger import KeptPromise, Ledger, LedgerRow, rows_seen
from analysis.linkage import LinkedSystem, Universe, link_figures
from analysis.optimal import optimal_pattern
from analysis.overlaps import surveys_to_round
from analysis.populations import Population, WiderGroup
from analysis.programs import Floats
from analysis.protection import ContradictionError, Promise, Protector, UnprotectableError
from analysis.rules import Audience, Mode, SuppressionRule
from analysis.sensitivity import TrueFigure, is_sensitive, needed
from analysis.withdrawals import shown_after_withdrawal

EXACT_CELLS = 300
ZERO_COST = 50.0
EXPLORE_EVERY = 40
Figures = Mapping[Population, TrueFigure]


class GivenAwayError(Exception):
    """A figure that earlier releases give away already, so that it cannot be promised."""

    def __init__(self, population: Population) -> None:
        super().__init__(str(population))
        self.population = population


@dataclass
class Plan:
    """The figures of a release with what is to be hidden and rounded; it holds true counts."""

    figures: Figures
    ledger: Ledger
    rule: SuppressionRule
    audience: Audience
    universe: Universe
    wider: tuple[WiderGroup, ...] = ()
    hidden: set[Population] = field(default_factory=set)
    rounded: set[Population] = field(default_factory=set)
    settled: dict[Population, LedgerRow] = field(default_factory=dict)
    kept: dict[Population, LedgerRow] = field(default_factory=dict)

    def row(self, population: Population) -> LedgerRow:
        """Return a figure as it would be published."""
        if population in self.settled and not self.settled[population].is_hidden:
            return self.settled[population]
        if population in self.hidden:
            return LedgerRow(population, 0, None)
        if population in self.kept:
            return self.kept[population]
        count, step = self.figures[population].count, self.rule.rounding
        if population not in self.rounded:
            return LedgerRow(population, count, count)
        shown = (count + step // 2) // step * step
        return LedgerRow(population, max(0, shown - step // 2), shown + step // 2, step)

    def viewers(self) -> tuple[Audience, ...]:
        """Return the kinds of reader to plan for, those who hold least first.

        The partnership is left out where it holds nothing but what is public: it has been promised
        no more than the public has.
        """
        surveys = {population.survey for population in self.figures}
        own = [entry for entry in self.ledger.entries if entry.audience is Audience.PARTNERSHIP]
        holds_more = any(row.population.survey in surveys for e in own for row in e.rows)
        if self.audience is Audience.PARTNERSHIP:
            return (Audience.PARTNERSHIP,)
        return (Audience.PUBLIC, Audience.PARTNERSHIP) if holds_more else (Audience.PUBLIC,)

    def promises(self, viewer: Audience) -> list[KeptPromise]:
        """Return what has to stay possible of the hidden figures, for one kind of reader.

        Readers of this release are promised it of every small count; others, who may be shown more,
        only of what would be hidden from them too.
        """
        found = []
        for population in sorted(self.hidden):
            figure = self.figures[population]
            small = figure.count < self.rule.threshold(viewer, harm_related=figure.harm_related)
            hidden_here = small and viewer is self.audience
            if hidden_here or is_sensitive(figure, self.rule, viewer, rounded=False):
                low, high = needed(figure, self.rule, viewer)
                found.append(KeptPromise(population, viewer, low, high))
        return found


def make_plan(plan: Plan) -> None:
    """Fill in what a plan hides and rounds, until every promise holds for every reader.

    Raises:
        GivenAwayError: when a figure cannot be protected whatever is hidden.
        ContradictionError: when a count is no longer what was published of it.
    """
    _settle(plan)
    plan.kept = shown_after_withdrawal(
        plan.figures, plan.ledger, rule=plan.rule, audience=plan.audience
    )
    if any(_is_changed(plan, row) for row in plan.settled.values()):
        raise ContradictionError
    _start(plan)
    done: dict[Audience, int] = {}
    while any(done.get(viewer) != len(plan.hidden) for viewer in plan.viewers()):
        for viewer in plan.viewers():
            if done.get(viewer) != len(plan.hidden):
                _secure(plan, viewer)
                done[viewer] = len(plan.hidden)


def _start(plan: Plan) -> None:
    """Round and hide what the rules ask for, whatever else is shown."""
    overlapping = surveys_to_round(plan.figures, plan.ledger, settled=plan.settled)
    for population, figure in plan.figures.items():
        always = plan.rule.mode(plan.audience) is Mode.ROUNDED or figure.rounded
        if always or population.survey in overlapping:
            plan.rounded.add(population)
        is_rounded = population in plan.rounded
        earlier = plan.settled.get(population) or plan.kept.get(population)
        sensitive = is_sensitive(figure, plan.rule, plan.audience, rounded=is_rounded)
        if (earlier is None and sensitive) or (earlier is not None and earlier.is_hidden):
            plan.hidden.add(population)
    plan.hidden |= hidden_before(
        plan.figures, plan.ledger, settled=plan.settled, rule=plan.rule, audience=plan.audience
    )


def _settle(plan: Plan) -> None:
    """Note what this audience has been shown already: it is shown the same again."""
    for entry in plan.ledger.entries:
        if entry.audience is plan.audience:
            for row in entry.rows:
                if row.population in plan.figures:
                    plan.settled[row.population] = row


def _is_changed(plan: Plan, row: LedgerRow) -> bool:
    """Say whether a figure is no longer what was published of it."""
    count = plan.figures[row.population].count
    return row.upper is not None and not row.lower <= count <= row.upper


@dataclass(frozen=True)
class _Knowledge:
    """What one kind of reader knows of every figure: limits, and what it has been promised."""

    held: dict[Population, tuple[float, float]]
    limits: dict[Population, tuple[float, float]]
    promises: dict[Population, tuple[int, int]]
    rounded: frozenset[Population]


def _knowledge(plan: Plan, viewer: Audience) -> _Knowledge:
    promises: dict[Population, tuple[int, int]] = {}
    entries = plan.ledger.known_to(viewer)
    surveys = {population.survey for population in plan.figures}
    earlier = [row for row in rows_seen(entries, viewer) if row.population.survey in surveys]
    now = [plan.row(population) for population in plan.figures]
    held = {row.population: _ends(row) for row in earlier}
    limits = dict(held)
    for row in now:
        low, high = _ends(row)
        before = held.setdefault(row.population, (-np.inf, np.inf))
        limits[row.population] = max(low, before[0]), min(high, before[1])
    rounded = {row.population for row in earlier if row.rounded_to > 1}
    if viewer is plan.audience:
        rounded |= {row.population for row in now if row.rounded_to > 1}
    kept = [each for entry in entries for each in entry.promises if each.viewer is viewer]
    for each in kept + plan.promises(viewer):
        if each.population in limits:
            promises[each.population] = each.low, each.high
    return _Knowledge(held, limits, promises, frozenset(rounded))


def _ends(row: LedgerRow) -> tuple[float, float]:
    return (-np.inf, np.inf) if row.upper is None else (row.lower, row.upper)


def _secure(plan: Plan, viewer: Audience) -> None:
    """Hide what it takes for one kind of reader."""
    known = _knowledge(plan, viewer)
    populations = sorted(known.limits)
    universe, wider = surroundings(plan, viewer)
    for system in link_figures(populations, universe, wider=wider):
        if any(population in plan.figures for population in system.populations):
            _secure_system(plan, system, known, viewer)


def surroundings(plan: Plan, viewer: Audience) -> tuple[Universe, tuple[WiderGroup, ...]]:
    """Return every atom and wider group that a kind of reader has been told of."""
    merged: dict[str, dict[str, frozenset[str]]] = {}
    wider = set(plan.wider)
    entries = plan.ledger.known_to(viewer)
    for universe in [plan.universe, *(entry.universe for entry in entries)]:
        for survey, dimensions in universe.items():
            mine = merged.setdefault(survey, {})
            for name, atoms in dimensions.items():
                mine[name] = mine.get(name, frozenset()) | atoms
    wider |= {each for entry in entries for each in entry.wider}
    return merged, tuple(sorted(wider))


def _secure_system(plan: Plan, system: LinkedSystem, known: _Knowledge, viewer: Audience) -> None:
    protector = Protector(
        system,
        limits=np.array([known.limits[each] for each in system.populations], dtype=float).T,
        held=np.array([known.held[each] for each in system.populations], dtype=float).T,
        cost=np.array([_cost(plan, each) for each in system.populations]),
    )
    rows = {population: row for row, population in enumerate(system.populations)}
    _hide_best(plan, protector, rows, known)
    promises = {each: ends for each, ends in known.promises.items() if each in rows}
    kept: set[Population] = set()
    try:
        while True:
            asked = [Promise(rows[each], *promises[each]) for each in promises.keys() - kept]
            _keep_promises(plan, protector, asked)
            kept |= promises.keys()
            _leave_doubt(plan, protector, known)
            new = [each for each in plan.promises(viewer) if each.population in rows]
            promises |= {each.population: (each.low, each.high) for each in new}
            if promises.keys() == kept:
                return
    except UnprotectableError as error:
        raise GivenAwayError(system.populations[error.figure]) from error


def _keep_promises(plan: Plan, protector: Protector, promises: Sequence[Promise]) -> None:
    """Hide what it takes to keep promises, the largest counts first."""
    ordered = sorted(promises, key=lambda each: (-each.high, each.figure))
    for number, promise in enumerate(ordered):
        if number % EXPLORE_EVERY == 0:
            protector.explore(ordered)
        _note(plan, protector, protector.keep(promise))


def _cost(plan: Plan, population: Population) -> float:
    """Return what hiding a figure loses; infinite for what this release does not show."""
    figure = plan.figures.get(population)
    if figure is None:
        return np.inf
    return ZERO_COST if figure.count == 0 else 1.0 + float(np.log1p(figure.count))


def _note(plan: Plan, protector: Protector, figures: Sequence[int]) -> None:
    plan.hidden |= {protector.system.populations[each] for each in figures}


def _hide_best(
    plan: Plan, protector: Protector, rows: Mapping[Population, int], known: _Knowledge
) -> None:
    """Hide the proved best pattern where the table stands alone, is exact and is small."""
    mine = [population for population in rows if population in plan.figures]
    alone = len(mine) == len(rows) <= EXACT_CELLS
    if not alone or plan.rounded & set(mine) or plan.settled.keys() & set(mine):
        return
    promises = [
        Promise(rows[each], *known.promises[each]) for each in mine if each in known.promises
    ]
    counts: Floats = np.array([plan.figures[each].count for each in rows], dtype=float)
    hidden = np.array([each in plan.hidden for each in rows])
    cost = np.where(hidden, 0.0, np.where(counts == 0, np.inf, protector.cost))
    pattern = optimal_pattern(protector.system, promises, counts=counts, cost=cost)
    if pattern:
        protector.hide(sorted(pattern))
        _note(plan, protector, sorted(pattern))


def _leave_doubt(plan: Plan, protector: Protector, known: _Knowledge) -> None:
    """Keep rounded figures, and differences of very few people, open to enough counts."""
    wanted, populations = plan.rule.candidates, protector.system.populations
    for row, population in enumerate(populations):
        if population in known.rounded:
            _note(plan, protector, protector.leave_open(row, wanted=wanted))
    limits = protector.lower.copy(), protector.upper.copy()
    pairs = close_pairs(populations, lower=limits[0], upper=limits[1], most=plan.rule.difference)
    for whole, part in pairs:
        _note(plan, protector, protector.leave_open(whole, part, wanted=wanted))
