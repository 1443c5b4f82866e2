"""Draw a chart: horizontal bars, labels at their ends, message above, base beneath.

One dark blue, no grid, text kept as text. The same chart always gives the same bytes. Matplotlib
is imported only here, and only when something is drawn.
"""

from __future__ import annotations

import hashlib
import io
import re
import textwrap
from enum import Enum
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from analysis.report_records import Bar, Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BLUE, TRACK, INK, SOFT = "#12436D", "#e6ebf1", "#1b2430", "#3f4958"
WIDTH, WRAP = 4.1, 38
"""So narrow that on a phone of 360 pixels words are at least 12 pixels high."""
LINE, BAR, GAP = 0.235, 0.26, 0.14
FONT = 13.0
LEAST_ROOM, A_LETTER = 1.15, 0.125
BESIDE, WIDTH_BESIDE, WRAP_BESIDE = 4.1, 6.2, 40
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"


class Layout(Enum):
    """Where a bar's words stand: above it, as a phone needs, or beside it, as paper has room."""

    ABOVE = "above"
    BESIDE = "beside"

    @property
    def across(self) -> float:
        """How far from the left edge the bars begin, in inches."""
        return BESIDE if self is Layout.BESIDE else 0.0

    @property
    def width(self) -> float:
        """How far the bars and the words at their ends may reach, in inches."""
        return WIDTH_BESIDE if self is Layout.BESIDE else WIDTH

    @property
    def wrap(self) -> int:
        """How many letters a line of words holds."""
        return WRAP_BESIDE if self is Layout.BESIDE else WRAP


def bar_chart(chart: Chart, layout: Layout = Layout.ABOVE) -> Figure:
    """Return a chart as a figure of matplotlib."""
    from matplotlib.figure import Figure

    rows = [
        _Row(bar, layout, is_first=_starts_group(chart.bars, at))
        for at, bar in enumerate(chart.bars)
    ]
    height = max(sum(row.height for row in rows) + 0.1, 0.6)
    figure = Figure(figsize=(layout.across + layout.width, height), facecolor="white")
    sheet = _Sheet(figure, height, layout.across)
    longest = max((bar.value or 0 for bar in chart.bars), default=0)
    full = 100 if chart.is_share else max(longest, 1)
    room = max([LEAST_ROOM, *(A_LETTER * len(row.bar.shown) for row in rows)])
    top = 0.05
    for row in rows:
        row.draw(sheet, top, full=full, room=room, is_share=chart.is_share)
        top += row.height
    return figure


def draw_svg(chart: Chart, layout: Layout = Layout.ABOVE) -> str:
    """Return a chart as SVG markup that a page may hold under a strict content policy."""
    import matplotlib

    markup = io.StringIO()
    with matplotlib.rc_context(_settings(chart.id)):
        bar_chart(chart, layout).savefig(markup, format="svg", metadata=NO_METADATA)
    return _make_safe(markup.getvalue(), chart)


def draw_png(chart: Chart, layout: Layout = Layout.ABOVE, *, dots_an_inch: int = 160) -> bytes:
    """Return a chart as a PNG picture, for documents that cannot hold SVG."""
    import matplotlib

    picture = io.BytesIO()
    with matplotlib.rc_context(_settings(chart.id)):
        bar_chart(chart, layout).savefig(
            picture, format="png", dpi=dots_an_inch, metadata={"Software": None}
        )
    return picture.getvalue()


NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def _settings(chart_id: str) -> Any:
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": chart_id,
        "font.family": "sans-serif",
        "font.size": FONT,
        "text.parse_math": False,
    }


class _Sheet:
    """A figure drawn on in inches from its upper left corner; axes would cost more than bars."""

    def __init__(self, figure: Figure, height: float, across: float) -> None:
        from matplotlib.transforms import Affine2D

        self.figure = figure
        self.across = across
        self.place = Affine2D().scale(1, -1).translate(0, height) + figure.dpi_scale_trans

    def write(self, words: str, across: float, down: float, *, is_bold: bool, ink: str) -> None:
        """Write words from a place on."""
        weight = "bold" if is_bold else "normal"
        style: dict[str, Any] = {"fontweight": weight, "color": ink, "ha": "left", "va": "baseline"}
        self.figure.text(across, down, words, transform=self.place, **style)

    def bar(self, down: float, length: float, colour: str) -> None:
        """Draw a bar from where the bars begin."""
        from matplotlib.patches import Rectangle

        corner = (self.across + 0.02, down + 0.02)
        bar = Rectangle(corner, length, BAR - 0.04, facecolor=colour, transform=self.place)
        self.figure.add_artist(bar)


