"""What a table is laid out by: dimensions, categories, the question measured, who is missing.

Categories are sets of atoms, so that hierarchies, overlapping age bands and rival geographies are
all the same thing: different unions of the finest units asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from analysis.populations import Condition, Population, name_in_reading

ALL = "all"
WAVE = "wave"
ANSWERED = "answered"
YES, NO = "yes", "no"


class MissingState(StrEnum):
    """Why a respondent is not in the base of a question."""

    SKIPPED = "skipped"
    DONT_KNOW = "dont_know"
    RATHER_NOT_SAY = "rather_not_say"
    NOT_ASKED = "not_asked"


class MeasureKind(StrEnum):
    """Whether a respondent gives one answer, or any number of separate yes-or-no answers."""

    ONE_OF = "one_of"
    ANY_OF = "any_of"


class Cell(NamedTuple):
    """One place in a table: a category for each dimension, and an answer (None: the base)."""

    groups: tuple[str, ...]
    answer: str | None = None


@dataclass(frozen=True)
class Category:
    """One row or column heading: its id, its words, and the atoms it brings together."""

    id: str
    label: str
    atoms: frozenset[str]

    @classmethod
    def single(cls, atom: str, label: str = "") -> Category:
        """Return the category of one atom alone."""
        return cls(atom, label or atom, frozenset({atom}))


@dataclass(frozen=True)
class Dimension:
    """A breakdown of respondents; the total over all of its atoms (`all`) is always printed.

    Every respondent has one atom, so "not said" has to be an atom where it can happen.
    """

    name: str
    label: str
    categories: tuple[Category, ...]

    @classmethod
    def flat(cls, name: str, atoms: Iterable[str], *, label: str = "") -> Dimension:
        """Return a dimension whose categories are single atoms."""
        return cls(name, label or name, tuple(Category.single(atom) for atom in atoms))

    @property
    def atoms(self) -> frozenset[str]:
        """Every atom that any category of this dimension holds."""
        return frozenset(atom for category in self.categories for atom in category.atoms)

    @property
    def ids(self) -> tuple[str, ...]:
        """The category ids in printing order, the total last."""
        return (*(category.id for category in self.categories), ALL)

    def category(self, category_id: str) -> Category:
        """Return a category, or the total, by its id."""
        if category_id == ALL:
            return Category(ALL, "All", self.atoms)
        return next(category for category in self.categories if category.id == category_id)


@dataclass(frozen=True)
class Measure:
    """The question, or set of themes, that a table counts answers to.

    `within` maps an answer to a wider one (a theme to its priority), where the wider one means
    "any of those within it"; it is for ANY_OF only, where no answer is the sum of others.
    `reading` numbers the state of the codings that themes are counted by: another is another thing.
    `asked_of` are the answers to earlier questions that lead to this one (none: all are asked);
    `most` is how many answers may be chosen (0: any number), None where they are not chosen.
    """

    name: str
    kind: MeasureKind
    categories: tuple[Category, ...]
    within: Mapping[str, str] = field(default_factory=dict)
    reading: int = 1
    asked_of: tuple[tuple[Condition, ...], ...] = ()
    most: int | None = None

    @classmethod
    def one_of(cls, name: str, answers: Iterable[str]) -> Measure:
        """Return a measure for a question with one answer to choose."""
        return cls(name, MeasureKind.ONE_OF, tuple(Category.single(each) for each in answers))

    @classmethod
    def any_of(
        cls, name: str, answers: Iterable[str], *, within: Mapping[str, str] | None = None
    ) -> Measure:
        """Return a measure whose every answer is a yes or no of its own, as themes are."""
        categories = tuple(Category.single(each) for each in answers)
        return cls(name, MeasureKind.ANY_OF, categories, dict(within or {}))

    @property
    def atoms(self) -> frozenset[str]:
        """Every single answer that counts towards the base."""
        return frozenset(atom for category in self.categories for atom in category.atoms)

    def conditions(self, answer: str | None) -> dict[str, frozenset[str]]:
        """Return the conditions that put a respondent in this answer, or (None) in the base."""
        if self.kind is MeasureKind.ANY_OF:
            base = {self.name: frozenset({ANSWERED})}
            return base if answer is None else base | {self.theme(answer): frozenset({YES})}
        if answer is None:
            return {self.name: self.atoms}
        chosen = next(category for category in self.categories if category.id == answer)
        return {self.name: chosen.atoms}

    def theme(self, answer: str) -> str:
        """Return the name of the yes-or-no dimension of one answer of an ANY_OF measure."""
        return name_in_reading(f"{self.name}:{answer}", self.reading)

    def universe(self) -> dict[str, frozenset[str]]:
        """Return every atom of every dimension that this measure brings with it."""
        states = frozenset(state.value for state in MissingState)
        if self.kind is MeasureKind.ONE_OF:
            return {self.name: self.atoms | states}
        themes = {self.theme(category.id): frozenset({YES, NO}) for category in self.categories}
        return {self.name: states | {ANSWERED}} | themes


@dataclass(frozen=True)
class TableDesign:
    """What a table is to show, before anybody is counted.

    `survey` names the run whose respondents are counted and `waves` the closed reporting periods
    they came in. `harm_related` lists the answers that are held to the stricter rules.
    `rounded` asks for rounding even where exact counts would be allowed.
    """

    title: str
    survey: str
    waves: frozenset[str]
    dimensions: tuple[Dimension, ...] = ()
    measure: Measure | None = None
    source: str = ""
    harm_related: frozenset[str] = frozenset()
    rounded: bool = False

    @property
    def answers(self) -> tuple[str | None, ...]:
        """The answers in printing order, the base (None) last."""
        categories = self.measure.categories if self.measure else ()
        return (*(category.id for category in categories), None)

    def cells(self) -> Iterator[Cell]:
        """Yield every cell with all margins, in printing order."""
        for groups in product(*(dimension.ids for dimension in self.dimensions)):
            for answer in self.answers:
                yield Cell(groups, answer)

    def population(self, cell: Cell) -> Population:
        """Return whom a cell counts."""
        where: dict[str, frozenset[str]] = {WAVE: self.waves}
        for dimension, group in zip(self.dimensions, cell.groups, strict=True):
            if group != ALL:
                where[dimension.name] = dimension.category(group).atoms
        if self.measure:
            where |= self.measure.conditions(cell.answer)
        return Population.of(self.survey, where)

    def missing_population(self, state: str) -> Population:
        """Return those who are missing from the base in one state, whatever their group."""
        name = self.measure.name if self.measure else ""
        return Population.of(self.survey, {WAVE: self.waves, name: {state}})

    def universe(self) -> dict[str, frozenset[str]]:
        """Return every atom of every dimension of this table: what an outsider may also know."""
        breakdown = {dimension.name: dimension.atoms for dimension in self.dimensions}
        measured = self.measure.universe() if self.measure else {}
        return breakdown | measured | {WAVE: self.waves | breakdown.get(WAVE, frozenset())}
