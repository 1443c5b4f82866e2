"""Attack a release with everything in the ledger, as its readers could."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from analysis.audit import find_breaches
from analysis.ledger import Ledger, LedgerEntry, rows_seen
from analysis.planning import Plan, surroundings
from analysis.rules import Mode, SuppressionRule
from feedback_app.errors import NotFoundError

MOST = 20


def broken_promises(ledger: Ledger, document: Mapping[str, Any]) -> list[str]:
    """Return, in words, the promises that a release breaks with all that its readers may hold.

    Raises:
        NotFoundError: the ledger of this deployment does not hold the release as it stands.
    """
    entry = _entry(ledger, document)
    rule = _rule(document["rules"])
    surveys = {row.population.survey for row in entry.rows}
    plan = Plan(figures={}, ledger=ledger, rule=rule, audience=entry.audience, universe={})
    found: list[str] = []
    for viewer in entry.audience.viewers:
        entries = ledger.known_to(viewer)
        universe, wider = surroundings(plan, viewer)
        breaches = find_breaches(
            [row for row in rows_seen(entries, viewer) if row.population.survey in surveys],
            [kept for each in entries for kept in each.promises if kept.viewer is viewer],
            rule=rule,
            universe=universe,
            wider=wider,
        )
        found += islice(breaches, MOST)
    return found


def _entry(ledger: Ledger, document: Mapping[str, Any]) -> LedgerEntry:
    for entry in ledger.entries:
        if entry.release == document["release"] and entry.digest == document["sha256"]:
            return entry
    raise NotFoundError(
        f"The release “{document['release']}” is not in this deployment's ledger as it stands.",
        remedy="Audit it where it was built, or build it again.",
    )


def _rule(plain: Mapping[str, Any]) -> SuppressionRule:
    modes = {name: Mode(plain[name]) for name in ("partnership_mode", "public_mode")}
    return SuppressionRule(**{**plain, **modes})
