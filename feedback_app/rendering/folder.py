"""The folder of a built report: which files it holds, where it is kept, and how it is filled."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analysis.snapshot import Snapshot
from feedback_app.rendering.booklets import Booklet, booklets_apart, main_booklet
from feedback_app.rendering.csv_files import write_csv

ZIP = "report.zip"
DOWNLOADS = {
    "report.pdf": "PDF, tagged for screen readers",
    "report.docx": "Word document",
    "briefing.pdf": "Five minute briefing, PDF",
    "briefing.docx": "Five minute briefing, Word document",
    "easy-read.pdf": "Easy Read, PDF",
    "easy-read.docx": "Easy Read, Word document",
    "tables.xlsx": "Excel workbook of every table",
    "tables.ods": "OpenDocument spreadsheet of every table",
    "release.json": "Every published figure, for checking",
    ZIP: "All of these and the web page, in one ZIP",
}
Step = Callable[[str], None]


def kept_folder(instance: Path, hash_: str) -> Path:
    """Return where a deployment keeps the files of a report."""
    return instance / "reports" / hash_[:32]


def write_folder(
    snapshot: Snapshot, folder: Path, *, document: str, release: Mapping[str, Any], step: Step
) -> list[str]:
    """Write every format of a report into a folder; return what could not be made, and why."""
    from analysis.documents import document_bytes
    from feedback_app.rendering.opendocument import write_spreadsheet
    from feedback_app.rendering.web import copy_pictures, copy_styles, write_page
    from feedback_app.rendering.word import write_document
    from feedback_app.rendering.workbook import write_workbook

    report = snapshot.report
    folder.mkdir(parents=True, exist_ok=True)
    step("Web page")
    styles, pictures = copy_styles(folder), copy_pictures(snapshot, folder)
    for booklet in [main_booklet(report, with_tables=True), *booklets_apart(report)]:
        page = write_page(snapshot, booklet, stylesheets=styles, with_files=True, pictures=pictures)
        name = "index" if booklet.name == "report" else booklet.name
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    (folder / "snapshot.json").write_text(document, encoding="utf-8")
    (folder / "release.json").write_bytes(document_bytes(release))
    step("Tables")
    (folder / "tables").mkdir(exist_ok=True)
    for table in report.tables:
        (folder / "tables" / f"{table.id}.csv").write_bytes(write_csv(report, table))
    write_workbook(report, folder / "tables.xlsx")
    write_spreadsheet(report, folder / "tables.ods")
    step("Word document")
    on_paper = [main_booklet(report, with_tables=False), *booklets_apart(report)]
    for booklet in on_paper:
        write_document(snapshot, booklet, folder / f"{booklet.name}.docx")
    step("PDF")
    return _write_pdfs(snapshot, on_paper, folder)


def read_folder(folder: Path) -> tuple[Snapshot, dict[str, Any]]:
    """Return the report and the release document of a folder.

    Raises:
        FileNotFoundError: a file is missing.
        SnapshotError: the report was altered.
    """
    from analysis.snapshot import digest, read_snapshot

    text = (folder / "snapshot.json").read_text(encoding="utf-8")
    plain = json.loads(text)
    plain.pop("pictures", None)
    release: dict[str, Any] = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    return read_snapshot(text, hash_=digest(plain)), release


def _write_pdfs(snapshot: Snapshot, booklets: list[Booklet], folder: Path) -> list[str]:
    from feedback_app.rendering.pdf import PdfMissingError, write_pdf

    try:
        for booklet in booklets:
            write_pdf(snapshot, booklet, folder / f"{booklet.name}.pdf")
    except PdfMissingError as error:
        return [str(error)]
    return []
