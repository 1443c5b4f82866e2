"""Every table as an OpenDocument spreadsheet: cover, contents, notes, and one table a sheet."""

import io
from functools import cache
from pathlib import Path
from typing import Any

from analysis.report_records import BoardReport, Printed
from feedback_app.rendering.sheets import TableSheet, cover_lines, note_lines, table_sheets
from feedback_app.rendering.word import repack

MOMENT = "2000-01-01T00:00:00"


def write_spreadsheet(report: BoardReport, path: Path) -> None:
    """Write the spreadsheet; the same report gives the same bytes."""
    from odf import dc, meta
    from odf.opendocument import OpenDocumentSpreadsheet

    _meet_namespaces()
    document = OpenDocumentSpreadsheet()
    document.meta.addElement(dc.Title(text=report.title))
    document.meta.addElement(dc.Language(text=report.language))
    document.meta.addElement(meta.CreationDate(text=MOMENT))
    sheets = list(table_sheets(report))
    contents = [f"{each.name}: {each.table.title}" for each in sheets]
    _words(document, "Cover", cover_lines(report))
    _words(document, "Contents", ["Contents", *contents])
    _words(document, "Notes", ["Notes", *note_lines(report)])
    for sheet in sheets:
        _table(document, sheet)
    written = io.BytesIO()
    document.write(written)
    path.write_bytes(repack(written.getvalue()))


@cache
def _meet_namespaces() -> None:
    """Write an empty document: odfpy declares a namespace only from its second document on."""
    from odf.opendocument import OpenDocumentSpreadsheet

    OpenDocumentSpreadsheet().write(io.BytesIO())


def _words(document: Any, name: str, lines: list[str]) -> None:
    from odf.table import Table

    sheet = Table(name=name)
    for line in lines:
        sheet.addElement(_row([Printed(line)]))
    document.spreadsheet.addElement(sheet)


def _table(document: Any, content: TableSheet) -> None:
    from odf.table import Table, TableHeaderRows

    sheet = Table(name=content.name)
    for line in content.lines:
        sheet.addElement(_row([Printed(line)]))
    head = TableHeaderRows()
    head.addElement(_row([Printed(words) for words in content.table.head]))
    sheet.addElement(head)
    for row in content.table.rows:
        sheet.addElement(_row(list(row)))
    document.spreadsheet.addElement(sheet)


def _row(cells: list[Printed]) -> Any:
    from odf.table import TableCell, TableRow
    from odf.text import P

    row = TableRow()
    for printed in cells:
        cell = TableCell(**_value(printed))
        cell.addElement(P(text=printed.text))
        row.addElement(cell)
    return row


def _value(printed: Printed) -> dict[str, str]:
    if printed.value is None:
        return {"valuetype": "string"}
    if printed.is_share:
        return {"valuetype": "percentage", "value": str(printed.value / 100)}
    return {"valuetype": "float", "value": str(printed.value)}
