"""The publication ledger: everything ever released, as limits on sums of base cells.

Rows are public knowledge. Promises are not: they tell how small a hidden count is, so a ledger is
kept where the responses are kept and never leaves with a release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.dimensions import WAVE
from analysis.populations import Population, WiderGroup
from analysis.rules import Audience
from analysis.survey_states import SurveyState, state_from_json

FORMAT = "ledger/1"


class LedgerError(ValueError):
    """A ledger that cannot be read, or that would be changed after the fact."""


@dataclass(frozen=True)
class LedgerRow:
    """One released figure: the sum over its population lies between `lower` and `upper`.

    `upper` is None where the figure was hidden; `rounded_to` is 1 for an exact count.
    """

    population: Population
    lower: int
    upper: int | None
    rounded_to: int = 1

    @property
    def is_hidden(self) -> bool:
        """Say whether no number was printed."""
        return self.upper is None


@dataclass(frozen=True)
class KeptPromise:
    """What must stay possible of a hidden figure, for one kind of reader. Not for publication."""

    population: Population
    viewer: Audience
    low: int
    high: int


@dataclass(frozen=True)
class LedgerEntry:
    """One release as the ledger remembers it; `digest` is the hash of its document.

    `states` say of each survey which responses and codings were counted; an entry written before
    they were kept has none.
    """

    release: str
    audience: Audience
    digest: str
    rows: tuple[LedgerRow, ...]
    promises: tuple[KeptPromise, ...]
    universe: Mapping[str, Mapping[str, frozenset[str]]]
    wider: tuple[WiderGroup, ...] = ()
    states: Mapping[str, SurveyState] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the entry as plain values for a database; `entry_from_json` reads it back."""
        plain: dict[str, Any] = {
            "format": FORMAT,
            "release": self.release,
            "audience": self.audience.value,
            "digest": self.digest,
            "rows": [[*_plain(r.population), r.lower, r.upper, r.rounded_to] for r in self.rows],
            "promises": [
                [*_plain(p.population), p.viewer.value, p.low, p.high] for p in self.promises
            ],
            "universe": {
                survey: {name: sorted(atoms) for name, atoms in sorted(dimensions.items())}
                for survey, dimensions in sorted(self.universe.items())
            },
            "wider": [
                [w.wide.survey, _where(w.wide), [_where(part) for part in w.parts], w.most]
                for w in self.wider
            ],
        }
        if self.states:
            plain["states"] = {name: each.as_json() for name, each in sorted(self.states.items())}
        return plain


@dataclass
class Ledger:
    """All releases in order: those that stand, and those withdrawn, of which copies are about."""

    entries: list[LedgerEntry] = field(default_factory=list)
    withdrawn: list[LedgerEntry] = field(default_factory=list)

    @property
    def everything(self) -> list[LedgerEntry]:
        """Every release that ever went out."""
        return [*self.withdrawn, *self.entries]

    def withdraw(self, release: str) -> None:
        """Take a release out of what counts as published; who holds a copy still knows it.

        Raises:
            LedgerError: no release of that name stands.
        """
        gone = [entry for entry in self.entries if entry.release == release]
        if not gone:
            raise LedgerError(f'No release "{release}" stands. See the list of those there are.')
        self.entries = [entry for entry in self.entries if entry not in gone]
        self.withdrawn += gone

    def record(self, entry: LedgerEntry) -> None:
        """Add a release; the same release built again is remembered once.

        Raises:
            LedgerError: when a release of that name went out with other figures.
        """
        for known in self.everything:
            if known.release == entry.release and known.audience is entry.audience:
                if known.digest == entry.digest and known in self.entries:
                    return
                raise LedgerError(
                    f'Release "{entry.release}" has already gone out with other figures. '
                    "Give the new one a name of its own."
                )
        self.entries.append(entry)

    def copy(self) -> Ledger:
        """Return a ledger to try a release on, leaving this one as it is."""
        return Ledger(list(self.entries), list(self.withdrawn))

    def known_to(self, viewer: Audience) -> list[LedgerEntry]:
        """Return the releases that a kind of reader may hold."""
        return [entry for entry in self.entries if entry.audience in viewer.knows]

    def as_json(self) -> list[dict[str, Any]]:
        """Return every entry as plain values."""
        return [entry.as_json() for entry in self.entries]

    @classmethod
    def from_json(cls, entries: Iterable[Mapping[str, Any]]) -> Ledger:
        """Return the ledger that `as_json` wrote.

        Raises:
            LedgerError: when an entry is not one of this format.
        """
        return cls([entry_from_json(entry) for entry in entries])


def entry_from_json(plain: Mapping[str, Any]) -> LedgerEntry:
    """Return one entry from its plain values.

    Raises:
        LedgerError: when it is not an entry of this format.
    """
    if plain.get("format") != FORMAT:
        raise LedgerError(
            f'This ledger entry has the format {plain.get("format")!r}, not "{FORMAT}". '
            "Read it with the version of the platform that wrote it."
        )
    return LedgerEntry(
        release=plain["release"],
        audience=Audience(plain["audience"]),
        digest=plain["digest"],
        rows=tuple(LedgerRow(_population(s, w), *rest) for s, w, *rest in plain["rows"]),
        promises=tuple(
            KeptPromise(_population(s, w), Audience(viewer), low, high)
            for s, w, viewer, low, high in plain["promises"]
        ),
        universe={
            survey: {name: frozenset(atoms) for name, atoms in dimensions.items()}
            for survey, dimensions in plain["universe"].items()
        },
        wider=tuple(_wider_group(*each) for each in plain["wider"]),
        states={name: state_from_json(each) for name, each in plain.get("states", {}).items()},
    )


def rows_seen(entries: Iterable[LedgerEntry], viewer: Audience) -> list[LedgerRow]:
    """Return all that a reader knows of each figure, drawn from every release it may hold.

    A figure counts as rounded only where it was rounded for this kind of reader.
    """
    found: dict[Population, LedgerRow] = {}
    for entry in entries:
        for row in entry.rows:
            step = row.rounded_to if entry.audience is viewer else 1
            known = found.get(row.population, LedgerRow(row.population, 0, None))
            uppers = [each for each in (known.upper, row.upper) if each is not None]
            found[row.population] = LedgerRow(
                row.population,
                max(known.lower, row.lower),
                min(uppers, default=None),
                max(step, known.rounded_to),
            )
    return list(found.values())


def waves_of(population: Population) -> frozenset[str]:
    """Return the reporting waves a figure covers."""
    return frozenset(population.atoms(WAVE) or ())


def _plain(population: Population) -> tuple[str, list[list[Any]]]:
    return population.survey, _where(population)


def _where(population: Population) -> list[list[Any]]:
    return [[name, list(atoms)] for name, atoms in population.where]


def _wider_group(survey: str, wide: Any, parts: list[Any], last: Any) -> WiderGroup:
    """Return a wider group; one that names dimensions alone is of themes, as entries once were."""
    if isinstance(wide, str):
        yes = [[[name, [last]]] for name in (wide, *parts)]
        return _wider_group(survey, yes[0], yes[1:], 0)
    return WiderGroup(
        _population(survey, wide), tuple(_population(survey, part) for part in parts), last
    )


def _population(survey: str, where: Iterable[tuple[str, list[str]]]) -> Population:
    return Population(survey, tuple((name, tuple(atoms)) for name, atoms in where))
