"""Read the figures back out of built files, as anybody would: the text of each, and its numbers."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.])\d+(?:\.\d+)?(?![\w])")


def numbers_in(words: str) -> list[str]:
    """Return every number in some words, without the commas between thousands."""
    return [each.replace(",", "") for each in NUMBER.findall(words)]


def texts_of(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each built file's name and the words in it, alternative texts included."""
    for name, read in READERS.items():
        if (folder / name).is_file():
            yield name, read(folder / name)
    for path in sorted((folder / "tables").glob("*.csv")):
        yield f"tables/{path.name}", _csv(path)


def words_of_snapshot(plain: object) -> Iterator[str]:
    """Yield every text and number of a kept report."""
    if isinstance(plain, Mapping):
        for value in plain.values():
            yield from words_of_snapshot(value)
    elif isinstance(plain, list | tuple):
        for value in plain:
            yield from words_of_snapshot(value)
    elif plain is not None:
        yield str(plain)


def _page(path: Path) -> list[str]:
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        """Collects what is read out: text and alternative texts, not drawing instructions."""

        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def handle_data(self, data: str) -> None:
            self.found.append(data)

    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.found


def _csv(path: Path) -> list[str]:
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    return [cell for row in rows for cell in row]


def _document(path: Path) -> list[str]:
    from docx import Document

    document: Any = Document(str(path))
    found = [each.text for each in document.paragraphs]
    for table in document.tables:
        found += [cell.text for row in table.rows for cell in row.cells]
    found += [each.get("descr", "") for each in document.element.iter() if each.get("descr")]
    return found


def _workbook(path: Path) -> list[str]:
    from openpyxl import load_workbook

    workbook: Any = load_workbook(path)
    return [
        f"{round(cell.value * 100)}%" if cell.number_format == "0%" else str(cell.value)
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def _spreadsheet(path: Path) -> list[str]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("end",))
        parser.feed(archive.read("content.xml"))
        parser.close()
    found = []
    events: Any = parser.read_events()
    for _, element in events:
        if element.tag.endswith("}p"):
            found.append("".join(element.itertext()))
    return found


def _pdf(path: Path) -> list[str]:
    """Return the words of each page without the page numbers at its foot."""
    from pypdf import PdfReader

    pages = PdfReader(path).pages
    return [re.sub(r"\d+ / \d+", "", page.extract_text()) for page in pages]


def _release(path: Path) -> list[str]:
    figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return [str(each["value"]) for each in figures if each["value"] is not None]


READERS: dict[str, Callable[[Path], list[str]]] = {
    "index.html": _page,
    "briefing.html": _page,
    "easy-read.html": _page,
    "report.docx": _document,
    "briefing.docx": _document,
    "easy-read.docx": _document,
    "tables.xlsx": _workbook,
    "tables.ods": _spreadsheet,
    "report.pdf": _pdf,
    "briefing.pdf": _pdf,
    "easy-read.pdf": _pdf,
    "release.json": _release,
}
