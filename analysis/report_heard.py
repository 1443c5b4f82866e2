"""Who was heard and who was not: responses by place, way of answering and language, and gaps."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.asked import Instrument
from analysis.charts import count_chart
from analysis.designs import NOT_GIVEN, PLACE, TableKind
from analysis.dimensions import ALL, MissingState
from analysis.publication import PublishableTable
from analysis.readings import base_of
from analysis.report_material import Material, Shelf, listed
from analysis.report_participation import participation, weighted
from analysis.report_records import Block, Section, SectionKind, heading, points, text

MODE, LANGUAGE, PRESENTATION = "mode", "language", "presentation"
OFTEN_SKIPPED = 10
KIND_WORDS = {
    "open": (
        "Anybody with the link could answer, so there is no response rate, and no margin of error "
        "that would cover who chose to answer."
    ),
    "invited": "People were invited by name of their agency or setting.",
    "panel": "This is a standing panel: read the figures as counts of its members.",
}


def heard_section(material: Material, shelf: Shelf) -> Section:
    """Return the section on who answered and who is missing."""
    blocks: list[Block] = []
    for instrument, facts in zip(material.instruments, material.facts, strict=True):
        period = f"received from {facts.first_on} to {facts.until}"
        blocks += [
            heading(facts.title),
            text(
                f"{facts.responses[0].upper()}{facts.responses[1:]} responses from {facts.who}, "
                f"{period}. {KIND_WORDS[facts.kind]}"
            ),
            *_by_place(material, shelf, instrument),
        ]
        said = [
            *participation(material, instrument),
            *_ways(material, instrument),
            *_gaps(material, instrument),
            *weighted(material, instrument),
        ]
        if said:
            blocks.append(points(said))
    return Section("heard", SectionKind.HEARD, "Who we heard, and who we did not", tuple(blocks))


def _by_place(material: Material, shelf: Shelf, instrument: Instrument) -> list[Block]:
    table = material.find(TableKind.RESPONSES, instrument.key, PLACE)
    if table is None:
        return []
    groups = [each for each in table.dimensions[0].ids if each != ALL]
    counts = [(_label(table, group), base_of(table, group)) for group in groups]
    shown = [each for each in counts if each[1].value]
    if not shown:
        return [text("Too few answered to show where they live.")]
    given = [each for each in shown if each[0] != NOT_GIVEN] or shown
    most = max(given, key=lambda each: each[1].value or 0)
    chart = count_chart(
        f"{instrument.who.value.capitalize()}: most responses came from {most[0]}",
        counts,
        measured="responses by locality",
        base=f"Base: {base_of(table)} responses; {material.dates}.",
    )
    return [shelf.show(chart, [table])]


def _ways(material: Material, instrument: Instrument) -> Iterator[str]:
    """Yield how people answered, and in which language, as far as that may be shown."""
    for name, words in ((MODE, "Ways of answering"), (LANGUAGE, "Languages")):
        table = material.find(TableKind.RESPONSES, instrument.key, name)
        if table is not None:
            parts = [
                f"{_label(table, group)} {base_of(table, group)}"
                for group in table.dimensions[0].ids
                if group != ALL and base_of(table, group).value != 0
            ]
            yield f"{words}: {listed(parts)}."


def _gaps(material: Material, instrument: Instrument) -> Iterator[str]:
    skipped = list(_often_skipped(material, instrument))
    if skipped:
        yield (
            f"More than {OFTEN_SKIPPED}% skipped: {'; '.join(skipped)}. A question that many skip "
            "may be badly asked."
        )
    written = [
        f"“{asked.wording}” {base_of(table)}"
        for asked in instrument.written
        if (table := material.find(TableKind.THEMES, instrument.key, asked.id))
    ]
    if written:
        yield f"Wrote in their own words: {'; '.join(written)}."


def _often_skipped(material: Material, instrument: Instrument) -> Iterator[str]:
    for asked in instrument.closed:
        table = material.find(TableKind.ANSWERS, instrument.key, asked.id)
        skipped = table.missing.get(MissingState.SKIPPED.value) if table else None
        if table is None or skipped is None or not skipped.value:
            continue
        asked_of = skipped.value + (base_of(table).value or 0)
        if base_of(table).value and 100 * skipped.value > OFTEN_SKIPPED * asked_of:
            yield f"“{asked.wording}” ({skipped})"


def _label(table: PublishableTable, group: str) -> str:
    return table.dimensions[0].category(group).label
