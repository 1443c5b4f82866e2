"""The files of a report: sound for those who read with software, and complete."""

import zipfile

import page
import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from feedback_app.rendering import pdf
from feedback_app.rendering.folder import write_folder
from feedback_app.services.reporting import build_report
from tests.reporting_store import a_board_order, a_survey, an_empty_store, invent

SURVEY = "children-2025"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    database = an_empty_store(tmp_path_factory.mktemp("store") / "feedback.db")
    with database.sessions.begin() as session:
        survey = a_survey(session, "yp-5-7-easy-read", survey_id=SURVEY)
        invent(session, survey, responses=150)
    with Session(database.statements, autoflush=False) as session:
        return build_report(session, a_board_order(SURVEY), progress=lambda _part, _label: None)


def written(built, path):
    return write_folder(
        built.snapshot, path, document=built.document, release=built.release, step=lambda _: None
    )


@pytest.fixture(scope="module")
def folder(built, tmp_path_factory):
    path = tmp_path_factory.mktemp("built")
    assert written(built, path) == []
    return path


def test_the_pdf_passes_the_rules_of_pdf_ua(folder):
    report = page.validate_pdf(folder / "report.pdf", profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [str(each) for each in report.failures][:5]


def test_the_document_has_headings_language_alternative_texts_and_table_headings(built, folder):
    document = Document(str(folder / "report.docx"))
    styles = [each.style.name for each in document.paragraphs]
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings[0] == "Summary"
    assert "Heading 2" in styles
    assert document.core_properties.language == "en-GB"
    described = [each.get("descr") for each in document.element.iter() if each.get("descr")]
    assert described == [
        chart.description for chart in built.snapshot.report.charts if chart.description
    ]
    marked = [each for each in document.element.iter() if each.tag.endswith("}tblHeader")]
    assert len(marked) == len(document.tables) > 0


def test_the_workbook_has_a_cover_contents_notes_and_one_real_table_a_sheet(built, folder):
    workbook = load_workbook(folder / "tables.xlsx")
    tables = built.snapshot.report.tables
    names = ["Cover", "Contents", "Notes", *(f"Table {n}" for n in range(1, len(tables) + 1))]
    assert workbook.sheetnames == names
    for sheet, table in zip(workbook.worksheets[3:], tables, strict=True):
        assert len(sheet.tables) == 1
        assert sheet["A1"].value == table.title
        assert not sheet.merged_cells.ranges


def test_figures_in_the_workbook_are_numbers_and_hidden_ones_their_shorthand(built, folder):
    workbook = load_workbook(folder / "tables.xlsx")
    hidden = 0
    for sheet, table in zip(workbook.worksheets[3:], built.snapshot.report.tables, strict=True):
        for row, cells in zip(table.rows, sheet.iter_rows(min_row=5), strict=True):
            for printed, cell in zip(row, cells, strict=False):
                if printed.text == "[c]":
                    hidden += 1
                    assert cell.value == "[c]"
                elif printed.value is not None:
                    assert cell.value == (
                        printed.value / 100 if printed.is_share else printed.value
                    )
    assert hidden


def test_the_spreadsheet_says_first_what_it_is(folder):
    with zipfile.ZipFile(folder / "tables.ods") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_without_pango_everything_else_is_built_and_the_reader_told(built, tmp_path, monkeypatch):
    def missing(_snapshot, _booklet, _path):
        raise pdf.PdfMissingError("No PDF was made: the library Pango is missing.")

    monkeypatch.setattr(pdf, "write_pdf", missing)
    assert written(built, tmp_path) == ["No PDF was made: the library Pango is missing."]
    assert not (tmp_path / "report.pdf").exists()
    assert (tmp_path / "report.docx").exists()


def test_the_page_needs_nothing_from_elsewhere(folder):
    markup = (folder / "index.html").read_text(encoding="utf-8")
    assert "http" not in markup.replace("http://www.w3.org/", "")
    assert "style=" not in markup
    assert (folder / "styles" / "site.css").exists()
