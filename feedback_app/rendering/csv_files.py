"""One table as CSV: its metadata in the first lines, then headings and figures as printed."""

import csv
import io

from analysis.report_records import BoardReport, PrintedTable

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def write_csv(report: BoardReport, table: PrintedTable) -> bytes:
    """Return a table's file: UTF-8 with a mark, so that spreadsheets read it as such."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    for name, words in metadata(report, table):
        lines.writerow([name, _harmless(words)])
    lines.writerow([])
    lines.writerow([_harmless(words) for words in table.head])
    lines.writerows([_harmless(cell.text) for cell in row] for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def metadata(report: BoardReport, table: PrintedTable) -> list[tuple[str, str]]:
    """Return what has to be known to read a table on its own."""
    dates = sorted({f"{each.first_on} to {each.until}" for each in report.surveys})
    return [
        ("Report", report.title),
        ("Table", table.title),
        ("Base", table.base),
        ("Responses received", "; ".join(dates)),
        ("Notes", table.legend),
        ("Release", report.release),
    ]


def _harmless(words: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words