class _Row:
    """One bar with its label, and the name of its group above the first of a group."""

    def __init__(self, bar: Bar, layout: Layout, *, is_first: bool) -> None:
        self.bar = bar
        self.layout = layout
        self.heading = bar.group if is_first else ""
        self.lines = textwrap.wrap(bar.label, layout.wrap) or [""]
        space = LINE * 1.45 if self.heading else 0
        words = len(self.lines) * LINE
        beside = layout is Layout.BESIDE
        self.height = space + GAP + (max(words, BAR) if beside else words + BAR)

    def draw(self, sheet: _Sheet, top: float, *, full: int, room: float, is_share: bool) -> None:
        """Draw the row with its upper edge at `top`; `room` is left for the words at its end."""
        if self.heading:
            sheet.write(self.heading, 0.02, top + LINE * 0.95, is_bold=True, ink=SOFT)
            top += LINE * 1.45
        for number, line in enumerate(self.lines):
            sheet.write(line, 0.02, top + LINE * (number + 0.75), is_bold=False, ink=INK)
        if self.layout is Layout.ABOVE:
            top += LINE * len(self.lines)
        longest = self.layout.width - room
        if is_share and self.bar.value is not None:
            sheet.bar(top, longest, TRACK)
        length = (self.bar.value or 0) / full * longest
        sheet.bar(top, length, BLUE)
        is_drawn = self.bar.value is not None
        end = (length if not is_share else longest) + 0.1 if is_drawn else 0.02
        sheet.write(self.bar.shown, sheet.across + end, top + BAR * 0.74, is_bold=True, ink=INK)


def _starts_group(bars: tuple[Bar, ...], at: int) -> bool:
    return bool(bars[at].group) and (at == 0 or bars[at - 1].group != bars[at].group)


def _make_safe(markup: str, chart: Chart) -> str:
    """Return SVG with attributes for styles, ids of its own, a role, a title and a description."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = _read(re.sub(r"<!DOCTYPE[^>]*>", "", markup))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}style", f"{{{SVG}}}metadata"):
                parent.remove(child)
    prefix = hashlib.sha256(chart.id.encode()).hexdigest()[:8]
    for element in root.iter():
        _spell_out(element)
        _rename(element, prefix)
    _label(root, chart, prefix)
    return ElementTree.tostring(root, encoding="unicode")


def _read(markup: str) -> ElementTree.Element:
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("start",))
    parser.feed(markup)
    parser.close()
    events: Any = parser.read_events()
    root: ElementTree.Element = next(element for _, element in events)
    return root


def _spell_out(element: ElementTree.Element) -> None:
    """Turn a style attribute, which the policy forbids, into presentation attributes."""
    style = element.attrib.pop("style", "")
    for declaration in filter(None, (each.strip() for each in style.split(";"))):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            element.attrib.update(_font(value))
        else:
            element.set(name, value)
    if "font-family" in element.attrib:
        element.set("font-family", "inherit")


def _font(shorthand: str) -> dict[str, str]:
    """Return the attributes that `font: bold 13px 'DejaVu Sans', …` stands for."""
    weight = "bold" if re.search(r"\b(bold|700)\b", shorthand) else "normal"
    size = re.search(r"[\d.]+px", shorthand)
    return {
        "font-family": "inherit",
        "font-weight": weight,
        "font-size": size.group() if size else f"{FONT}px",
    }


def _rename(element: ElementTree.Element, prefix: str) -> None:
    """Make ids unique on a page that holds many charts."""
    for name, value in list(element.attrib.items()):
        if name == "id":
            element.set(name, f"{prefix}-{value}")
        elif "url(#" in value:
            element.set(name, value.replace("url(#", f"url(#{prefix}-"))
        elif name == f"{{{XLINK}}}href" and value.startswith("#"):
            element.set(name, f"#{prefix}-{value[1:]}")


def _label(root: ElementTree.Element, chart: Chart, prefix: str) -> None:
    title = ElementTree.Element(f"{{{SVG}}}title", {"id": f"{prefix}-title"})
    title.text = chart.title
    words = ElementTree.Element(f"{{{SVG}}}desc", {"id": f"{prefix}-desc"})
    words.text = chart.description
    root.insert(0, title)
    root.insert(1, words)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    width, height = (float(root.get("viewBox", "0 0 1 1").split()[at]) for at in (2, 3))
    root.set("width", f"{width * 1.3:.0f}")
    root.set("height", f"{height * 1.3:.0f}")
