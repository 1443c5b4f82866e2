"""Who a figure counts: respondents of one survey who meet named conditions.

Two figures with the same population are the same figure, wherever they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

Condition = tuple[str, tuple[str, ...]]
READING = re.compile(r" \(reading \d+\)$")


def name_in_reading(name: str, reading: int) -> str:
    """Return the name of a theme's dimension as one reading of the texts has it."""
    return name if reading == 1 else f"{name} (reading {reading})"


@dataclass(frozen=True, order=True)
class Population:
    """Respondents of a survey whose every named dimension lies among the atoms given.

    An atom is the finest unit anybody is asked for: a settlement, a single year of age, one option,
    one reporting wave. A dimension without a condition is open to everybody.
    """

    survey: str
    where: tuple[Condition, ...] = ()

    @classmethod
    def of(cls, survey: str, where: Mapping[str, Iterable[str]]) -> Population:
        """Return the population in its one canonical form: dimensions and atoms sorted."""
        return cls(survey, tuple(sorted((name, tuple(sorted(set(where[name])))) for name in where)))

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """The dimensions on which this population is narrowed."""
        return frozenset(name for name, _ in self.where)

    @cached_property
    def in_any_reading(self) -> Population:
        """The same population as the first reading of the texts would name it."""
        return Population(
            self.survey, tuple((READING.sub("", name), atoms) for name, atoms in self.where)
        )

    def atoms(self, dimension: str) -> tuple[str, ...] | None:
        """Return the atoms admitted on a dimension, or None when it is open to everybody."""
        return dict(self.where).get(dimension)

    def contains(self, other: Population) -> bool:
        """Say whether everybody in the other population is, by definition, also in this one."""
        if self.survey != other.survey:
            return False
        theirs = dict(other.where)
        return all(
            name in theirs and set(theirs[name]) <= set(admitted) for name, admitted in self.where
        )

    def __str__(self) -> str:
        conditions = "; ".join(f"{name}: {', '.join(atoms)}" for name, atoms in self.where)
        return f"{self.survey} ({conditions})" if conditions else self.survey


@dataclass(frozen=True, order=True)
class WiderGroup:
    """A group that means "any of" others: a priority and its themes, those asked and for what.

    Everybody in a part is in it, everybody in it is in a part, and in `most` of them at most
    (0: in any number).
    """

    wide: Population
    parts: tuple[Population, ...]
    most: int = 0
