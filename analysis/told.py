"""What children told, as findings: found once, then said in the children's version and its twin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.asked import Instrument
from analysis.designs import TableKind
from analysis.in_words import amount_words
from analysis.publication import PublishableTable
from analysis.report_material import Item, Material, scale_items, theme_readings

MOST = 3
HALF = 50
CHANGED = {
    "yes": "It has made a change.",
    "a-little": "It has made a small change.",
    "not-yet": "We do not know yet if it made a change.",
    "no": "It has not made a change yet.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was found out: what was asked, what they answered, and how many."""

    asked: str
    answered: str
    amount: str
    item: Item


@dataclass(frozen=True)
class Told:
    """What one group told: who they are, how many answered, and what was found."""

    instrument: Instrument
    responses: str
    good: tuple[Finding, ...]
    hard: tuple[Finding, ...]
    wrote: tuple[str, ...]
    tables: tuple[PublishableTable, ...]


def told_by_each(material: Material) -> Iterator[Told]:
    """Yield what each group of the young told; of everybody where nobody young was asked."""
    young = [each for each in material.instruments if each.who.is_young]
    responses = {(each.survey, each.title): each.responses for each in material.facts}
    for instrument in young or material.instruments:
        items = [
            each
            for each in scale_items(material, instrument)
            if each.reading.share is not None and amount_words(each.reading)
        ]
        items.sort(key=lambda each: -(each.reading.share or 0))
        good = [each for each in items if (each.reading.share or 0) >= HALF][:MOST]
        hard = [each for each in reversed(items) if each not in good][:MOST]
        yield Told(
            instrument,
            responses.get((instrument.survey, instrument.title), "too few"),
            tuple(map(_finding, good)),
            tuple(map(_finding, hard)),
            tuple(_wrote(material, instrument)),
            tuple(each.table for each in (*good, *hard)),
        )


def _finding(item: Item) -> Finding:
    return Finding(
        " ".join(_stopped(each) for each in (item.asked.stem, item.asked.wording) if each),
        item.words,
        amount_words(item.reading),
        item,
    )


def _stopped(words: str) -> str:
    """Return words with an end, so that what stands above a row is a sentence of its own."""
    words = words.rstrip(" :…")
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _wrote(material: Material, instrument: Instrument) -> Iterator[str]:
    """Yield the themes most wrote about, but for those no child should come upon unprepared."""
    sensitive = {each.name for each in material.frame.themes if each.is_sensitive}
    counted: dict[str, int] = {}
    for asked in instrument.written:
        table = material.find(TableKind.THEMES, instrument.key, asked.id)
        for each in theme_readings(table) if table else ():
            if each.count.value and each.label not in sensitive:
                counted[each.label] = max(counted.get(each.label, 0), each.count.value)
    yield from sorted(counted, key=lambda each: (-counted[each], each))[:MOST]


def how_many(told: Told) -> str:
    """Return how many answered, as a sentence begins; without a number where none may be shown."""
    return f"About {told.responses}" if told.responses[:1].isdigit() else "Some"
