"""All that a report is composed of: released tables, what was asked, and facts in words.

A `Shelf` gives every table and chart its number as the sections call for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.asked import Asked, Choice, Frame, Instrument
from analysis.closing import ReportedAsk
from analysis.denominators import Denominator
from analysis.designs import PRIORITY_PREFIX, TableKind, TablePlan, positive_answer
from analysis.printing import print_table
from analysis.publication import PublishableTable
from analysis.readings import Reading, ranked, read
from analysis.report_records import (
    Block,
    BlockKind,
    Chart,
    Facts,
    Printed,
    PrintedTable,
    Readership,
)
from analysis.rules import SuppressionRule

TWICE = 2


@dataclass(frozen=True)
class ReleasedTable:
    """A table of the release and the plan it was counted by."""

    plan: TablePlan
    table: PublishableTable


@dataclass(frozen=True)
class CodingFacts:
    """How the themes came about: the codebook, and the share of codings nobody looked at.

    `unread` says so in a sentence for whoever reads of themes, where there are any such.
    """

    codebook: str = ""
    machine_share: str = ""
    unread: str = ""
    themes: int = 0


@dataclass(frozen=True)
class Approved:
    """A quotation that its writer allowed and two people approved.

    `source` says who wrote it and what was asked, and never where, when or how old somebody is.
    """

    words: str
    source: str
    instrument: str
    question: str
    theme: str
    is_strength: bool = False


@dataclass(frozen=True)
class Material:
    """What `compose_report` turns into a report."""

    title: str
    readership: Readership
    release: str
    dates: str
    rule: SuppressionRule
    frame: Frame
    instruments: tuple[Instrument, ...]
    facts: tuple[Facts, ...]
    released: tuple[ReleasedTable, ...]
    coding: CodingFacts = CodingFacts()
    denominators: Mapping[str, Denominator] = field(default_factory=dict)
    earlier: tuple[Instrument, ...] = ()
    earlier_facts: tuple[Facts, ...] = ()
    refusals: tuple[str, ...] = ()
    quotations: tuple[Approved, ...] = ()
    asks: tuple[ReportedAsk, ...] = ()
    help_lines: tuple[str, ...] = ()
    priority: str = ""

    def dates_of(self, instruments: Iterable[Instrument]) -> str:
        """Return when the answers to some questionnaires came in; the whole span for several."""
        wanted = {each.key for each in instruments}
        both = zip(self.instruments, self.facts, strict=True)
        spans = {(facts.first_on, facts.until) for each, facts in both if each.key in wanted}
        if len(spans) != 1:
            return self.dates
        first, last = spans.pop()
        return span_words(first, last)

    def find(self, kind: TableKind, instrument: str, subject: str) -> PublishableTable | None:
        """Return a released table, or None when it was refused."""
        return self._by_key.get((kind, instrument, subject))

    @property
    def _by_key(self) -> Mapping[tuple[TableKind, str, str], PublishableTable]:
        return {(e.plan.kind, e.plan.instrument, e.plan.subject): e.table for e in self.released}


@dataclass(frozen=True)
class Item:
    """One scale question with the reading of its favourable answers over the whole area."""

    instrument: Instrument
    asked: Asked
    table: PublishableTable
    reading: Reading

    @property
    def words(self) -> str:
        """The answers counted, as they were offered."""
        return either(self.asked.positive)


@dataclass
class Shelf:
    """The tables and charts of a report, numbered in the order of the appendix and of use."""

    material: Material
    tables: list[PrintedTable] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    composed: list[PrintedTable] = field(default_factory=list)
    _ids: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, each in enumerate(self.material.released, start=1):
            table_id = f"table-{number}"
            printed = print_table(each.table, table_id, kind=each.plan.kind)
            self.tables.append(replace(printed, title=self._title(each)))
            self._ids[id(each.table)] = table_id

    def _title(self, released: ReleasedTable) -> str:
        """Return a table's title, with its survey's where two runs have one of the same title."""
        title = released.table.title
        runs = (*self.material.facts, *self.material.earlier_facts)
        if sum(1 for each in self.material.released if each.table.title == title) < TWICE:
            return title
        survey = released.plan.instrument.partition("/")[0]
        named = next((each.survey_title for each in runs if each.survey == survey), survey)
        return f"{title} ({named})"

    def show(self, chart: Chart, tables: Sequence[PublishableTable]) -> Block:
        """Add a chart that draws from tables, and return the block that shows it."""
        ids = tuple(dict.fromkeys(self._ids[id(table)] for table in tables))
        self.charts.append(replace(chart, id=f"chart-{len(self.charts) + 1}", tables=ids))
        return Block(BlockKind.CHART, ref=self.charts[-1].id)

    def compose(
        self,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[Printed]],
        *,
        note: str = "",
    ) -> Block:
        """Add a table that brings published figures together, and return the block that shows it.

        A row shorter than the heading is filled with empty cells.
        """
        table_id = f"composed-{len(self.composed) + 1}"
        filled = tuple((*row, *(Printed(""),) * (len(head) - len(row))) for row in rows)
        self.composed.append(PrintedTable(table_id, title, tuple(head), filled, "", note))
        return Block(BlockKind.TABLE, ref=table_id)

    def table(self, table: PublishableTable) -> Block:
        """Return the block that shows a table."""
        return Block(BlockKind.TABLE, ref=self._ids[id(table)])


def scale_items(material: Material, instrument: Instrument) -> Iterator[Item]:
    """Yield every scale question of a questionnaire whose table is released."""
    for asked in instrument.closed:
        table = material.find(TableKind.ANSWERS, instrument.key, asked.id)
        if asked.positive and table is not None:
            yield Item(instrument, asked, table, read(table, positive_answer(asked)))


def theme_readings(
    table: PublishableTable, *groups: str, priorities: bool = False
) -> list[Reading]:
    """Return the themes (or the priorities) mentioned, the largest first."""
    categories = table.measure.categories if table.measure else ()
    wanted = [each.id for each in categories if each.id.startswith(PRIORITY_PREFIX) == priorities]
    return ranked(read(table, answer, *groups) for answer in wanted)


def span_words(first: str, last: str) -> str:
    """Return two days as a span, what they share said once: 4 to 24 November 2019."""
    if first == last:
        return first
    (day, *month), (_, *until) = first.split(" ", 1), last.split(" ", 1)
    if month == until:
        return f"{day} to {last}"
    begun, year = first.rpartition(" ")[::2]
    return f"{begun} to {last}" if last.endswith(f" {year}") else f"{first} to {last}"


def either(choices: Sequence[Choice]) -> str:
    """Return answers as a reader would say them: “Always” or “Most of the time”."""
    return " or ".join(f"“{each.label}”" for each in choices)


def listed(words: Sequence[str]) -> str:
    """Return a list in words: one, two and three."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
