"""Which tables a report is made of: one plan for each thing counted.

Every plan is fixed by what was asked and by the areas and themes of the day, never by the answers,
so that a table that is not there tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.ages import age_dimension, age_question
from analysis.asked import Asked, AskedInWords, Frame, Instrument, Label
from analysis.dimensions import Category, Dimension, Measure, MeasureKind, TableDesign

PLACE = "place"
ELSEWHERE = "elsewhere"
NOT_GIVEN = "Place not given"
ANY_THEME_OF = "Any theme of: "
POSITIVE, OTHER = "positive", "other"
PRIORITY_PREFIX = "priority:"
FINE_THEMES = 12
"""Above this many themes a locality's page ranks priorities: most themes would be hidden."""


class TableKind(StrEnum):
    """What a table counts."""

    RESPONSES = "responses"
    ANSWERS = "answers"
    POSITIVE_BY_LOCALITY = "positive-by-locality"
    POSITIVE_BY_LOCALITY_AND_AGE = "positive-by-locality-and-age"
    THEMES = "themes"
    THEMES_BY_LOCALITY = "themes-by-locality"


@dataclass(frozen=True)
class TablePlan:
    """One table to be counted: what it shows of which question (`subject`) of a questionnaire."""

    kind: TableKind
    instrument: str
    subject: str
    design: TableDesign

    @property
    def id(self) -> str:
        """The table's id in a report: what it counts, where and of what."""
        return f"{self.kind}.{self.instrument}.{self.subject}"


def plan_tables(
    instrument: Instrument, frame: Frame, waves: frozenset[str], *, reading: int = 1
) -> list[TablePlan]:
    """Return every table of a questionnaire that asks for no breakdown by how people came.

    `reading` numbers the state of the codings; themes read anew are rounded for every reader.
    """
    plans = [_answers(instrument, asked, waves) for asked in instrument.closed]
    plans += [
        _positive_by(
            instrument,
            asked,
            waves,
            kind=TableKind.POSITIVE_BY_LOCALITY,
            dimensions=(place_dimension(frame),),
        )
        for asked in instrument.closed
        if asked.positive and asked.priorities
    ]
    for asked in instrument.written if frame.themes else ():
        plans += [
            _read_anew(plan, reading)
            for plan in (
                _themes(instrument, asked, frame, waves),
                _themes_by_locality(instrument, asked, frame, waves),
            )
        ]
    return plans


def plan_aged_tables(
    instrument: Instrument, frame: Frame, waves: frozenset[str]
) -> list[TablePlan]:
    """Return favourable answers by locality and age: what weights by both margins need."""
    age = age_question(instrument)
    if age is None:
        return []
    return [
        _positive_by(
            instrument,
            asked,
            waves,
            kind=TableKind.POSITIVE_BY_LOCALITY_AND_AGE,
            dimensions=(place_dimension(frame), age_dimension(instrument, age)),
        )
        for asked in instrument.closed
        if asked.positive and asked.priorities and asked.kind is MeasureKind.ONE_OF
    ]


def plan_responses(
    instrument: Instrument,
    waves: frozenset[str],
    *,
    name: str,
    label: str,
    categories: Iterable[Category],
) -> TablePlan:
    """Return the plan of responses by one thing known of each: place, mode, language."""
    dimension = Dimension(name, label, tuple(categories))
    return TablePlan(
        TableKind.RESPONSES,
        instrument.key,
        name,
        TableDesign(
            title=f"{instrument.title}: responses by {label.lower()}",
            survey=instrument.key,
            waves=waves,
            dimensions=(dimension,),
        ),
    )


def place_dimension(frame: Frame) -> Dimension:
    """Return the localities as unions of the finest places asked, and those outside all of them."""
    categories = [Category(each.id, each.name, each.places) for each in frame.localities]
    if frame.elsewhere:
        categories.append(Category(ELSEWHERE, NOT_GIVEN, frame.elsewhere))
    return Dimension(PLACE, "Locality", tuple(categories))


def _answers(instrument: Instrument, asked: Asked, waves: frozenset[str]) -> TablePlan:
    """Return the plan of all answers of a question, over the whole area."""
    categories = [Category.single(each.code, each.label) for each in asked.answers]
    if asked.positive and asked.kind is MeasureKind.ONE_OF and _splits(asked):
        codes = frozenset(each.code for each in asked.positive)
        words = " or ".join(f"“{each.label}”" for each in asked.positive)
        categories.append(Category(POSITIVE, f"Together: {words}", codes))
    measure = Measure(
        asked.id,
        asked.kind,
        tuple(categories),
        asked_of=asked.asked_of,
        most=asked.most if asked.kind is MeasureKind.ANY_OF else None,
    )
    harmful = frozenset(each.id for each in categories) if asked.is_harm_related else frozenset()
    return TablePlan(
        TableKind.ANSWERS,
        instrument.key,
        asked.id,
        TableDesign(
            title=f"{instrument.title}: {_words(asked)}",
            survey=instrument.key,
            waves=waves,
            measure=measure,
            harm_related=harmful,
        ),
    )


