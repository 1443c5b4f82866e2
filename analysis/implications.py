"""What everybody knows of who is among whom, whatever they answered.

A reader of the questionnaire knows whom a question is asked of and how many options may be chosen;
a reader of the codebook, which themes lie within a priority.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.dimensions import ANSWERED, WAVE, YES, Measure, MeasureKind, MissingState, TableDesign
from analysis.populations import Population, WiderGroup


def wider_groups(design: TableDesign) -> Iterator[WiderGroup]:
    """Yield the groups that mean "any of" others, by the design of a table."""
    measure = design.measure
    if measure is None:
        return
    if measure.asked_of:
        yield _asked(design, measure)
    if measure.kind is MeasureKind.ANY_OF:
        yield from _priorities(design.survey, measure)
        if measure.most is not None:
            yield _chosen(design, measure, measure.most)


def _asked(design: TableDesign, measure: Measure) -> WiderGroup:
    """Return that a question was asked of those who gave one of the answers that lead to it."""
    asked = measure.universe()[measure.name] - {MissingState.NOT_ASKED.value}
    return WiderGroup(
        _in_waves(design, {measure.name: asked}),
        tuple(
            _in_waves(design, {name: frozenset(atoms) for name, atoms in way})
            for way in measure.asked_of
        ),
    )


def _chosen(design: TableDesign, measure: Measure, most: int) -> WiderGroup:
    """Return that whoever answered chose at least one option, and no more than are allowed."""
    answered = {measure.name: frozenset({ANSWERED})}
    parts = (measure.conditions(each.id) for each in measure.categories)
    return WiderGroup(
        _in_waves(design, answered), tuple(_in_waves(design, part) for part in parts), most
    )


def _priorities(survey: str, measure: Measure) -> Iterator[WiderGroup]:
    for wide in sorted(set(measure.within.values())):
        parts = sorted(part for part, above in measure.within.items() if above == wide)
        yield WiderGroup(
            Population.of(survey, {measure.theme(wide): {YES}}),
            tuple(Population.of(survey, {measure.theme(part): {YES}}) for part in parts),
        )


def _in_waves(design: TableDesign, where: Mapping[str, frozenset[str]]) -> Population:
    return Population.of(design.survey, {**where, WAVE: design.waves})
