"""The finished report as frozen records: sections, tables and charts, with no true count in them.

Everything that a page, a file or a test reads of a report is here, in plain values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analysis.rules import Audience


class Readership(StrEnum):
    """For whom a report is built."""

    BOARD = "board"
    LOCALITY = "locality"
    SCRUTINY = "scrutiny"
    PUBLIC = "public"
    CHILDREN = "children"

    @property
    def audience(self) -> Audience:
        """The audience whose suppression rules hold: anybody may pass on what the public sees."""
        is_public = self in (Readership.PUBLIC, Readership.CHILDREN)
        return Audience.PUBLIC if is_public else Audience.PARTNERSHIP


class SectionKind(StrEnum):
    """What a section is about; each begins a page on paper."""

    SUMMARY = "summary"
    HEARD = "heard"
    PRIORITY = "priority"
    LOCALITY = "locality"
    PRACTITIONERS = "practitioners"
    CLOSING = "closing"
    TRENDS = "trends"
    BRIEFING = "briefing"
    CHILDREN = "children"
    EASY_READ = "easy-read"
    METHOD = "method"
    APPENDIX = "appendix"


class BlockKind(StrEnum):
    """A piece of a section."""

    HEADING = "heading"
    TEXT = "text"
    POINTS = "points"
    CHART = "chart"
    TABLE = "table"
    QUOTATION = "quotation"
    PICTURED = "pictured"


@dataclass(frozen=True)
class Block:
    """One piece: words, a list of `items`, or the id (`ref`) of a chart or table.

    `symbols` name a picture for each item of an Easy Read list.
    """

    kind: BlockKind
    text: str = ""
    items: tuple[str, ...] = ()
    ref: str = ""
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One page of the report; `locality` names the area a locality's page is about."""

    id: str
    kind: SectionKind
    title: str
    blocks: tuple[Block, ...]
    locality: str = ""


@dataclass(frozen=True)
class Printed:
    """One cell as it is printed; `value` is None where the cell has words or a hidden figure.

    `gauge` names the gauge a cell shows, whose sign and word are its text.
    """

    text: str
    value: int | None = None
    is_share: bool = False
    gauge: str = ""


@dataclass(frozen=True)
class PrintedTable:
    """A released table laid out for reading: a heading for each column, a heading cell a row."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Printed, ...], ...]
    base: str
    legend: str
    source: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: its label, what is written at its end, and its length (None: hidden)."""

    label: str
    shown: str
    value: int | None
    group: str = ""


@dataclass(frozen=True)
class Chart:
    """A bar chart with its message, in the order to be drawn; `tables` hold the same figures."""

    id: str
    title: str
    measured: str
    bars: tuple[Bar, ...]
    is_share: bool
    base: str
    tables: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of one questionnaire's run; `responses` is the figure as released."""

    survey: str
    survey_title: str
    title: str
    who: str
    kind: str
    responses: str
    first_on: str
    until: str
    version: str
    waiting: bool = False
    is_demonstration: bool = False


@dataclass(frozen=True)
class BoardReport:
    """A whole report; `release` is the name under which its figures are in the ledger."""

    title: str
    headline: str
    readership: Readership
    release: str
    surveys: tuple[Facts, ...]
    sections: tuple[Section, ...]
    charts: tuple[Chart, ...]
    tables: tuple[PrintedTable, ...]
    language: str = "en-GB"
    legend: str = ""
    composed: tuple[PrintedTable, ...] = ()
    """Tables that a section brings together from released ones: no sheet and no file of theirs."""

    def chart(self, chart_id: str) -> Chart:
        """Return a chart by its id."""
        return next(chart for chart in self.charts if chart.id == chart_id)

    def table(self, table_id: str) -> PrintedTable:
        """Return a table by its id."""
        return next(each for each in (*self.tables, *self.composed) if each.id == table_id)

    def has_file(self, table_id: str) -> bool:
        """Whether a table has a file and a sheet of its own."""
        return any(table.id == table_id for table in self.tables)


def text(words: str) -> Block:
    """Return a paragraph."""
    return Block(BlockKind.TEXT, words)


def heading(words: str) -> Block:
    """Return a heading within a section."""
    return Block(BlockKind.HEADING, words)


def points(items: list[str]) -> Block:
    """Return a list."""
    return Block(BlockKind.POINTS, items=tuple(items))


def pictured(lines: list[tuple[str, str]]) -> Block:
    """Return a list in which each item has a picture: (symbol, words)."""
    symbols, words = zip(*lines, strict=True) if lines else ((), ())
    return Block(BlockKind.PICTURED, items=tuple(words), symbols=tuple(symbols))
