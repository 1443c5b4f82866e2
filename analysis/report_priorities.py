"""A page for each priority: children's and practitioners' answers side by side, and themes."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.asked import Instrument, Label, Valence
from analysis.charts import base_line, share_chart
from analysis.closing import ask_lines, asks_of
from analysis.comparing import surely_apart
from analysis.designs import POSITIVE, PRIORITY_PREFIX, TableKind
from analysis.dimensions import MissingState
from analysis.publication import PublishableTable
from analysis.readings import read
from analysis.report_gauges import priority_gauge
from analysis.report_material import (
    Approved,
    Item,
    Material,
    Shelf,
    listed,
    scale_items,
    theme_readings,
)
from analysis.report_records import (
    Block,
    BlockKind,
    Section,
    SectionKind,
    heading,
    points,
    text,
)
from analysis.report_summary import NO_STRENGTH, item_sentence
from analysis.statistics import CHANGE_POINTS

MOST_QUOTES, MOST_WORRIES = 3, 2
TOP = 3
MOST_ITEMS = 6
MANY_UNSURE = 10
MOST_WRITTEN = {True: 2, False: 1}
"""How many questions in own words are told of the young, and of adults."""
LEAST_LOCALITIES = 2


def priority_sections(material: Material, shelf: Shelf) -> Iterator[Section]:
    """Yield the page of each priority on which anything was asked or said."""
    for priority in material.frame.priorities:
        if material.priority not in ("", priority.id):
            continue
        blocks = [
            *_answers(material, shelf, priority),
            *_themes(material, priority),
            *_quotations(material, priority),
        ]
        if blocks:
            blocks = [
                *_strength(material, priority),
                *_gauged(material, priority, blocks),
                *_asks(material, priority),
            ]
            section_id = f"priority-{priority.id.lower()}"
            yield Section(section_id, SectionKind.PRIORITY, priority.name, tuple(blocks))


def _gauged(material: Material, priority: Label, blocks: list[Block]) -> list[Block]:
    """Return the blocks with the gauge said first, in the line of the worry if there is one."""
    gauge = f"Gauge of this priority: {priority_gauge(material, priority.id).text}."
    first, *others = blocks
    if first.text.startswith("Worry."):
        return [text(f"{first.text} {gauge}"), *others]
    return [text(gauge), *blocks]


def _answers(material: Material, shelf: Shelf, priority: Label) -> list[Block]:
    items = [
        item
        for instrument in sorted(material.instruments, key=lambda each: not each.who.is_young)
        for item in scale_items(material, instrument)
        if priority.id in item.asked.priorities
    ]
    shown = [item for item in items if item.reading.share is not None]
    if not shown:
        return [text(item_sentence(item)) for item in items[:TOP]]
    worst = min(shown, key=lambda each: each.reading.share or 0)
    blocks: list[Block] = []
    if len(shown) > 1:
        blocks.append(text(f"Worry. {item_sentence(worst)}"))
    for is_young, words in ((True, "Children and young people"), (False, "Adults")):
        mine = [each for each in shown if each.instrument.who.is_young == is_young]
        if mine:
            blocks.append(_chart(material, shelf, mine, f"{words} on: {priority.name}"))
    return [*blocks, *_most_unsure(items), *by_locality(material, shelf, worst)]


def _strength(material: Material, priority: Label) -> list[Block]:
    """Return what works under a priority: always something, if only why nothing can be said."""
    items = [
        item
        for instrument in material.instruments
        for item in scale_items(material, instrument)
        if priority.id in item.asked.priorities and item.reading.share is not None
    ]
    if items:
        best = max(items, key=lambda each: each.reading.share or 0)
        return [text(f"Strength. {item_sentence(best)}")]
    for instrument in material.instruments:
        for asked in instrument.written:
            table = material.find(TableKind.THEMES, instrument.key, asked.id)
            if table and asked.valence is Valence.WORKS_WELL:
                sentence = _mentions(material, instrument, priority, table)
                if sentence:
                    return [text(f"Strength. “{asked.wording}” {sentence}")]
    return [text(f"Strength. {NO_STRENGTH}")]


def _asks(material: Material, priority: Label) -> list[Block]:
    asks = asks_of(material.asks, priority=priority.id)
    return [heading("You said, we did"), points(ask_lines(asks))] if asks else []


def by_locality(material: Material, shelf: Shelf, item: Item) -> list[Block]:
    """Return a chart of one item's favourable answers, a bar for each locality."""
    table = material.find(TableKind.POSITIVE_BY_LOCALITY, item.instrument.key, item.asked.id)
    if table is None:
        return []
    found = [(each.name, read(table, POSITIVE, each.id)) for each in material.frame.localities]
    shown = [each for each in found if each[1].share is not None]
    if len(shown) < LEAST_LOCALITIES:
        return []
    low, *_, high = sorted(shown, key=lambda each: each[1].share or 0)
    if surely_apart(low[1], high[1]) < CHANGE_POINTS:
        parts = [f"{name} {reading.words}" for name, reading in shown]
        is_rounded = any(reading.is_rounded for _, reading in shown)
        far = ", as far as rounded numbers tell" if is_rounded else ""
        words = f"“{item.asked.wording}” is much the same everywhere{far}: {listed(parts)}."
        return [text(f"By locality. {words}")]
    chart = share_chart(
        f"“{item.asked.wording}”: from {low[1].percent} in {low[0]} to {high[1].percent} in "
        f"{high[0]}",
        [*found, ("The whole area", read(table, POSITIVE))],
        measured="the share of favourable answers by locality",
        base=base_line(
            [each[1].base for each in shown],
            item.instrument.who,
            material.dates_of([item.instrument]),
        ),
    )
    return [heading("By locality"), shelf.show(chart, [table])]


