"""The one way from true counts to anything shown: `release`.

Only this module makes a `PublishableTable`, and there is no true count in it that is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from analysis.audit import find_breaches
from analysis.documents import release_document
from analysis.implications import wider_groups
from analysis.ledger import Ledger, LedgerEntry, rows_seen
from analysis.planning import GivenAwayError, Plan, make_plan, surroundings
from analysis.populations import Population, WiderGroup
from analysis.protection import ContradictionError
from analysis.publication import HIDDEN, PublishableTable, Published, Refusal, Release
from analysis.rules import Audience, Mode, RuleError, SuppressionRule
from analysis.sensitivity import collect_figures
from analysis.sizes import refuse_too_large
from analysis.survey_states import SurveyState
from analysis.tabulate import CountTable

__all__ = [
    "HIDDEN",
    "Audience",
    "ContradictedError",
    "Mode",
    "PublishableTable",
    "Published",
    "Refusal",
    "Release",
    "ReleaseRefusedError",
    "RuleError",
    "SuppressionRule",
    "release",
]


class ReleaseRefusedError(ValueError):
    """A release that would break a promise; it says which figures, and what may be done instead."""


class ContradictedError(ReleaseRefusedError):
    """Counts that cannot be those of the people whose figures are out already."""


def release(
    tables: Sequence[CountTable],
    ledger: Ledger,
    *,
    name: str,
    rule: SuppressionRule,
    audience: Audience,
    states: Mapping[str, SurveyState] | None = None,
) -> Release:
    """Return what may be shown of some tables to an audience, and record it in the ledger.

    All tables of a report go in together, because they protect one another. A table that cannot be
    protected is left out, with the reason, in `refusals`. Building the same release again, with the
    ledger that holds it, gives the same release. `states` say which responses were counted.

    Raises:
        ContradictedError: when figures already published contradict these counts.
        ReleaseRefusedError: when the audit finds a promise broken.
        TabulationError: when two tables count the same people differently.
        LedgerError: when a release of this name went out with other figures.
    """
    fitting, refusals = refuse_too_large(tables, rule.mode(audience))
    while True:
        plan = _new_plan(fitting, ledger, rule=rule, audience=audience)
        try:
            make_plan(plan)
        except GivenAwayError as error:
            fitting, refused = _without(fitting, error.population)
            if not refused:
                raise ReleaseRefusedError(_too_late(name, error.population)) from error
            refusals += refused
        except ContradictionError as error:
            raise ContradictedError(
                f'Release "{name}": these counts contradict figures already published, so '
                "responses have changed since. Withdraw the earlier release."
            ) from error
        else:
            break
    made = Release(
        name=name,
        audience=audience,
        rule=rule,
        tables=tuple(_publish(table, plan) for table in fitting),
        refusals=tuple(refusals),
        universe=plan.universe,
        wider=plan.wider,
    )
    _audit_and_record(made, plan, states or {})
    return made


def _too_late(name: str, population: Population) -> str:
    return (
        f'Release "{name}" is refused: earlier releases already tell too much about {population}, '
        "which this one does not show, so nothing can be left out to mend it. Withdraw the earlier "
        "release."
    )


def _new_plan(
    tables: Sequence[CountTable], ledger: Ledger, *, rule: SuppressionRule, audience: Audience
) -> Plan:
    universe: dict[str, dict[str, frozenset[str]]] = {}
    wider: set[WiderGroup] = set()
    for table in tables:
        mine = universe.setdefault(table.design.survey, {})
        for dimension, atoms in table.design.universe().items():
            mine[dimension] = mine.get(dimension, frozenset()) | atoms
        wider |= set(wider_groups(table.design))
    return Plan(
        figures=collect_figures(tables),
        ledger=ledger,
        rule=rule,
        audience=audience,
        universe=universe,
        wider=tuple(sorted(wider)),
    )


def _without(
    tables: Sequence[CountTable], population: Population
) -> tuple[list[CountTable], list[Refusal]]:
    """Return the tables without those that show a figure, and why those are left out."""
    kept: list[CountTable] = []
    refused: list[Refusal] = []
    for table in tables:
        shown = {table.design.population(cell) for cell in table.design.cells()}
        shown |= {table.design.missing_population(state) for state in table.missing}
        if population not in shown:
            kept.append(table)
            continue
        refused.append(
            Refusal(
                table.design.title,
                f"earlier releases already tell too much about {population}.",
                "Release it with wider groups, or without the breakdown that singles these out.",
            )
        )
    return kept, refused


def _publish(table: CountTable, plan: Plan) -> PublishableTable:
    design = table.design
    return PublishableTable(
        design=design,
        audience=plan.audience,
        cells={cell: _shown(design.population(cell), plan) for cell in design.cells()},
        missing={state: _shown(design.missing_population(state), plan) for state in table.missing},
        percentage_base=plan.rule.percentage_base,
        threshold=plan.rule.threshold(plan.audience, harm_related=bool(design.harm_related)),
    )


def _shown(population: Population, plan: Plan) -> Published:
    row = plan.row(population)
    if row.upper is None:
        return Published(None)
    return Published(row.upper - row.rounded_to // 2, row.rounded_to)


def _audit_and_record(made: Release, plan: Plan, states: Mapping[str, SurveyState]) -> None:
    """Attack the release for each reader; record it when every promise holds."""
    entry = LedgerEntry(
        release=made.name,
        audience=made.audience,
        digest=release_document(made)["sha256"],
        rows=tuple(plan.row(population) for population in sorted(plan.figures)),
        promises=tuple(
            promise for viewer in plan.audience.viewers for promise in plan.promises(viewer)
        ),
        universe=plan.universe,
        wider=plan.wider,
        states=states,
    )
    for viewer in plan.viewers():
        entries = [*plan.ledger.known_to(viewer), entry]
        universe, wider = surroundings(plan, viewer)
        surveys = {population.survey for population in plan.figures}
        breaches = find_breaches(
            [row for row in rows_seen(entries, viewer) if row.population.survey in surveys],
            [p for each in entries for p in each.promises if p.viewer is viewer],
            rule=plan.rule,
            universe=universe,
            wider=wider,
        )
        if found := list(islice(breaches, 5)):
            raise ReleaseRefusedError(
                f'Release "{made.name}" is refused, because with what the {viewer.value} audience '
                f"already holds: {'; '.join(found)}. Release fewer breakdowns, or round."
            )
    plan.ledger.record(entry)
