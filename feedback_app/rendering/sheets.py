"""What both kinds of workbook hold: cover, contents, notes, and one table a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.report_records import BlockKind, BoardReport, PrintedTable, SectionKind


@dataclass(frozen=True)
class TableSheet:
    """One table's sheet: its name, and the lines that stand above the table."""

    name: str
    lines: tuple[str, ...]
    table: PrintedTable


def cover_lines(report: BoardReport) -> list[str]:
    """Return the lines of the cover."""
    lines = [report.title, report.headline, f"Release: {report.release}"]
    lines += [
        f"{each.title}: {each.responses} responses from {each.who}, {each.first_on} to {each.until}"
        for each in report.surveys
    ]
    if any(each.is_demonstration for each in report.surveys):
        lines.append("Demonstration: every answer is invented.")
    return lines


def note_lines(report: BoardReport) -> list[str]:
    """Return the notes on method, a line each."""
    lines = [report.legend, "[x] marks a percentage that is not shown: too few answered."]
    for section in report.sections:
        if section.kind is SectionKind.METHOD:
            for block in section.blocks:
                lines += [block.text] if block.text else []
                lines += block.items if block.kind is BlockKind.POINTS else ()
    return [line for line in lines if line]


def table_sheets(report: BoardReport) -> Iterator[TableSheet]:
    """Yield the sheet of each table, in order."""
    for number, table in enumerate(report.tables, start=1):
        yield TableSheet(f"Table {number}", (table.title, table.base, table.legend), table)
