"""Work out what published figures give away: the outsider, with release documents and no more.

Written apart from the code that protects, and sharing none with it, so that a mistake there is not
repeated here. A hidden figure is any number from nought up; a rounded one lies within half a step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from analysis.cubes import AnyOf, Group, Layout, Where
from analysis.inference import Region
from analysis.relations import NOTHING, Relation, Vector

NEGLIGIBLE = 1e-6


@dataclass(frozen=True)
class Known:
    """One published figure as an outsider reads it; `upper` is infinite where there is no limit."""

    id: str
    survey: str
    where: Where
    lower: float
    upper: float

    @property
    def is_published(self) -> bool:
        """Say whether a number was printed."""
        return bool(np.isfinite(self.upper))


@dataclass(frozen=True)
class Surroundings:
    """What everybody knows of a survey: the atoms of its dimensions, and what answers imply.

    `wider` has the groups that mean any of others.
    """

    atoms: Mapping[str, frozenset[str]]
    wider: tuple[AnyOf, ...] = ()


@dataclass(frozen=True)
class Interval:
    """All that an outsider can say of a figure."""

    low: float
    high: float

    @property
    def whole_numbers(self) -> float:
        """How many counts it could be."""
        if self.low > self.high + NEGLIGIBLE:
            return 0.0
        if not np.isfinite(self.high):
            return np.inf
        return float(np.floor(self.high + NEGLIGIBLE) - np.ceil(self.low - NEGLIGIBLE) + 1)

    def is_open(self, wanted: int) -> bool:
        """Say whether enough whole numbers lie inside."""
        return self.whole_numbers >= wanted


class Attacker:
    """Everything published about one survey, ready to be questioned."""

    def __init__(self, known: Sequence[Known], surroundings: Surroundings) -> None:
        self.known = tuple(known)
        self.surroundings = surroundings
        self._layout = Layout([each.where for each in known], surroundings.atoms)

    def interval(self, index: int) -> Interval:
        """Return what can be said of a figure."""
        return Interval(*self._region.range(self._vector(index)))

    def difference(self, whole: int, part: int) -> Interval:
        """Return what can be said of how many are in one figure but not in another."""
        vector = self._vector(whole, part)
        return Interval(*self._region.range(vector))

    def explore(self, wanted: Iterable[tuple[int, float, float]]) -> None:
        """Prepare to be asked whether figures could be as low and as high as this."""
        asked = [(self._vector(i), low, high) for i, low, high in wanted]
        if asked:
            self._region.explore(asked)

    def allows(self, index: int, *, low: float, high: float) -> bool:
        """Say whether a figure could still be as low and as high as this."""
        vector = self._vector(index)
        return self._region.reaches(vector, low) and self._region.reaches(vector, high)

    def doubtful_pairs(self, most: int) -> Iterator[tuple[int, int]]:
        """Yield pairs of published numbers (whole, part) that may differ by 1 to `most` people."""
        shown = [i for i, each in enumerate(self.known) if each.is_published]
        order = sorted(shown, key=lambda i: self.known[i].lower)
        lowers = np.array([self.known[i].lower for i in order])
        width = max((self.known[i].upper - self.known[i].lower for i in order), default=0.0)
        for part in shown:
            start = int(np.searchsorted(lowers, self.known[part].lower + 1 - width))
            end = int(np.searchsorted(lowers, self.known[part].upper + most, side="right"))
            for whole in order[start:end]:
                if whole != part and self._may_differ(whole, part, most):
                    yield whole, part

    def is_open(self, index: int, *, wanted: int) -> bool:
        """Say whether a figure could be any of enough counts."""
        vector = self._vector(index)
        seen = Interval(*self._region.witnessed(vector))
        return seen.is_open(wanted) or self.interval(index).is_open(wanted)

    def leaves_candidates(self, whole: int, part: int, *, most: int, wanted: int) -> bool:
        """Say whether a difference is either not of 1 to `most` people or open to enough counts."""
        vector = self._vector(whole, part)
        if Interval(*self._region.witnessed(vector)).is_open(wanted):
            return True
        found = Interval(*self._region.range(vector))
        beyond = found.low > most + NEGLIGIBLE or found.high < 1 - NEGLIGIBLE
        return beyond or found.is_open(wanted)

    def _may_differ(self, whole: int, part: int, most: int) -> bool:
        a, b = self.known[whole], self.known[part]
        if a.lower - b.upper > most or a.upper - b.lower < 1:
            return False
        inside = all(name in b.where and b.where[name] <= a.where[name] for name in a.where)
        return inside and a.where != b.where

    @cached_property
    def _region(self) -> Region:
        relations = [
            Relation(self._layout.select(each.where), NOTHING, each.lower, each.upper)
            for each in self.known
            if each.is_published
        ]
        relations += self._layout.agreements()
        for group in self.surroundings.wider:
            relations += self._layout.any_of(group)
        return Region(self._layout.size, relations)

    def _vector(self, plus: int, minus: int | None = None) -> Vector:
        """Return a figure, or one less another, as weights of base cells."""
        vector = np.zeros(self._layout.size)
        vector[self._layout.select(self.known[plus].where)] = 1.0
        if minus is not None:
            vector[self._layout.select(self.known[minus].where)] -= 1.0
        return vector


def attack(documents: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Interval]:
    """Return, for every count in release documents, what an outsider can say of it.

    Keys are (release, figure id). Documents are those written by `release_document`, taken as
    known all together.
    """
    found: dict[tuple[str, str], Interval] = {}
    for attacker in read_known(documents).values():
        for index, known in enumerate(attacker.known):
            release, _, figure = known.id.rpartition("#")
            found[release, figure] = attacker.interval(index)
    return found


def read_known(documents: Sequence[Mapping[str, Any]]) -> dict[str, Attacker]:
    """Return an attacker for each survey that release documents tell of."""
    known: dict[str, list[Known]] = {}
    atoms: dict[str, dict[str, frozenset[str]]] = {}
    wider: dict[str, set[AnyOf]] = {}
    for document in documents:
        for survey, told in document["surveys"].items():
            mine = atoms.setdefault(survey, {})
            for name, listed in told["dimensions"].items():
                mine[name] = mine.get(name, frozenset()) | frozenset(listed)
            wider.setdefault(survey, set()).update(map(_read_any_of, told["wider"]))
        for figure in document["figures"]:
            if "where" in figure:
                known.setdefault(figure["survey"], []).append(_read(document["release"], figure))
    return {
        survey: Attacker(figures, Surroundings(atoms[survey], tuple(sorted(wider[survey]))))
        for survey, figures in sorted(known.items())
    }


def _read(release: str, figure: Mapping[str, Any]) -> Known:
    where = {name: frozenset(atoms) for name, atoms in figure["where"].items()}
    value, step = figure["value"], figure["rounded_to"] or 1
    slack = step // 2
    low = 0.0 if value is None else max(0.0, value - slack)
    high = np.inf if value is None else float(value + slack)
    return Known(f"{release}#{figure['id']}", figure["survey"], where, low, high)


def _read_any_of(told: Mapping[str, Any]) -> AnyOf:
    """Return a wider group; a document that names only dimensions is of themes, as it once was."""
    if "yes" in told:
        yes = [{name: [told["yes"]]} for name in (told["wide"], *told["parts"])]
        return _read_any_of({"wide": yes[0], "parts": yes[1:], "most": 0})
    return AnyOf(_group(told["wide"]), tuple(map(_group, told["parts"])), told["most"])


def _group(where: Mapping[str, Sequence[str]]) -> Group:
    return tuple((name, tuple(atoms)) for name, atoms in sorted(where.items()))
