"""Invented respondents and tables, for tests and benchmarks of suppression.

Everything is drawn from a seed, so that a case that once broke can be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.attack import read_known
from analysis.dimensions import Category, Dimension, Measure, TableDesign
from analysis.documents import release_document
from analysis.ledger import Ledger
from analysis.populations import Population
from analysis.rules import Audience, SuppressionRule
from analysis.suppression import Release, release
from analysis.tabulate import CountTable, count_by

SKEWS = (5.0, 1.0, 0.3)
Row = tuple[object, ...]


@dataclass(frozen=True)
class Broken:
    """A promise that the attacker found broken: which figure, and what was found."""

    figure: str
    found: str


def hierarchy(localities: int, districts: int) -> Dimension:
    """Return a place dimension of districts within localities of equal size."""
    names = [f"d{number:02}" for number in range(districts)]
    each = districts // localities
    wide = tuple(
        Category(f"L{n}", f"L{n}", frozenset(names[n * each : (n + 1) * each]))
        for n in range(localities)
    )
    return Dimension("place", "Place", (*wide, *(Category.single(name) for name in names)))


def ages(*bands: tuple[int, int], singles: bool = False) -> Dimension:
    """Return an age dimension of bands of single years; bands may overlap."""
    years = sorted({year for low, high in bands for year in range(low, high + 1)})
    wide = tuple(
        Category(f"{low}-{high}", f"{low} to {high}", frozenset(map(str, range(low, high + 1))))
        for low, high in bands
    )
    single = tuple(Category.single(str(year)) for year in years) if singles else ()
    return Dimension("age", "Age", (*wide, *single))


def draw_rows(
    chance: np.random.Generator,
    design: TableDesign,
    *,
    count: int,
    skew: float,
    prefix: str = "r",
) -> list[Row]:
    """Return records of invented respondents, spread over atoms more or less unevenly."""
    axes = [sorted(dimension.atoms) for dimension in design.dimensions]
    answers = sorted(design.measure.atoms) if design.measure else [None]
    axes.append(answers)
    picks = [
        chance.choice(len(axis), size=count, p=chance.dirichlet(np.full(len(axis), skew)))
        for axis in axes
    ]
    return [
        (f"{prefix}{n}", *(axis[pick[n]] for axis, pick in zip(axes, picks, strict=True)))
        for n in range(count)
    ]


def one_of_table(
    chance: np.random.Generator,
    dimensions: Sequence[Dimension],
    *,
    answers: int,
    count: int,
    skew: float,
) -> CountTable:
    """Return a table of one question with one answer to choose."""
    measure = Measure.one_of("q1", [f"o{number:02}" for number in range(answers)])
    design = TableDesign("Question 1", "survey", frozenset({"w1"}), tuple(dimensions), measure)
    return count_by(draw_rows(chance, design, count=count, skew=skew), design)


def random_tables(seed: int, *, most_cells: int = 1_500) -> list[CountTable]:
    """Return one of many kinds of table set: 2 to 4 dimensions, with and without hierarchies."""
    chance = np.random.default_rng(seed)
    while True:
        skew = SKEWS[seed % len(SKEWS)]
        count = int(chance.integers(60, 3_000))
        dimensions = _random_dimensions(chance)
        kind = ("question", "linked", "themes")[seed // len(SKEWS) % 3]
        tables = {"question": _question, "linked": _linked, "themes": _themes}[kind](
            chance, dimensions, count, skew
        )
        if sum(len(table.counts) for table in tables) <= most_cells:
            return tables


def _random_dimensions(chance: np.random.Generator) -> list[Dimension]:
    localities = int(chance.integers(2, 4))
    place = hierarchy(localities, localities * int(chance.integers(1, 5)))
    if chance.random() < 0.3:
        place = Dimension.flat("place", [f"d{n:02}" for n in range(int(chance.integers(2, 9)))])
    others = [
        Dimension.flat("age", [f"a{n}" for n in range(int(chance.integers(2, 6)))]),
        Dimension.flat("sex", ["girl", "boy", "other"][: int(chance.integers(2, 4))]),
    ]
    return [place, *others[: int(chance.integers(0, 3))]]


def _question(
    chance: np.random.Generator, dimensions: list[Dimension], count: int, skew: float
) -> list[CountTable]:
    answers = int(chance.integers(2, 13))
    return [one_of_table(chance, dimensions, answers=answers, count=count, skew=skew)]


def _linked(
    chance: np.random.Generator, dimensions: list[Dimension], count: int, skew: float
) -> list[CountTable]:
    """Return a question by everything and by place alone, another question, and who took part."""
    first = Measure.one_of("q1", [f"o{n}" for n in range(int(chance.integers(2, 6)))])
    second = Measure.one_of("q2", [f"o{n}" for n in range(int(chance.integers(2, 6)))])
    wave = frozenset({"w1"})
    full = TableDesign("Question 1", "survey", wave, tuple(dimensions), first)
    rows = draw_rows(chance, full, count=count, skew=skew)
    place = tuple(dimensions[:1])
    other = TableDesign("Question 2", "survey", wave, place, second, harm_related=frozenset({"o0"}))
    part = TableDesign("Who took part", "survey", wave, place)
    skipped = chance.random(count) < 0.1
    answers = chance.choice(sorted(second.atoms), size=count)
    people = list(zip(rows, skipped, answers, strict=True))
    return [
        count_by(rows, full),
        count_by([(r[0], r[1], "skipped" if s else str(a)) for r, s, a in people], other),
        count_by([(r[0], r[1], None) for r, _, _ in people], part),
    ]


def _themes(
    chance: np.random.Generator, dimensions: list[Dimension], count: int, skew: float
) -> list[CountTable]:
    """Return a table of themes, each yes or no, under two priorities that mean any of them."""
    themes = [f"t{n:02}" for n in range(int(chance.integers(3, 9)))]
    within = {theme: f"P{n % 2}" for n, theme in enumerate(themes)}
    measure = Measure.any_of("q9", [*themes, "P0", "P1"], within=within)
    design = TableDesign(
        "Themes",
        "survey",
        frozenset({"w1"}),
        tuple(dimensions),
        measure,
        harm_related=frozenset(themes[:1]),
    )
    rates = chance.dirichlet(np.full(len(themes), skew)) * 2
    rows = []
    for row in draw_rows(chance, replace(design, measure=None), count=count, skew=skew):
        said = [theme for theme, rate in zip(themes, rates, strict=True) if chance.random() < rate]
        rows.append((*row[:-1], [*said, *{within[theme] for theme in said}]))
    return [count_by(rows, design)]


def random_sequence(seed: int) -> list[list[CountTable]]:
    """Return the tables of 2 to 6 releases of a survey that grows by 5 to 50 people each time.

    One third follow the respondents so far, one third have a wave for each release beside the
    respondents so far, one third change the age bands or the geography from one to the next.
    """
    chance = np.random.default_rng(seed)
    skew = SKEWS[seed % len(SKEWS)]
    measure = Measure.one_of("q1", [f"o{n}" for n in range(int(chance.integers(3, 6)))])
    years = Dimension.flat("age", [str(year) for year in range(8, 18)])
    places = Dimension.flat("place", [f"d{n:02}" for n in range(6)])
    people = TableDesign("People", "survey", frozenset({"w0"}), (places, years), measure)
    rows: list[tuple[str, Row]] = []
    found = []
    for number in range(int(chance.integers(2, 7))):
        size = int(chance.integers(100, 500)) if number == 0 else int(chance.integers(5, 51))
        drawn = draw_rows(chance, people, count=size, skew=skew, prefix=f"w{number}-")
        rows += [(f"w{number}", row) for row in drawn]
        found.append(_stage(rows, number, measure, seed // len(SKEWS) % 3))
    return found


def _stage(
    rows: list[tuple[str, Row]], number: int, measure: Measure, kind: int
) -> list[CountTable]:
    far = [f"w{n}" for n in range(number + 1)]
    place: Dimension = hierarchy(3, 6)
    age = ages((8, 11), (12, 14), (15, 17))
    if kind == 2 and number % 2:
        place = _clusters()
        age = ages((8, 10), (10, 12), (11, 13), (13, 17))
    tables = [_wave_table(rows, far, (place, age) if kind else (place,), measure)]
    if kind == 1:
        tables.append(_wave_table(rows, far[-1:], (place,), measure))
    return tables


def _wave_table(
    rows: list[tuple[str, Row]],
    waves: list[str],
    dimensions: tuple[Dimension, ...],
    measure: Measure,
) -> CountTable:
    title = f"Waves {waves[0]} to {waves[-1]}"
    design = TableDesign(title, "survey", frozenset(waves), dimensions, measure)
    keep = len(dimensions)
    people = ((r[0], *r[1 : 1 + keep], r[3]) for wave, r in rows if wave in waves)
    return count_by(people, design)


def _clusters() -> Dimension:
    """Return school clusters that cut across the localities."""
    wide = [("C0", "d00 d02"), ("C1", "d01 d03 d04"), ("C2", "d05")]
    return Dimension(
        "place",
        "Place",
        tuple(Category(name, name, frozenset(each.split())) for name, each in wide),
    )


def true_counts(tables: Sequence[CountTable]) -> dict[Population, tuple[int, bool]]:
    """Return each figure's true count, and whether it is harm-related, by its population."""
    found: dict[Population, tuple[int, bool]] = {}
    for table in tables:
        for cell, count in table.counts.items():
            population = table.design.population(cell)
            harm = cell.answer in table.design.harm_related
            found[population] = count, harm or found.get(population, (0, False))[1]
        for state, count in table.missing.items():
            found[table.design.missing_population(state)] = count, False
    return found


