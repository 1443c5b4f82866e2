"""The five minute briefing: one page for a team, in the form of Cumbria's own of 2017.

You said, we are doing, and what to talk about; every figure stands elsewhere in the report too.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.asked import Who
from analysis.closing import ReportedAsk, ask_line, asks_of
from analysis.report_material import Item, Material, Shelf, listed, scale_items
from analysis.report_records import Section, SectionKind, heading, points, text
from analysis.report_summary import item_sentence, who_answered

MOST = 3
STRENGTH_MISSING = (
    "No strength can be printed from these figures: too few answered. Ask your team what works "
    "well."
)


def briefing_sections(material: Material, shelf: Shelf) -> Iterator[Section]:
    """Yield the briefing; where practitioners were asked, it tells what they said."""
    del shelf
    items = _items(material)
    best = items[:MOST]
    worst = [each for each in reversed(items) if each not in best][:MOST]
    doing = [ask_line(each) for each in _told(material)]
    strengths = [item_sentence(each) for each in best] or [STRENGTH_MISSING]
    blocks = [
        text(f"Five minutes for your team meeting. {who_answered(material)}"),
        heading("You said: what works"),
        points(strengths),
    ]
    if worst:
        blocks += [
            heading("You said: what needs work"),
            points([item_sentence(each) for each in worst]),
        ]
    blocks += [
        heading("We are doing"),
        points(doing or ["Nothing is on record yet. The Board will say at its next meeting."]),
        heading("Talk about it for two minutes"),
        points(list(_prompts(best, worst))),
    ]
    yield Section("briefing", SectionKind.BRIEFING, "Five minute briefing", tuple(blocks))


def _items(material: Material) -> list[Item]:
    """Return the items with a percentage, the strongest first; the practitioners' where any are."""
    items = [
        item
        for instrument in material.instruments
        for item in scale_items(material, instrument)
        if item.reading.share is not None
    ]
    theirs = [each for each in items if each.instrument.who is Who.PRACTITIONERS]
    return sorted(theirs or items, key=lambda each: -(each.reading.share or 0))


def _told(material: Material) -> list[ReportedAsk]:
    """Return the asks to tell of: those that are answered, then those that are overdue."""
    asks = asks_of(material.asks)
    answered = [each for each in asks if each.is_answered]
    return [*answered, *(each for each in asks if each.is_overdue)][:MOST]


def _prompts(best: list[Item], worst: list[Item]) -> Iterator[str]:
    if best:
        yield f"“{best[0].asked.wording}” is our strength. What do we do that makes it so?"
    if worst:
        wordings = listed([f"“{each.asked.wording}”" for each in worst[:2]])
        yield f"Show of hands: who agrees with {wordings}? What would raise one hand more?"
    yield "Which one thing will we do differently before the next meeting, and who will say so?"
