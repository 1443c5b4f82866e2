"""A page for each locality: who answered there, what they say, how it differs from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.asked import Asked, Instrument, Locality
from analysis.charts import MOST_BARS, base_line, share_chart
from analysis.closing import ask_lines, asks_of
from analysis.comparing import Seen, compare_seen
from analysis.designs import ANY_THEME_OF, PLACE, POSITIVE, TableKind
from analysis.dimensions import ALL
from analysis.publication import PublishableTable
from analysis.readings import Reading, base_of, ranked, read
from analysis.report_material import Material, Shelf, listed
from analysis.report_ranks import THEME_HEAD, TIES, theme_row
from analysis.report_records import Block, Printed, Section, SectionKind, heading, points, text
from analysis.statistics import Change

FEWEST = 30
NOTHING_APART = "Nothing here can be told apart from the rest of the area."
Found = tuple[Asked, PublishableTable, Reading]


@dataclass(frozen=True)
class Compared:
    """One figure of a locality beside the same figure of everybody else."""

    here: Reading
    elsewhere: int
    change: Change

    @property
    def points(self) -> int:
        """How far the locality lies above (below) the rest, in whole points."""
        return round(self.change.points)


def locality_sections(material: Material, shelf: Shelf) -> Iterator[Section]:
    """Yield the page of each locality: what differs there first, two sheets of paper at most."""
    for number, locality in enumerate(material.frame.localities, start=1):
        asks = asks_of(material.asks, locality=locality.id)
        blocks = [
            text(_who(material, locality)),
            *_what_differs(material, locality),
            *([heading("You said, we did"), points(ask_lines(asks))] if asks else []),
            *_scales(material, shelf, locality),
            *_themes(material, shelf, locality),
        ]
        yield Section(
            f"locality-{number}", SectionKind.LOCALITY, locality.name, tuple(blocks), locality.id
        )


def largest_difference(material: Material) -> list[str]:
    """Return the difference between a locality and elsewhere that can best be told apart."""
    found: list[tuple[int, str]] = []
    for instrument in material.instruments:
        for asked in instrument.closed:
            table = material.find(TableKind.POSITIVE_BY_LOCALITY, instrument.key, asked.id)
            for locality in material.frame.localities if table else ():
                compared = _compare(table, POSITIVE, locality) if table else None
                if compared and compared.change.is_change:
                    points_apart = abs(compared.points)
                    words = _difference_words(compared)
                    found.append(
                        (
                            points_apart,
                            f"{locality.name}: “{asked.wording}” is true for "
                            f"{compared.here.percent} of {compared.here.base} "
                            f"{instrument.who}, {words}.",
                        )
                    )
    if found:
        return [max(found)[1]]
    return ["No difference between the localities is large and sure enough to be told apart."]


def _who(material: Material, locality: Locality) -> str:
    parts = []
    for instrument in material.instruments:
        table = material.find(TableKind.RESPONSES, instrument.key, PLACE)
        if table is not None:
            count = base_of(table, locality.id)
            shown = "not shown, to protect people" if count.is_hidden else str(count)
            parts.append(f"{instrument.who}: {shown} (“{instrument.title}”)")
    listed_parts = "; ".join(parts)
    return f"Responses from {locality.name}: {listed_parts}."


def _what_differs(material: Material, locality: Locality) -> list[Block]:
    """Return every answer and theme that can be told apart from the rest of the area."""
    found = [
        words
        for instrument in material.instruments
        for words in (
            *_answers_apart(material, instrument, locality),
            *_themes_apart(material, instrument, locality),
        )
    ]
    said = points(found) if found else text(NOTHING_APART)
    return [heading("What differs here"), said]


def _scales(material: Material, shelf: Shelf, locality: Locality) -> Iterator[Block]:
    """Yield a chart for each questionnaire with percentages here, and name those without."""
    strength = False
    without: list[str] = []
    for instrument in material.instruments:
        found = _found(material, instrument, locality)
        shown = sorted((e for e in found if e[2].share is not None), key=_falling)
        if not shown:
            without += [f"{instrument.who} (“{instrument.title}”)"] if found else []
            continue
        yield heading(f"What {instrument.who} say in {locality.name}")
        if not strength:
            strength = True
            words = f"{shown[0][2].words} {instrument.who}"
            yield text(f"Strength. “{shown[0][0].wording}”: {words}.")
        yield _chart(material, shelf, (instrument, shown), locality)
    if without:
        yield text(f"Too few answered the closed questions here to show: {listed(without)}.")


def _found(material: Material, instrument: Instrument, locality: Locality) -> list[Found]:
    tables = (
        (asked, material.find(TableKind.POSITIVE_BY_LOCALITY, instrument.key, asked.id))
        for asked in instrument.closed
    )
    return [
        (asked, table, read(table, POSITIVE, locality.id))
        for asked, table in tables
        if table is not None
    ]


def _falling(found: Found) -> int:
    return -(found[2].share or 0)


def _chart(
    material: Material,
    shelf: Shelf,
    shown: tuple[Instrument, Sequence[Found]],
    locality: Locality,
) -> Block:
    instrument, found = shown
    picked = found if len(found) <= MOST_BARS else [*found[:3], *found[-3:]]
    chart = share_chart(
        f"“{picked[0][0].wording}” is strongest in {locality.name}, "
        f"“{picked[-1][0].wording}” weakest"
        if len(picked) > 1
        else f"“{picked[0][0].wording}” in {locality.name}",
        [(asked.wording, reading) for asked, _, reading in picked],
        measured=f"the share of favourable answers in {locality.name}",
        base=base_line(
            [each[2].base for each in picked], instrument.who, material.dates_of([instrument])
        ),
    )
    return shelf.show(chart, [each[1] for each in picked])


def _answers_apart(material: Material, instrument: Instrument, locality: Locality) -> Iterator[str]:
    for asked, table, _ in _found(material, instrument, locality):
        compared = _compare(table, POSITIVE, locality)
        if compared and compared.change.is_change:
            here = f"{compared.here.percent} of {compared.here.base} {instrument.who}"
            yield f"“{asked.wording}”: {here}, {_difference_words(compared)}."


def _themes_apart(material: Material, instrument: Instrument, locality: Locality) -> Iterator[str]:
    for asked in instrument.written:
        table = material.find(TableKind.THEMES_BY_LOCALITY, instrument.key, asked.id)
        for category in table.measure.categories if table and table.measure else ():
            compared = _compare(table, category.id, locality) if table else None
            if compared and compared.change.is_change:
                here = f"{compared.here.percent} of {compared.here.base} {instrument.who}"
                yield (
                    f"Wrote about {_short(category.label)} in answer to “{asked.wording}”: {here}, "
                    f"{_difference_words(compared)}."
                )


def _themes(material: Material, shelf: Shelf, locality: Locality) -> list[Block]:
    """Return the table of what is written about most: a row for each question."""
    rows = []
    for instrument in material.instruments:
        for asked in instrument.written:
            table = material.find(TableKind.THEMES_BY_LOCALITY, instrument.key, asked.id)
            categories = table.measure.categories if table and table.measure else ()
            readings = ranked(read(table, e.id, locality.id) for e in categories) if table else []
            row = theme_row(asked.wording, readings, _short)
            if row:
                who = Printed(f"{row[1].text} {instrument.who}")
                rows.append([row[0], who, *row[2:]])
    if not rows:
        return []
    title = f"What people in {locality.name} write about most, in their own words"
    return [shelf.compose(title, THEME_HEAD, rows, note=TIES)]


def _short(label: str) -> str:
    """Return a priority's name where its themes are counted together."""
    return label.removeprefix(ANY_THEME_OF)


def _compare(table: PublishableTable, answer: str, locality: Locality) -> Compared | None:
    """Return a figure of a locality beside the rest, where both may be shown as percentages."""
    here, everywhere = read(table, answer, locality.id), read(table, answer, ALL)
    if here.share is None or everywhere.share is None:
        return None
    own = Seen.of(here.count, here.base)
    rest = Seen.of(everywhere.count, everywhere.base).less(own)
    fits = 0 <= rest.count <= rest.base and own.count <= own.base
    if rest.base - rest.base_slack < FEWEST or not fits:
        return None
    return Compared(here, round(100 * rest.share.value), compare_seen(rest, own))


def _difference_words(compared: Compared) -> str:
    apart = compared.points
    direction = "more" if apart > 0 else "fewer"
    if compared.here.is_rounded:
        return f"{direction} than in the rest of the area"
    return f"{abs(apart)} points {direction} than in the rest of the area ({compared.elsewhere}%)"