def broken_promises(
    documents: Sequence[Mapping[str, object]],
    truth: Mapping[Population, tuple[int, bool]],
    *,
    audience: Audience,
    rule: SuppressionRule,
) -> Iterator[Broken]:
    """Attack release documents and yield every promise they break, given the true counts."""
    for survey, attacker in read_known(documents).items():
        known = [
            (place, each, *truth[Population.of(survey, each.where)])
            for place, each in enumerate(attacker.known)
        ]
        small = [
            (place, each, count)
            for place, each, count, harm in known
            if not each.is_published and count < rule.threshold(audience, harm_related=harm)
        ]
        attacker.explore((place, *rule.needed(count)) for place, _, count in small)
        for place, each, count in small:
            low, high = rule.needed(count)
            if not attacker.allows(place, low=low, high=high):
                yield Broken(each.id, f"{count} hidden, found {attacker.interval(place)}")
        for place, each, _, _ in known:
            if (
                each.is_published
                and each.upper > each.lower
                and not attacker.is_open(place, wanted=3)
            ):
                yield Broken(each.id, f"rounded, found {attacker.interval(place)}")
        for whole, part in attacker.doubtful_pairs(rule.difference):
            gap = known[whole][2] - known[part][2]
            if 1 <= gap <= rule.difference and attacker.difference(whole, part).whole_numbers < 3:
                yield Broken(f"{known[whole][1].id} less {known[part][1].id}", f"{gap} people")


def release_all(
    stages: Sequence[Sequence[CountTable]], *, audience: Audience, rule: SuppressionRule
) -> list[Release]:
    """Return releases of some table sets, one after the other, against one ledger."""
    ledger = Ledger()
    return [
        release(tables, ledger, name=f"release {number}", rule=rule, audience=audience)
        for number, tables in enumerate(stages, start=1)
    ]


def documents_of(releases: Sequence[Release]) -> list[dict[str, object]]:
    """Return the release documents, which are all that an outsider has."""
    return [release_document(each) for each in releases]
