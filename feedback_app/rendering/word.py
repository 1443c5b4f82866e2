"""The report as a Word document that can be edited: headings, pictures with their words, tables."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.drawing import Layout, draw_png
from analysis.report_records import Block, BlockKind, BoardReport, PrintedTable, Section
from analysis.snapshot import Snapshot
from feedback_app.rendering.booklets import Booklet
from feedback_app.rendering.views import chart_rows, numeric_columns

FIXED = datetime(2000, 1, 1, tzinfo=UTC)
PICTURE_CM = 14.5
FONT = "Arial"


def write_document(snapshot: Snapshot, booklet: Booklet, path: Path) -> None:
    """Write a booklet as a Word document; the same report gives the same bytes."""
    from docx import Document

    report = snapshot.report
    document = Document()
    _set_up(document, report)
    document.add_heading(booklet.headline, level=0)
    document.add_paragraph(report.title)
    for section in booklet.sections:
        _add_section(document, report, section)
    written = io.BytesIO()
    document.save(written)
    path.write_bytes(repack(written.getvalue()))


def repack(archive: bytes) -> bytes:
    """Return an archive of an office file without the moment at which it was written."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as given,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            made.writestr(entry, given.read(name))
    return packed.getvalue()


def _set_up(document: Any, report: BoardReport) -> None:
    """Set the language, the title and the type: python-docx has no types of its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    properties = document.core_properties
    properties.title, properties.language = report.title, report.language
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = FIXED
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), report.language)
    normal.element.get_or_add_rPr().append(language)


def _add_section(document: Any, report: BoardReport, section: Section) -> None:
    document.add_page_break()
    document.add_heading(section.title, level=1)
    for block in section.blocks:
        _add_block(document, report, block)


def _add_block(document: Any, report: BoardReport, block: Block) -> None:
    if block.kind is BlockKind.HEADING:
        document.add_heading(block.text, level=2)
    elif block.kind is BlockKind.TEXT:
        document.add_paragraph(block.text)
    elif block.kind in (BlockKind.POINTS, BlockKind.PICTURED):
        for item in block.items:
            document.add_paragraph(item, style="List Bullet")
    elif block.kind is BlockKind.QUOTATION:
        document.add_paragraph(block.text, style="Intense Quote")
        document.add_paragraph(block.items[0])
    elif block.kind is BlockKind.CHART:
        _add_chart(document, report, block.ref)
    else:
        _add_printed(document, report.table(block.ref))


def _add_chart(document: Any, report: BoardReport, chart_id: str) -> None:
    from docx.shared import Cm

    chart = report.chart(chart_id)
    document.add_heading(chart.title, level=3)
    picture = document.add_picture(io.BytesIO(draw_png(chart, Layout.BESIDE)), width=Cm(PICTURE_CM))
    described = picture._inline.docPr
    described.set("descr", chart.description)
    described.set("title", chart.title)
    head, rows = chart_rows(chart)
    _add_table(document, head, rows, [False] * (len(head) - 1) + [True])
    document.add_paragraph(chart.base, style="Caption")
    if any(bar.value is None for bar in chart.bars):
        document.add_paragraph(report.legend, style="Caption")


def _add_printed(document: Any, table: PrintedTable) -> None:
    document.add_heading(table.title, level=3)
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    _add_table(document, table.head, rows, numeric_columns(table))
    document.add_paragraph(table.legend, style="Caption")


def _add_table(
    document: Any, head: tuple[str, ...], rows: list[tuple[str, ...]], numeric: list[bool]
) -> None:
    """Add a table whose first row is repeated on every page and read as its heading."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = document.add_table(rows=0, cols=len(head), style="Light List Accent 1")
    for number, words in enumerate([head, *rows]):
        cells = table.add_row().cells
        for at, word in enumerate(words):
            cells[at].text = word
            if numeric[at]:
                cells[at].paragraphs[0].alignment = 2
        if number == 0:
            mark = OxmlElement("w:tblHeader")
            mark.set(qn("w:val"), "true")
            table.rows[0]._tr.get_or_add_trPr().append(mark)
    document.add_paragraph()
