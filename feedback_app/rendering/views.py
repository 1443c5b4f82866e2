"""A kept report as templates read it: sections of blocks, each with all it needs to be shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from analysis.report_records import (
    Block,
    BlockKind,
    BoardReport,
    Chart,
    Printed,
    PrintedTable,
    Section,
)
from analysis.snapshot import Snapshot

Row = list[dict[str, Any]]
TableAddress = Callable[[str], str]
Pictures = Callable[[str], str]
Drawings = Callable[[Chart], str]


@dataclass(frozen=True)
class BlockView:
    """One block, with the chart or table it shows laid out as the macros want it."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    ref: str = ""
    title: str = ""
    svg: str = ""
    head: tuple[dict[str, Any], ...] = ()
    rows: tuple[Row, ...] = ()
    base: str = ""
    note: str = ""
    description: str = ""
    csv_href: str = ""
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SectionView:
    """One section of a report, ready for a template."""

    id: str
    kind: str
    title: str
    blocks: tuple[BlockView, ...]


def no_address(_table_id: str) -> str:
    """Return nothing: there is no file of a table to point at."""
    return ""


def no_picture(_symbol: str) -> str:
    """Return nothing: there is no picture to show."""
    return ""


def view_sections(
    snapshot: Snapshot,
    sections: Iterable[Section],
    *,
    address: TableAddress = no_address,
    pictures: Pictures = no_picture,
    drawings: Drawings | None = None,
) -> list[SectionView]:
    """Return sections of a kept report.

    `address` gives the file of a table's figures, `pictures` that of a symbol, `drawings` a chart
    drawn otherwise than it was kept.
    """
    draw = drawings or (lambda chart: snapshot.pictures[chart.id])
    return [
        SectionView(
            section.id,
            section.kind.value,
            section.title,
            tuple(_view((snapshot, draw), block, address, pictures) for block in section.blocks),
        )
        for section in sections
    ]


def chart_rows(chart: Chart) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the heading and the rows of the table that stands beside a chart."""
    is_percentage = all(bar.value is None or bar.shown.endswith("%") for bar in chart.bars)
    what = ("Percentage" if is_percentage else "How many") if chart.is_share else "Number"
    if any(bar.group for bar in chart.bars):
        return ("Who", "What", what), [(bar.group, bar.label, bar.shown) for bar in chart.bars]
    return ("What", what), [(bar.label, bar.shown) for bar in chart.bars]


def numeric_columns(table: PrintedTable) -> list[bool]:
    """Return, for each column, whether it holds figures."""
    return [any(row[at].value is not None for row in table.rows) for at in range(len(table.head))]


def _view(
    drawn_from: tuple[Snapshot, Drawings],
    block: Block,
    address: TableAddress,
    pictures: Pictures,
) -> BlockView:
    snapshot, draw = drawn_from
    if block.kind is BlockKind.PICTURED:
        lines = zip(block.items, block.symbols, strict=True)
        return BlockView("pictured", lines=tuple((words, pictures(name)) for words, name in lines))
    if block.kind is BlockKind.CHART:
        chart = snapshot.report.chart(block.ref)
        return _chart(snapshot, chart, draw(chart), address)
    if block.kind is BlockKind.TABLE:
        return _table(snapshot.report, block.ref, address)
    return BlockView(block.kind.value, block.text, block.items)


def _chart(snapshot: Snapshot, chart: Chart, markup: str, address: TableAddress) -> BlockView:
    head, rows = chart_rows(chart)
    last = len(head) - 1
    return BlockView(
        kind="chart",
        ref=chart.id,
        title=chart.title,
        svg=drawn(markup),
        head=tuple({"text": words, "numeric": at == last} for at, words in enumerate(head)),
        rows=tuple(
            [{"text": words, "numeric": at == last} for at, words in enumerate(row)] for row in rows
        ),
        base=chart.base,
        note=snapshot.report.legend if any(bar.value is None for bar in chart.bars) else "",
        description=chart.description,
        csv_href=address(chart.tables[0]) if len(chart.tables) == 1 else "",
    )


class _Drawn(str):
    """Markup that this platform drew itself; a template writes it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the markup."""
        return str(self)


def drawn(markup: str) -> str:
    """Return markup that this platform drew itself, as a template may write it."""
    return _Drawn(markup)


def _table(report: BoardReport, table_id: str, address: TableAddress) -> BlockView:
    table = report.table(table_id)
    numeric = numeric_columns(table)
    return BlockView(
        kind="table",
        ref=table.id,
        title=table.title,
        head=tuple(
            {"text": words, "numeric": is_number}
            for words, is_number in zip(table.head, numeric, strict=True)
        ),
        rows=tuple(_row(row, numeric) for row in table.rows),
        base=table.base,
        note=table.legend,
        csv_href=address(table.id) if report.has_file(table.id) else "",
    )


def _row(row: tuple[Printed, ...], numeric: list[bool]) -> Row:
    return [
        {"text": cell.text, "numeric": is_number, "gauge": cell.gauge}
        for cell, is_number in zip(row, numeric, strict=True)
    ]
