"""The whole report as one HTML page with its styles beside it: readable without a server."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from analysis.report_records import Chart
from analysis.snapshot import Snapshot
from feedback_app.config import ROOT
from feedback_app.rendering.booklets import Booklet, booklets_apart
from feedback_app.rendering.views import Pictures, no_address, no_picture, view_sections

STATIC = ROOT / "feedback_app" / "static"
STYLES = ("site.css", "staff.css")


def write_page(
    snapshot: Snapshot,
    booklet: Booklet,
    *,
    stylesheets: tuple[str, ...],
    with_files: bool,
    pictures: Pictures = no_picture,
) -> str:
    """Return a booklet of the report as a page.

    With files beside it, each table is linked to its own; without, the page is one for paper.
    """
    report = snapshot.report
    template = _environment().get_template("report/file.html")
    view = view_sections(
        snapshot,
        booklet.sections,
        address=_beside if with_files else no_address,
        pictures=pictures,
        drawings=None if with_files else _on_paper,
    )
    beside = booklets_apart(report) if with_files and booklet.name == "report" else []
    return template.render(
        report=report,
        booklet=booklet,
        beside=beside,
        hash=snapshot.hash,
        sections=view,
        stylesheets=stylesheets,
        is_demonstration=any(each.is_demonstration for each in report.surveys),
    )


def _on_paper(chart: Chart) -> str:
    from analysis.drawing import Layout, draw_svg

    return draw_svg(chart, Layout.BESIDE)


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


def copy_pictures(snapshot: Snapshot, folder: Path) -> Pictures:
    """Copy the pictures that an Easy Read booklet shows; return their addresses from the page."""
    listed = json.loads((STATIC / "symbols.json").read_text(encoding="utf-8"))
    files = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))["files"]
    found = {
        symbol: files[listed[symbol]["file"]]
        for section in snapshot.report.sections
        for block in section.blocks
        for symbol in block.symbols
        if symbol in listed
    }
    for name in sorted(set(found.values())):
        (folder / "pictures").mkdir(exist_ok=True)
        shutil.copyfile(STATIC / name, folder / "pictures" / Path(name).name)
    addresses = {symbol: f"pictures/{Path(name).name}" for symbol, name in found.items()}
    return lambda symbol: addresses.get(symbol, "")


def static_picture(symbol: str) -> str:
    """Return where a picture lies among the compiled files, for a page read from there."""
    listed = json.loads((STATIC / "symbols.json").read_text(encoding="utf-8"))
    files = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))["files"]
    return str(files[listed[symbol]["file"]]) if symbol in listed else ""


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
