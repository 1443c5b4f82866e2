"""The summary: who answered, what works, what worries, what people wrote, what is asked of a Board.

Every sentence is made from released figures; a strength is always printed beside the worries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.asked import Asked, AskedInWords, Instrument, Valence
from analysis.charts import base_line, share_chart
from analysis.designs import TableKind
from analysis.dimensions import MeasureKind
from analysis.readings import Reading, ranked, read
from analysis.report_gauges import priority_gauges
from analysis.report_localities import largest_difference
from analysis.report_material import (
    Item,
    Material,
    Shelf,
    listed,
    scale_items,
    theme_readings,
)
from analysis.report_records import Block, Section, SectionKind, heading, points, text
from analysis.report_trends import largest_change

FINDINGS = 3
NO_STRENGTH = (
    "No strength can be printed from these figures: too few answered. That is a gap in what is "
    "known, not a sign that nothing works."
)
MOST_WRITTEN, MOST_CHOSEN = 2, 1
ASKED_FOR = {
    Valence.WORKS_WELL: "what works well",
    Valence.WORRY: "what worries them",
    Valence.IDEA: "what they would change",
    Valence.OPEN: "",
}


def summary_section(material: Material, shelf: Shelf) -> Section:
    """Return the summary of the report: what is to be decided, then what that rests on."""
    best, worst = strongest(material), weakest(material)
    blocks: list[Block] = list(_to_decide(material, worst))
    blocks += priority_gauges(material, shelf)
    blocks += [heading("Who answered"), text(who_answered(material))]
    blocks += [heading("What works"), points(strengths(material))]
    if best or worst:
        blocks.append(_standing_out(material, shelf, [*best, *reversed(worst)]))
    written = list(_written_sentences(material))[:MOST_WRITTEN]
    found = [
        *written,
        *([material.coding.unread] if written and material.coding.unread else []),
        *list(_priority_sentences(material))[:MOST_CHOSEN],
        *largest_change(material),
        *largest_difference(material),
    ]
    blocks += [heading("What else stands out"), points(found)]
    return Section("summary", SectionKind.SUMMARY, "Summary", tuple(blocks))


def _to_decide(material: Material, worst: Sequence[Item]) -> Iterator[Block]:
    """Yield what the Board must decide: what it owes already, then what is weakest."""
    owed = list(_wanted(material))
    if not owed and not worst:
        return
    yield heading("For the Board to decide")
    if owed:
        yield points(owed)
    if worst:
        yield text("What will be done about each of these, who owns it, and when is it told?")
        yield points([f"{item_sentence(each)}{_under(material, each)}" for each in worst])


def headline(material: Material) -> str:
    """Return the finding that stands at the head of the report."""
    best, worst = strongest(material), weakest(material)
    if best and worst:
        words = (
            f"{best[0].reading.percent} of {best[0].instrument.who} are positive about "
            f"“{best[0].asked.wording}”, {worst[0].reading.percent} of {worst[0].instrument.who} "
            f"about “{worst[0].asked.wording}”"
        )
        return words[0].upper() + words[1:]
    for instrument, asked, top in _tops(material):
        return f"{top[0].label} is what {instrument.who} write about most: “{asked.wording}”"
    return material.title


def who_answered(material: Material) -> str:
    """Return who answered and when, a questionnaire at a time."""
    parts = [
        f"{each.responses} responses from {each.who} (“{each.title}”)" for each in material.facts
    ]
    return f"This report rests on {listed(parts)}, received {material.dates}."


def strongest(material: Material) -> list[Item]:
    """Return the items with the highest favourable percentages, children's and young people's."""
    return sorted(_shared(material), key=lambda each: -(each.reading.share or 0))[:FINDINGS]


def strengths(material: Material) -> list[str]:
    """Return what works, in sentences: closed questions, else what people wrote, else why not."""
    best = [item_sentence(each) for each in strongest(material)]
    written = [
        f"Asked what works well, {instrument.who} wrote most often about {top[0].label} "
        f"({top[0].short})."
        for instrument, asked, top in _tops(material)
        if asked.valence is Valence.WORKS_WELL
    ]
    return best or written or [NO_STRENGTH]


def weakest(material: Material) -> list[Item]:
    """Return the items with the lowest favourable percentages that are not among the strongest."""
    rising = sorted(_shared(material), key=lambda each: each.reading.share or 0)
    best = strongest(material)
    return [each for each in rising if each not in best][:FINDINGS]


def item_sentence(item: Item) -> str:
    """Return what was found about an item, with its base."""
    who, reading = item.instrument.who, item.reading
    said = item_words(item.asked)
    if reading.is_hidden:
        return f"{said}: {reading.words}."
    share = reading.percent if reading.share is not None else str(reading.count)
    return f"{said}: {share} of {reading.base} {who} answered {item.words}."


def item_words(asked: Asked) -> str:
    """Return the words of a question; a row of a grid stands after those above it."""
    if not asked.stem:
        return f"“{asked.wording}”"
    stem = asked.stem.rstrip(" :.…")
    return f"{stem} “{asked.wording}”" if stem.endswith("?") else f"{stem}: “{asked.wording}”"


def _shared(material: Material) -> list[Item]:
    """Return the items with a percentage: those of the young where there are any."""
    items = [
        item
        for instrument in material.instruments
        for item in scale_items(material, instrument)
        if item.reading.share is not None
    ]
    return [each for each in items if each.instrument.who.is_young] or items


def _standing_out(material: Material, shelf: Shelf, items: Sequence[Item]) -> Block:
    chart = share_chart(
        "What is strongest and what is weakest",
        [(each.asked.wording, each.reading) for each in items],
        measured="the share of favourable answers",
        base=base_line(
            [each.reading.base for each in items], _whom(items), _dates(material, items)
        ),
        groups=[each.instrument.who.value.capitalize() for each in items],
    )
    return shelf.show(chart, [each.table for each in items])


def _dates(material: Material, items: Sequence[Item]) -> str:
    return material.dates_of([each.instrument for each in items])


def _whom(items: Sequence[Item]) -> str:
    return listed(sorted({each.instrument.who.value for each in items}))


def _tops(material: Material) -> Iterator[tuple[Instrument, AskedInWords, list[Reading]]]:
    for instrument in material.instruments:
        for asked in instrument.written:
            table = material.find(TableKind.THEMES, instrument.key, asked.id)
            top = [each for each in theme_readings(table) if each.count.value] if table else []
            if top:
                yield instrument, asked, top


def _written_sentences(material: Material) -> Iterator[str]:
    """Yield what is written about most, a sentence for each questionnaire."""
    told: set[str] = set()
    for instrument, asked, top in _tops(material):
        if instrument.key in told:
            continue
        told.add(instrument.key)
        named = [f"{each.label} ({each.short})" for each in top[:FINDINGS]]
        about = ASKED_FOR[asked.valence]
        question = f"Asked {about}, " if about else f"Asked “{asked.wording}”, "
        base = f"of {top[0].base} who wrote something"
        yield f"{question}{instrument.who} wrote most often about {listed(named)}, {base}."


def _priority_sentences(material: Material) -> Iterator[str]:
    for instrument in material.instruments:
        for asked in instrument.closed:
            top = _chosen(material, instrument, asked)
            if len(top) >= FINDINGS and any(each.priority for each in asked.choices):
                named = [f"“{each.label}” ({each.short})" for each in top[:FINDINGS]]
                base = f"of {top[0].base} who answered"
                who = instrument.who.capitalize()
                yield f"“{asked.wording}” {who} chose {listed(named)}, {base}."


def _chosen(material: Material, instrument: Instrument, asked: Asked) -> list[Reading]:
    table = material.find(TableKind.ANSWERS, instrument.key, asked.id)
    if table is None or asked.kind is not MeasureKind.ANY_OF:
        return []
    return ranked(read(table, each.code) for each in asked.answers)


def _wanted(material: Material) -> Iterator[str]:
    """Yield the decisions that are owed: what is overdue, and what is recommended."""
    overdue = [each for each in material.asks if each.is_overdue]
    for each in overdue[:FINDINGS]:
        yield f"Overdue since {each.due}: {each.said.rstrip('.')}. Owner: {each.owner}."
    recommended = [each for each in material.asks if each.is_recommendation and not each.is_overdue]
    for each in recommended[:FINDINGS]:
        yield f"{each.said.rstrip('.')}. Owner: {each.owner}. Due: {each.due}."


def _under(material: Material, item: Item) -> str:
    names = {each.id: each.name for each in material.frame.priorities}
    named = [names[each] for each in item.asked.priorities if each in names]
    return f" ({listed(named)})" if named else ""
