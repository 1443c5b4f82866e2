"""Lay a released table out for reading: the same rows in a page, a document, a sheet and a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from analysis.designs import TableKind
from analysis.dimensions import ALL, Cell, Dimension, MissingState
from analysis.publication import PublishableTable, Published
from analysis.report_records import Printed, PrintedTable

MISSING_WORDS = {
    MissingState.SKIPPED: "Skipped the question",
    MissingState.DONT_KNOW: "Said they did not know",
    MissingState.RATHER_NOT_SAY: "Would rather not say",
    MissingState.NOT_ASKED: "Not asked, or said it does not apply to them",
}
BASE_WORDS = {
    TableKind.RESPONSES: "All responses",
    TableKind.ANSWERS: "All who answered (base)",
    TableKind.POSITIVE_BY_LOCALITY: "All who answered (base)",
    TableKind.POSITIVE_BY_LOCALITY_AND_AGE: "All who answered (base)",
    TableKind.THEMES: "All who wrote anything (base)",
    TableKind.THEMES_BY_LOCALITY: "All who wrote anything (base)",
}


def print_table(table: PublishableTable, table_id: str, *, kind: TableKind) -> PrintedTable:
    """Return a table as it is printed: answers down, and groups across where there are any."""
    head: tuple[str, ...]
    if kind is TableKind.RESPONSES:
        head, rows = ("Group", "Responses"), tuple(_group_rows(table, kind))
    elif kind is TableKind.POSITIVE_BY_LOCALITY:
        head = ("Locality", "Favourable", "Percentage", "All who answered (base)")
        rows = tuple(_locality_rows(table))
    elif kind is TableKind.POSITIVE_BY_LOCALITY_AND_AGE:
        head = ("Locality", "Age", "Favourable", "All who answered (base)")
        rows = tuple(_aged_rows(table))
    elif table.dimensions:
        head = ("Theme", *(_name(table.dimensions[0], each) for each in table.dimensions[0].ids))
        rows = tuple(_crossed_rows(table, kind))
    else:
        head, rows = ("Answer", "Number", "Percentage"), tuple(_answer_rows(table, kind))
    everybody = table.cells[Cell((ALL,) * len(table.dimensions))]
    return PrintedTable(
        id=table_id,
        title=table.title,
        head=head,
        rows=rows,
        base=f"{BASE_WORDS[kind]}: {count_words(everybody)}.",
        legend=table.legend,
        source=table.design.source,
    )


def count_words(figure: Published) -> str:
    """Return a count with its thousands apart, or the shorthand of a hidden one."""
    return str(figure) if figure.value is None else f"{figure.value:,}"


def _answer_rows(table: PublishableTable, kind: TableKind) -> Iterator[tuple[Printed, ...]]:
    categories = table.measure.categories if table.measure else ()
    for category in categories:
        cell = Cell((), category.id)
        yield Printed(category.label), _count(table.cells[cell]), _share(table.percentage(cell))
    yield Printed(BASE_WORDS[kind]), _count(table.cells[Cell(())]), Printed("")
    for state, words in MISSING_WORDS.items():
        if state.value in table.missing:
            yield Printed(words), _count(table.missing[state.value]), Printed("")


def _group_rows(table: PublishableTable, kind: TableKind) -> Iterator[tuple[Printed, ...]]:
    dimension = table.dimensions[0]
    for group in dimension.ids:
        label = BASE_WORDS[kind] if group == ALL else _name(dimension, group)
        yield Printed(label), _count(table.cells[Cell((group,))])


def _locality_rows(table: PublishableTable) -> Iterator[tuple[Printed, ...]]:
    dimension, measure = table.dimensions[0], table.measure
    favourable = measure.categories[0].id if measure else None
    for group in dimension.ids:
        cell = Cell((group,), favourable)
        yield (
            Printed(_name(dimension, group)),
            _count(table.cells[cell]),
            _share(table.percentage(cell)),
            _count(table.cells[Cell((group,))]),
        )


def _aged_rows(table: PublishableTable) -> Iterator[tuple[Printed, ...]]:
    place, age = table.dimensions
    favourable = table.measure.categories[0].id if table.measure else None
    for groups in product(place.ids, age.ids):
        years = "Every age" if groups[1] == ALL else age.category(groups[1]).label
        yield (
            Printed(_name(place, groups[0])),
            Printed(years),
            _count(table.cells[Cell(groups, favourable)]),
            _count(table.cells[Cell(groups)]),
        )


def _crossed_rows(table: PublishableTable, kind: TableKind) -> Iterator[tuple[Printed, ...]]:
    dimension = table.dimensions[0]
    for category in table.measure.categories if table.measure else ():
        counts = (table.cells[Cell((group,), category.id)] for group in dimension.ids)
        yield Printed(category.label), *(_count(each) for each in counts)
    bases = (table.cells[Cell((group,))] for group in dimension.ids)
    yield Printed(BASE_WORDS[kind]), *(_count(each) for each in bases)


def _name(dimension: Dimension, group: str) -> str:
    return "Whole area" if group == ALL else dimension.category(group).label


def _count(figure: Published) -> Printed:
    return Printed(count_words(figure), figure.value)


def _share(share: int | None) -> Printed:
    return Printed("[x]") if share is None else Printed(f"{share}%", share, is_share=True)
