"""Gauges in a report: each priority by the answer that is weakest, each risk by its items.

Beside every gauge stands the figure it rests on, with its base.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.asked import Instrument, Label
from analysis.gauges import RULE, Gauge, gauge_of, mean_share
from analysis.report_material import Item, Material, Shelf, scale_items
from analysis.report_records import Block, Printed
from analysis.report_trends import changes_of
from analysis.statistics import Change

HEAD = ("Priority", "Gauge", "The weakest answer under it")
RISK_HEAD = ("What practitioners say", "Gauge", "Favourable", "Risk")
SHORT_RULE = "▼ below 60% and down; ◆ below 60%, or down; ● 60% or more and not down."


def priority_gauges(material: Material, shelf: Shelf) -> list[Block]:
    """Return the table of priorities with their gauges; none where there are no priorities."""
    rows = [_priority_row(material, each) for each in material.frame.priorities]
    if not rows:
        return []
    title = "How each priority stands, by its weakest answer"
    return [shelf.compose(title, HEAD, rows, note=_note(material))]


def risk_gauges(material: Material, shelf: Shelf, instrument: Instrument) -> list[Block]:
    """Return the table of the risks that a questionnaire follows."""
    items = [each for each in scale_items(material, instrument) if each.asked.risk]
    risks = sorted({each.asked.risk for each in items})
    if not risks:
        return []
    rows = [
        _risk_row(material, risk, [each for each in items if each.asked.risk == risk])
        for risk in risks
    ]
    title = "The risks that the partners named, as practitioners see them"
    return [shelf.compose(title, RISK_HEAD, rows, note=_note(material))]


def item_gauge(material: Material, item: Item) -> Printed:
    """Return the gauge of one question, ready for a cell."""
    return _cell(gauge_of([item.reading], [_change(material, item)]))


def priority_gauge(material: Material, priority: str) -> Printed:
    """Return the gauge of a priority, ready for a cell."""
    item = weakest_of(material, priority)
    return item_gauge(material, item) if item else _cell(Gauge.NONE)


def weakest_of(material: Material, priority: str) -> Item | None:
    """Return the question with the least favourable answers: the young's, else anybody's."""
    items = [
        each
        for instrument in material.instruments
        for each in scale_items(material, instrument)
        if priority in each.asked.priorities and mean_share([each.reading]) is not None
    ]
    young = [each for each in items if each.instrument.who.is_young]
    return min(young or items, key=lambda each: each.reading.share or 0, default=None)


def rule_lines(material: Material) -> Iterator[str]:
    """Yield the rule of the gauges, as it is published with them."""
    if material.frame.priorities:
        yield "Gauges are set by these thresholds alone, on the weakest answer under a priority."
        yield from RULE


def _priority_row(material: Material, priority: Label) -> list[Printed]:
    item = weakest_of(material, priority.id)
    if item is None:
        words = "Too few answered a question about it, or none was asked."
        return [Printed(priority.name), _cell(Gauge.NONE), Printed(words)]
    return [
        Printed(priority.name),
        item_gauge(material, item),
        Printed(f"“{item.asked.wording}”: {_figure(material, item)}"),
    ]


def _risk_row(material: Material, risk: str, items: Sequence[Item]) -> list[Printed]:
    readings = [each.reading for each in items]
    gauge = gauge_of(readings, [_change(material, each) for each in items])
    words = "; ".join(f"“{each.asked.wording}”" for each in items)
    figures = "; ".join(_figure(material, each) for each in items)
    mean = mean_share(readings)
    if len(items) > 1 and mean is not None:
        figures = f"{figures}. Mean: {round(mean)}%"
    return [Printed(words), _cell(gauge), Printed(figures), Printed(risk)]


def _figure(material: Material, item: Item) -> str:
    """Return a figure, its base and, where there is one, the change since an earlier survey."""
    said = f"{item.reading.words} {item.instrument.who}"
    change = _change(material, item)
    if change is None:
        return said
    if not change.is_change:
        return f"{said}; no change that can be told from chance"
    return f"{said}; {'up' if change.points > 0 else 'down'} {abs(round(change.points))} points"


def _change(material: Material, item: Item) -> Change | None:
    return changes_of(material, item.instrument).get(item.asked.id)


def _note(material: Material) -> str:
    if material.earlier:
        return SHORT_RULE
    return f"{SHORT_RULE} There is no earlier survey here, so nothing can be called down."


def _cell(gauge: Gauge) -> Printed:
    return Printed(gauge.words, gauge=gauge.value)
