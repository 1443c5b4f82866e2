"""Who was heard and who was not: responses by place, way of answering and language, and gaps."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.asked import Instrument
from analysis.designs import PLACE, TableKind
from analysis.dimensions import ALL, MissingState
from analysis.printing import count_words
from analysis.publication import PublishableTable
from analysis.readings import base_of
from analysis.report_material import Material, Shelf, listed
from analysis.report_participation import participation
from analysis.report_records import (
    Block,
    Facts,
    Printed,
    Section,
    SectionKind,
    heading,
    points,
    text,
)
from analysis.report_weights import weighted

MODE, LANGUAGE, PRESENTATION = "mode", "language", "presentation"
OFTEN_SKIPPED = 10
TITLE = "Who answered, from where and when"
KIND_WORDS = {
    "open": (
        "Anybody with the link could answer, so there is no response rate, and no margin of error "
        "that would cover who chose to answer."
    ),
    "invited": "People were invited by name of their agency or setting.",
    "panel": "This is a standing panel: read the figures as counts of its members.",
}


def heard_section(material: Material, shelf: Shelf) -> Section:
    """Return the section on who answered and who is missing: one table, then a list for each."""
    blocks: list[Block] = [shelf.compose(TITLE, *_places(material))]
    kinds = dict.fromkeys(each.kind for each in material.facts)
    blocks.append(text(" ".join(KIND_WORDS[each] for each in kinds)))
    for instrument, facts in zip(material.instruments, material.facts, strict=True):
        said = [
            *participation(material, instrument),
            *_ways(material, instrument),
            *_gaps(material, instrument),
            *weighted(material, instrument),
        ]
        if said:
            blocks += [heading(f"{facts.title} ({facts.who})"), points(said)]
    return Section("heard", SectionKind.HEARD, "Who we heard, and who we did not", tuple(blocks))


def _places(material: Material) -> tuple[list[str], list[list[Printed]]]:
    """Return the heading and the rows of who answered, from where and when."""
    labels: dict[str, str] = {}
    for instrument in material.instruments:
        table = material.find(TableKind.RESPONSES, instrument.key, PLACE)
        for group in table.dimensions[0].ids if table else ():
            if group != ALL and table:
                labels[group] = _label(table, group)
    rows = [
        _row(material, instrument, facts, list(labels))
        for instrument, facts in zip(material.instruments, material.facts, strict=True)
    ]
    return ["Who", "Received", "All", *labels.values()], rows


def _row(
    material: Material, instrument: Instrument, facts: Facts, groups: list[str]
) -> list[Printed]:
    table = material.find(TableKind.RESPONSES, instrument.key, PLACE)
    who = Printed(f"{facts.who[:1].upper()}{facts.who[1:]}: {facts.title}")
    counts = [Printed(facts.responses)]
    if table is not None:
        known = table.dimensions[0].ids
        figures = [base_of(table), *(base_of(table, each) for each in groups if each in known)]
        counts = [Printed(count_words(each), each.value) for each in figures]
    return [who, Printed(material.dates_of([instrument])), *counts]


def _ways(material: Material, instrument: Instrument) -> Iterator[str]:
    """Yield how people answered, and in which language, as far as that may be shown.

    One language alone needs no line: the table above has its figure.
    """
    for name, words in ((MODE, "Ways of answering"), (LANGUAGE, "Languages")):
        table = material.find(TableKind.RESPONSES, instrument.key, name)
        if table is None:
            continue
        groups = [e for e in table.dimensions[0].ids if e != ALL and base_of(table, e).value != 0]
        are_shown = any(base_of(table, each).value for each in groups)
        if are_shown and (name != LANGUAGE or len(groups) > 1):
            parts = [f"{_label(table, each)} {base_of(table, each)}" for each in groups]
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
        and base_of(table).value
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
