"""What practitioners say: each block of questions, and their own words."""

from __future__ import annotations

from itertools import groupby

from analysis.asked import Instrument, Who
from analysis.charts import base_line, share_chart
from analysis.designs import TableKind
from analysis.report_gauges import risk_gauges
from analysis.report_material import Item, Material, Shelf, scale_items, theme_readings
from analysis.report_participation import agencies
from analysis.report_ranks import THEME_HEAD, TIES, theme_row
from analysis.report_records import Block, Section, SectionKind, heading, points


def practitioner_sections(material: Material, shelf: Shelf) -> list[Section]:
    """Return the practitioners' part, one section for each of their questionnaires."""
    found = []
    for number, instrument in enumerate(material.instruments, start=1):
        if instrument.who is Who.PRACTITIONERS:
            blocks = [
                *risk_gauges(material, shelf, instrument),
                *_agencies(material, instrument),
                *_blocks(material, shelf, instrument),
                *_words(material, shelf, instrument),
            ]
            title = f"What practitioners say: {instrument.title}"
            section_id = f"practitioners-{number}"
            found.append(Section(section_id, SectionKind.PRACTITIONERS, title, tuple(blocks)))
    return found


def _agencies(material: Material, instrument: Instrument) -> list[Block]:
    lines = list(agencies(material, instrument))
    return [heading("Who answered, agency by agency"), points(lines)] if lines else []


def _blocks(material: Material, shelf: Shelf, instrument: Instrument) -> list[Block]:
    items = list(scale_items(material, instrument))
    blocks: list[Block] = []
    for stem, group in groupby(items, key=lambda each: each.asked.stem):
        shown = [each for each in group if each.reading.share is not None]
        if shown:
            blocks.append(_chart(material, shelf, shown, stem or instrument.title))
    return blocks


def _chart(material: Material, shelf: Shelf, items: list[Item], about: str) -> Block:
    highest = max(items, key=lambda each: each.reading.share or 0)
    lowest = min(items, key=lambda each: each.reading.share or 0)
    found = (
        f"strongest “{highest.asked.wording}”, weakest “{lowest.asked.wording}”"
        if len(items) > 1
        else f"“{highest.asked.wording}”"
    )
    mark = "" if about.endswith("?") else ":"
    chart = share_chart(
        f"{about}{mark} {found}",
        [(each.asked.wording, each.reading) for each in items],
        measured="the share of favourable answers",
        base=base_line(
            [each.reading.base for each in items], "practitioners", _dates(material, items)
        ),
    )
    return shelf.show(chart, [each.table for each in items])


def _dates(material: Material, items: list[Item]) -> str:
    return material.dates_of([each.instrument for each in items])


def _words(material: Material, shelf: Shelf, instrument: Instrument) -> list[Block]:
    rows = [
        theme_row(asked.wording, theme_readings(table))
        for asked in instrument.written
        if (table := material.find(TableKind.THEMES, instrument.key, asked.id))
    ]
    shown = [each for each in rows if each]
    if not shown:
        return []
    title = "What practitioners write about most, in their own words"
    return [shelf.compose(title, THEME_HEAD, shown, note=TIES)]
