"""A page for each locality: who answered there, what they say, how it differs from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.asked import Asked, AskedInWords, Instrument, Locality
from analysis.charts import MOST_BARS, base_line, share_chart
from analysis.closing import ask_lines, asks_of
from analysis.designs import ANY_THEME_OF, PLACE, POSITIVE, TableKind
from analysis.dimensions import ALL
from analysis.publication import PublishableTable, Published
from analysis.ranks import bootstrap_ranks
from analysis.readings import Reading, base_of, ranked, read
from analysis.report_material import Material, Shelf
from analysis.report_records import Block, Section, SectionKind, heading, points, text
from analysis.statistics import Change, Share, compare

FEWEST, FEWEST_RANKED = 30, 2


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
    """Yield the page of each locality."""
    for number, locality in enumerate(material.frame.localities, start=1):
        blocks = [text(_who(material, locality))]
        for instrument in material.instruments:
            blocks += _scales(material, shelf, instrument, locality)
            blocks += _themes(material, shelf, instrument, locality)
        asks = asks_of(material.asks, locality=locality.id)
        if asks:
            blocks += [heading(f"You said, we did: {locality.name}"), points(ask_lines(asks))]
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
                            f"{compared.here.share}% of {compared.here.base} "
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
            shown = "too few to show" if count.is_hidden else str(count)
            parts.append(f"{instrument.who}: {shown} (“{instrument.title}”)")
    listed_parts = "; ".join(parts)
    return f"Responses from {locality.name}: {listed_parts}."


def _scales(
    material: Material, shelf: Shelf, instrument: Instrument, locality: Locality
) -> list[Block]:
    found: list[tuple[Asked, PublishableTable, Reading]] = []
    for asked in instrument.closed:
        table = material.find(TableKind.POSITIVE_BY_LOCALITY, instrument.key, asked.id)
        if table is not None:
            found.append((asked, table, read(table, POSITIVE, locality.id)))
    shown = [each for each in found if each[2].share is not None]
    if not shown:
        words = "too few answered the closed questions here for percentages"
        return [text(f"{instrument.who.value.capitalize()}: {words}.")] if found else []
    shown.sort(key=lambda each: -(each[2].share or 0))
    picked = shown if len(shown) <= MOST_BARS else [*shown[:3], *shown[-3:]]
    chart = share_chart(
        f"“{picked[0][0].wording}” is strongest in {locality.name}, "
        f"“{picked[-1][0].wording}” weakest",
        [(asked.wording, reading) for asked, _, reading in picked],
        measured=f"the share of favourable answers in {locality.name}",
        base=base_line([each[2].base for each in picked], instrument.who, material.dates),
    )
    apart = list(_told_apart(shown, instrument, locality))
    said = apart or ["No answer here can be told apart from the rest of the area."]
    best = picked[0][2]
    return [
        heading(f"What {instrument.who} say in {locality.name}"),
        text(f"Strength. “{picked[0][0].wording}”: {best.words} {instrument.who}."),
        shelf.show(chart, [each[1] for each in picked]),
        points(said),
    ]


def _told_apart(
    shown: Sequence[tuple[Asked, PublishableTable, Reading]],
    instrument: Instrument,
    locality: Locality,
) -> Iterator[str]:
    for asked, table, _ in shown:
        compared = _compare(table, POSITIVE, locality)
        if compared and compared.change.is_change:
            here = f"{compared.here.share}% of {compared.here.base} {instrument.who}"
            yield f"“{asked.wording}”: {here}, {_difference_words(compared)}."


def _themes(
    material: Material, shelf: Shelf, instrument: Instrument, locality: Locality
) -> list[Block]:
    blocks: list[Block] = []
    for asked in instrument.written:
        table = material.find(TableKind.THEMES_BY_LOCALITY, instrument.key, asked.id)
        if table is not None:
            blocks += _ranked_themes(material, shelf, (instrument, asked, table), locality)
    return blocks


def _ranked_themes(
    material: Material,
    shelf: Shelf,
    asked_table: tuple[Instrument, AskedInWords, PublishableTable],
    locality: Locality,
) -> list[Block]:
    instrument, asked, table = asked_table
    categories = table.measure.categories if table.measure else ()
    readings = ranked(read(table, each.id, locality.id) for each in categories)
    top = [each for each in readings if each.count.value][:MOST_BARS]
    base = base_of(table, locality.id)
    if not top or base.value is None:
        return []
    counts = {each.label: min(_value(each.count), base.value) for each in top}
    if len(top) < FEWEST_RANKED:
        words = f"Written about most: {_short(top[0].label)} ({top[0].words})."
        return [heading(f"“{asked.wording}”"), text(words)]
    ranks = bootstrap_ranks(counts, base.value)
    labels = [f"{each.rank}{'=' if each.is_tied else '.'} {_short(each.answer)}" for each in ranks]
    by_label = {each.label: each for each in top}
    top = [by_label[each.answer] for each in ranks]
    chart = share_chart(
        f"What {instrument.who} in {locality.name} write about: {_short(top[0].label)} most",
        list(zip(labels, top, strict=True)),
        measured=f"themes in answers to “{asked.wording}”",
        base=base_line([base], f"{instrument.who} who wrote anything", material.dates),
    )
    return [
        heading(f"“{asked.wording}”"),
        shelf.show(chart, [table]),
        text(_theme_words(table, top, locality, is_tied=any(each.is_tied for each in ranks))),
    ]


def _short(label: str) -> str:
    """Return a priority's name where its themes are counted together."""
    return label.removeprefix(ANY_THEME_OF)


def _theme_words(
    table: PublishableTable, top: Sequence[Reading], locality: Locality, *, is_tied: bool
) -> str:
    words = (
        "Ranks with “=” cannot be told apart. "
        if is_tied
        else "Each rank can be told apart from the next. "
    )
    categories = {each.label: each.id for each in table.measure.categories} if table.measure else {}
    apart = [
        f"{_short(each.label)}: {compared.here.share}% here, {_difference_words(compared)}"
        for each in top
        if (compared := _compare(table, categories[each.label], locality))
        and compared.change.is_change
    ]
    if apart:
        return f"{words}Different from the rest of the area: {'; '.join(apart)}."
    return f"{words}None of these themes can be told apart from the rest of the area."


def _compare(table: PublishableTable, answer: str, locality: Locality) -> Compared | None:
    """Return a figure of a locality beside the rest, where both may be shown as percentages."""
    here, everywhere = read(table, answer, locality.id), read(table, answer, ALL)
    if here.share is None or everywhere.share is None:
        return None
    count, base = _less(everywhere.count, here.count), _less(everywhere.base, here.base)
    fits = 0 <= count <= base and _value(here.count) <= _value(here.base)
    if base < FEWEST or not fits:
        return None
    rest, own = Share(count, base), Share(_value(here.count), _value(here.base))
    return Compared(here, round(100 * rest.value), compare(rest, own))


def _less(whole: Published, part: Published) -> int:
    return _value(whole) - _value(part)


def _value(figure: Published) -> int:
    return figure.value or 0


def _difference_words(compared: Compared) -> str:
    apart = compared.points
    direction = "more" if apart > 0 else "fewer"
    return f"{abs(apart)} points {direction} than in the rest of the area ({compared.elsewhere}%)"
