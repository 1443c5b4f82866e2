"""Every table as an Excel workbook: cover, contents, notes, and one real table a sheet."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.report_records import BoardReport, Printed, PrintedTable
from feedback_app.rendering.sheets import TableSheet, cover_lines, note_lines, table_sheets
from feedback_app.rendering.word import repack

WIDE, NARROW = 60, 18
FIXED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write_workbook(report: BoardReport, path: Path) -> None:
    """Write the workbook; the same report gives the same bytes."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.properties.title = report.title
    workbook.properties.language = report.language
    workbook.properties.creator = ""
    workbook.properties.created = FIXED
    cover = workbook.active
    cover.title = "Cover"
    _lines(cover, cover_lines(report))
    sheets = list(table_sheets(report))
    contents = workbook.create_sheet("Contents")
    _lines(contents, ["Contents"])
    for at, sheet in enumerate(sheets, start=2):
        cell = contents.cell(row=at, column=1, value=f"{sheet.name}: {sheet.table.title}")
        cell.hyperlink = f"#'{sheet.name}'!A1"
        cell.style = "Hyperlink"
    _lines(workbook.create_sheet("Notes"), ["Notes", *note_lines(report)])
    for sheet in sheets:
        _table(workbook.create_sheet(sheet.name), sheet)
    written = io.BytesIO()
    workbook.save(written)
    path.write_bytes(_without_moment(repack(written.getvalue())))


def _lines(sheet: Any, lines: list[str]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 110
    for number, line in enumerate(lines, start=1):
        cell = sheet.cell(row=number, column=1, value=_harmless(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if number == 1:
            cell.font = Font(bold=True, size=16)


def _table(sheet: Any, content: TableSheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.table import Table, TableStyleInfo

    for number, line in enumerate(content.lines, start=1):
        sheet.cell(row=number, column=1, value=_harmless(line)).font = Font(bold=number == 1)
    top = len(content.lines) + 1
    head = _distinct(content.table)
    for at, words in enumerate(head, start=1):
        sheet.cell(row=top, column=at, value=_harmless(words)).alignment = Alignment(wrap_text=True)
        sheet.column_dimensions[_letter(at)].width = WIDE if at == 1 else NARROW
    for down, row in enumerate(content.table.rows, start=top + 1):
        for at, cell in enumerate(row, start=1):
            _figure(sheet.cell(row=down, column=at), cell)
    reference = f"A{top}:{_letter(len(head))}{top + len(content.table.rows)}"
    table = Table(displayName=content.name.replace(" ", "_"), ref=reference)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)


def _figure(cell: Any, printed: Printed) -> None:
    if printed.value is None:
        cell.value = _harmless(printed.text)
    else:
        cell.value = printed.value / 100 if printed.is_share else printed.value
        cell.number_format = "0%" if printed.is_share else "#,##0"


def _distinct(table: PrintedTable) -> list[str]:
    """Return headings no two of which are alike, as a table of a sheet needs."""
    found: list[str] = []
    for words in table.head:
        count = sum(1 for each in found if each == words)
        found.append(f"{words} ({count + 1})" if count else words)
    return found


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _harmless(words: str) -> str:
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words


def _without_moment(archive: bytes) -> bytes:
    """Return the workbook without the moment at which it was saved."""
    import re
    import zipfile

    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as given,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for item in given.infolist():
            content = given.read(item)
            if item.filename == "docProps/core.xml":
                pattern = rb"(<dcterms:modified[^>]*>)[^<]*"
                content = re.sub(pattern, rb"\g<1>2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(item.filename, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return packed.getvalue()
