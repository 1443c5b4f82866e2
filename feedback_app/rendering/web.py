"""The whole report as one HTML page with its styles beside it: readable without a server."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from analysis.report_records import BoardReport, Section, SectionKind
from analysis.snapshot import Snapshot
from feedback_app.config import ROOT
from feedback_app.rendering.views import no_address, view_sections

STATIC = ROOT / "feedback_app" / "static"
STYLES = ("site.css", "staff.css")


def write_page(snapshot: Snapshot, *, stylesheets: tuple[str, ...], with_files: bool) -> str:
    """Return the report as a page.

    With files beside it, each table is linked to its own; without, the page is one for paper, and
    the appendix of tables is left to the workbooks.
    """
    report = snapshot.report
    template = _environment().get_template("report/file.html")
    sections = report.sections if with_files else paper_sections(report)
    return template.render(
        report=report,
        hash=snapshot.hash,
        sections=view_sections(snapshot, sections, address=_beside if with_files else no_address),
        stylesheets=stylesheets,
        is_demonstration=any(each.is_demonstration for each in report.surveys),
    )


def paper_sections(report: BoardReport) -> list[Section]:
    """Return the sections that go on paper."""
    return [each for each in report.sections if each.kind is not SectionKind.APPENDIX]


def _beside(table_id: str) -> str:
    return f"tables/{table_id}.csv"


def copy_styles(folder: Path) -> tuple[str, ...]:
    """Copy the compiled styles and their fonts; return their addresses from the page."""
    names = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))["files"]
    target = folder / "styles"
    target.mkdir(exist_ok=True)
    for name in STYLES:
        css = (STATIC / names[name]).read_text(encoding="utf-8")
        (target / name).write_text(css, encoding="utf-8")
        for address in re.findall(r"url\(([^)]+?\.woff2)\)", css):
            font = Path(address.strip("\"'")).name
            (target / "fonts").mkdir(exist_ok=True)
            shutil.copyfile(STATIC / "fonts" / font, target / "fonts" / font)
    return tuple(f"styles/{name}" for name in STYLES)


@cache
def _environment() -> Environment:
    """Return a template environment of its own: a command has no application."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "feedback_app" / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    vars(environment)["install_null_translations"](newstyle=True)
    return environment