def _chart(material: Material, shelf: Shelf, items: list[Item], title: str) -> Block:
    highest = max(items, key=lambda each: each.reading.share or 0)
    lowest = min(items, key=lambda each: each.reading.share or 0)
    message = (
        f"{title}: from {lowest.reading.percent} to {highest.reading.percent} favourable"
        if highest is not lowest
        else f"{title}: {highest.reading.percent} favourable"
    )
    whom = listed(sorted({each.instrument.who.value for each in items}))
    asked = len(items)
    items = _ends(items)
    drawn = f" Drawn: strongest and weakest of {asked}." if asked > len(items) else ""
    chart = share_chart(
        message,
        [(each.asked.wording, each.reading) for each in items],
        measured="the share of favourable answers",
        base=base_line([each.reading.base for each in items], whom, _dates(material, items))
        + drawn,
        groups=[each.instrument.who.value.capitalize() for each in items],
    )
    return shelf.show(chart, [each.table for each in items])


def _dates(material: Material, items: list[Item]) -> str:
    return material.dates_of([each.instrument for each in items])


def _ends(items: list[Item]) -> list[Item]:
    """Return as many items as a page holds: the strongest and the weakest, in their own order."""
    if len(items) <= MOST_ITEMS:
        return items
    ordered = sorted(items, key=lambda each: each.reading.share or 0)
    kept = [*ordered[: MOST_ITEMS // 2], *ordered[-(MOST_ITEMS // 2) :]]
    return [each for each in items if each in kept]


def _most_unsure(items: list[Item]) -> list[Block]:
    """Return the item on which most did not know, where that is one for every ten who did."""
    unsure = [
        (figure.value, item)
        for item in items
        if (figure := item.table.missing.get(MissingState.DONT_KNOW.value)) and figure.value
    ]
    if not unsure:
        return []
    count, item = max(unsure, key=lambda each: each[0])
    if count * MANY_UNSURE < (item.reading.base.value or 0):
        return []
    words = f"{count} {item.instrument.who} did not know"
    return [text(f"Least sure about: “{item.asked.wording}”. {words}; they are not in the base.")]


def _themes(material: Material, priority: Label) -> list[Block]:
    """Return what was written: the questions of the young and of adults that say it most."""
    found: list[tuple[bool, int, str]] = []
    for instrument in material.instruments:
        for asked in instrument.written:
            table = material.find(TableKind.THEMES, instrument.key, asked.id)
            sentence = _mentions(material, instrument, priority, table) if table else ""
            if table and sentence:
                share = read(table, PRIORITY_PREFIX + priority.id).share or 0
                found.append((instrument.who.is_young, share, f"“{asked.wording}” {sentence}"))
    said = [
        words
        for young in (True, False)
        for _, _, words in sorted((e for e in found if e[0] is young), reverse=True)[
            : MOST_WRITTEN[young]
        ]
    ]
    return [heading("In their own words"), points(said)] if said else []


def _mentions(
    material: Material, instrument: Instrument, priority: Label, table: PublishableTable
) -> str:
    categories = table.measure.categories if table.measure else ()
    if PRIORITY_PREFIX + priority.id not in {each.id for each in categories}:
        return ""
    whole = read(table, PRIORITY_PREFIX + priority.id)
    if not whole.count.value or whole.base.is_hidden:
        return ""
    mine = {t.name for t in material.frame.themes if t.priority == priority.id}
    named = [
        f"{each.label} ({each.short})"
        for each in theme_readings(table)
        if each.label in mine and each.count.value
    ][:TOP]
    most = f", most of all about {listed(named)}" if named else ""
    return (
        f"{instrument.who.value.capitalize()} who wrote about this priority: {whole.words}{most}."
    )


def _quotations(material: Material, priority: Label) -> list[Block]:
    """Return at most three quotations, a strength for every two worries, none beside `[c]`."""
    mine = {theme.id for theme in material.frame.themes if theme.priority == priority.id}
    fit = [each for each in material.quotations if each.theme in mine and _is_shown(material, each)]
    strengths = [each for each in fit if each.is_strength]
    others = [each for each in fit if not each.is_strength]
    picked = [*strengths[:1], *others[:MOST_WORRIES], *strengths[1:]][:MOST_QUOTES]
    return [Block(BlockKind.QUOTATION, each.words, (each.source,)) for each in picked]


def _is_shown(material: Material, quotation: Approved) -> bool:
    """Say whether the theme a quotation stands for has a figure that is shown."""
    table = material.find(TableKind.THEMES, quotation.instrument, quotation.question)
    if table is None or table.measure is None:
        return False
    if quotation.theme not in {each.id for each in table.measure.categories}:
        return False
    reading = read(table, quotation.theme)
    return not reading.is_hidden and not reading.base.is_hidden