def _splits(asked: Asked) -> bool:
    """Whether the favourable end is more than one answer and less than all of them."""
    return 1 < len(asked.positive) < len(asked.answers)


def _positive_by(
    instrument: Instrument,
    asked: Asked,
    waves: frozenset[str],
    *,
    kind: TableKind,
    dimensions: tuple[Dimension, ...],
) -> TablePlan:
    """Return the plan of favourable answers by locality, or by locality and age."""
    by = " and ".join(each.label.lower() for each in dimensions)
    codes = frozenset(each.code for each in asked.positive)
    rest = frozenset(each.code for each in asked.answers) - codes
    words = " or ".join(f"“{each.label}”" for each in asked.positive)
    categories = (
        Category(POSITIVE, words, codes),
        Category(OTHER, "Any other answer", rest),
    )
    harmful = frozenset({POSITIVE, OTHER}) if asked.is_harm_related else frozenset()
    return TablePlan(
        kind,
        instrument.key,
        asked.id,
        TableDesign(
            title=f"{instrument.title}: {_words(asked)}, by {by}",
            survey=instrument.key,
            waves=waves,
            dimensions=dimensions,
            measure=Measure(asked.id, asked.kind, categories, asked_of=asked.asked_of),
            harm_related=harmful,
        ),
    )


def _themes(
    instrument: Instrument, asked: AskedInWords, frame: Frame, waves: frozenset[str]
) -> TablePlan:
    """Return the plan of themes, and of priorities that any of their themes was mentioned under."""
    priorities = _priorities_with_themes(frame)
    within = {
        theme: PRIORITY_PREFIX + each.id for each in priorities for theme in _under(frame, each.id)
    }
    categories = (*_priority_categories(frame), *_theme_categories(frame))
    return TablePlan(
        TableKind.THEMES,
        instrument.key,
        asked.id,
        TableDesign(
            title=f"{instrument.title}: themes in answers to “{asked.wording}”",
            survey=instrument.key,
            waves=waves,
            measure=Measure(asked.id, MeasureKind.ANY_OF, categories, within),
            harm_related=_sensitive(frame),
        ),
    )


def _themes_by_locality(
    instrument: Instrument, asked: AskedInWords, frame: Frame, waves: frozenset[str]
) -> TablePlan:
    """Return the plan of themes by locality; of priorities where the themes are too many."""
    is_fine = len(frame.themes) <= FINE_THEMES
    categories = _theme_categories(frame) if is_fine else _priority_categories(frame)
    return TablePlan(
        TableKind.THEMES_BY_LOCALITY,
        instrument.key,
        asked.id,
        TableDesign(
            title=f"{instrument.title}: themes in answers to “{asked.wording}”, by locality",
            survey=instrument.key,
            waves=waves,
            dimensions=(place_dimension(frame),),
            measure=Measure(asked.id, MeasureKind.ANY_OF, categories),
            harm_related=_sensitive(frame) if is_fine else frozenset(),
        ),
    )


def _read_anew(plan: TablePlan, reading: int) -> TablePlan:
    """Return a plan of themes as one reading of the texts has it."""
    measure = plan.design.measure
    if measure is None or reading == 1:
        return plan
    anew = replace(measure, reading=reading)
    return replace(plan, design=replace(plan.design, measure=anew, rounded=True))


def _priorities_with_themes(frame: Frame) -> list[Label]:
    return [each for each in frame.priorities if any(_under(frame, each.id))]


def _priority_categories(frame: Frame) -> tuple[Category, ...]:
    return tuple(
        Category.single(PRIORITY_PREFIX + each.id, f"{ANY_THEME_OF}{each.name}")
        for each in _priorities_with_themes(frame)
    )


def _theme_categories(frame: Frame) -> tuple[Category, ...]:
    return tuple(Category.single(each.id, each.name) for each in frame.themes)


def _sensitive(frame: Frame) -> frozenset[str]:
    return frozenset(each.id for each in frame.themes if each.is_sensitive)


def _under(frame: Frame, priority: str) -> Iterator[str]:
    return (theme.id for theme in frame.themes if theme.priority == priority)


def _words(asked: Asked) -> str:
    stem = asked.stem.rstrip(" :.?…")
    return f"{stem}: {asked.wording}" if stem and stem != asked.wording else asked.wording


def positive_answer(asked: Asked) -> str:
    """Return the answer under which the favourable end stands in the table of all answers."""
    return POSITIVE if _splits(asked) else asked.positive[0].code
