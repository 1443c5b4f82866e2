"""What changed since earlier surveys: same items only, breaks marked, luck said aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.asked import Asked, Instrument
from analysis.charts import describe
from analysis.designs import TableKind, positive_answer
from analysis.publication import PublishableTable
from analysis.readings import Reading, read
from analysis.report_material import Material, Shelf, either
from analysis.report_records import (
    Bar,
    Block,
    Chart,
    Section,
    SectionKind,
    heading,
    points,
    text,
)
from analysis.statistics import CHANGE_POINTS, Change, expected_by_luck
from analysis.trends import (
    Standing,
    change_of,
    counted_by,
    earlier_runs,
    register,
    reworded,
)

MOST_CHARTED = 6


@dataclass(frozen=True)
class Trend:
    """One item asked alike in two runs, with the readings of both and the change between."""

    asked: Asked
    instrument: Instrument
    earlier: Instrument
    before: Reading
    now: Reading
    change: Change
    tables: tuple[PublishableTable, PublishableTable]


def trend_sections(material: Material, shelf: Shelf) -> Iterator[Section]:
    """Yield what changed in each questionnaire that was asked before, if any was."""
    blocks: list[Block] = []
    for instrument in material.instruments:
        for earlier in earlier_runs(instrument, material.earlier):
            blocks += _since(material, shelf, instrument, earlier)
    if blocks:
        yield Section("trends", SectionKind.TRENDS, "What changed since", tuple(blocks))


def largest_change(material: Material) -> list[str]:
    """Return the largest change that may be called one, in a sentence."""
    changes = [
        each
        for instrument in material.instruments
        for earlier in earlier_runs(instrument, material.earlier)
        for each in _trends(material, instrument, earlier)
        if each.change.is_change
    ]
    if not changes:
        return []
    return [_sentence(material, max(changes, key=lambda each: abs(each.change.points)))]


def changes_of(material: Material, instrument: Instrument) -> dict[str, Change]:
    """Return the change of each closed question since the first earlier survey that was named."""
    return {
        each.asked.id: each.change
        for earlier in reversed(earlier_runs(instrument, material.earlier))
        for each in _trends(material, instrument, earlier)
    }


def _since(
    material: Material, shelf: Shelf, instrument: Instrument, earlier: Instrument
) -> Iterator[Block]:
    trends = list(_trends(material, instrument, earlier))
    registry = register(instrument, earlier)
    counts = counted_by(registry)
    yield heading(f"{instrument.title}: since {_run(material, earlier)}")
    yield text(
        f"Items asked with the same words: {counts[Standing.SAME]}; reworded: "
        f"{counts[Standing.REWORDED]}; new: {counts[Standing.NEW]}; no longer asked: "
        f"{counts[Standing.DROPPED]}. Only the same are compared."
    )
    changed = [each for each in trends if each.change.is_change]
    steady = len(trends) - len(changed)
    if trends:
        luck = round(expected_by_luck(len(trends)), 1)
        yield text(
            f"Compared: {len(trends)}. Called a change: {len(changed)}. Not to be told apart from "
            f"before: {steady}. If nothing had changed at all, about {luck:g} would still seem to "
            f"differ by chance; a change is of {CHANGE_POINTS:g} points or more as well."
        )
        yield points([_sentence(material, each) for each in changed] or [NOTHING])
        yield _chart(material, shelf, trends)
    else:
        yield text("Nothing can be compared: too few answered, or no item was asked alike.")
    breaks = [f"“{before}” became “{now}”." for before, now in reworded(registry)]
    if breaks:
        yield heading("Breaks: asked in other words, so not compared")
        yield points(breaks)


NOTHING = "No answer has changed so much that it can be told apart from chance."


def _trends(material: Material, instrument: Instrument, earlier: Instrument) -> Iterator[Trend]:
    for each in register(instrument, earlier):
        if each.standing is not Standing.SAME or each.now is None or each.before is None:
            continue
        now = material.find(TableKind.ANSWERS, instrument.key, each.now.id)
        before = material.find(TableKind.ANSWERS, earlier.key, each.before.id)
        if now is None or before is None or not each.now.positive:
            continue
        readings = (
            read(before, positive_answer(each.before)),
            read(now, positive_answer(each.now)),
        )
        change = change_of(*readings)
        if change is not None:
            yield Trend(each.now, instrument, earlier, *readings, change, (before, now))


def _sentence(material: Material, trend: Trend) -> str:
    direction = "more" if trend.change.points > 0 else "fewer"
    by = "" if _is_rounded(trend) else f"{abs(round(trend.change.points))} points "
    return (
        f"“{trend.asked.wording}”: {trend.now.percent} of {trend.now.base} "
        f"{trend.instrument.who} answered {either(trend.asked.positive)}, "
        f"{by}{direction} than in {_run(material, trend.earlier)} ({trend.before.percent} of "
        f"{trend.before.base})."
    )


def _is_rounded(trend: Trend) -> bool:
    return trend.now.is_rounded or trend.before.is_rounded


def _chart(material: Material, shelf: Shelf, trends: list[Trend]) -> Block:
    """Draw the items that moved most: earlier and now beneath each item's words."""
    ranked = sorted(trends, key=lambda each: -abs(each.change.points))[:MOST_CHARTED]
    bars = tuple(
        Bar(label, reading.short, reading.share, each.asked.wording)
        for each in ranked
        for label, reading in (
            (_run(material, each.earlier), each.before),
            (_run(material, each.instrument), each.now),
        )
    )
    first = ranked[0]
    word = "changed" if first.change.is_change else "moved, within what chance may do,"
    chart = Chart(
        "",
        f"“{first.asked.wording}” {word} from {first.before.percent} to {first.now.percent}",
        "the share of favourable answers, earlier and now",
        bars,
        is_share=True,
        base=f"Base: those who answered each item; {material.dates}.",
        tables=(),
    )
    tables = [table for each in ranked for table in each.tables]
    return shelf.show(replace(chart, description=describe(chart)), tables)


def _run(material: Material, instrument: Instrument) -> str:
    """Return the title of the survey that an instrument is a run of."""
    facts = (*material.facts, *material.earlier_facts)
    return next(each.survey_title for each in facts if each.survey == instrument.survey)
