"""Charts as data: which bars, what stands at their ends, and the same in words.

A chart is made of readings off published tables, so there is no true count in it to be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.publication import Published
from analysis.readings import Reading, about
from analysis.report_records import Bar, Chart

MOST_BARS = 6


def share_chart(
    title: str,
    readings: Sequence[tuple[str, Reading]],
    *,
    measured: str,
    base: str,
    groups: Sequence[str] = (),
) -> Chart:
    """Return a chart of percentages, in the order given; bars without a percentage say so.

    `readings` are (label, reading); `groups` names the group of each bar, where there are several.
    """
    bars = tuple(
        Bar(label, reading.short, reading.share, group)
        for (label, reading), group in zip(readings, groups or [""] * len(readings), strict=True)
    )
    return _described(Chart("", title, measured, bars, is_share=True, base=base, tables=()))


def describe(chart: Chart) -> str:
    """Return the words that stand in for a chart, from the same figures."""
    shown = [bar for bar in chart.bars if bar.value is not None]
    without = len(chart.bars) - len(shown)
    parts = [f"Bar chart of {chart.measured}. {chart.title}."]
    if shown:
        parts.append("; ".join(f"{_full_label(bar)}: {bar.shown}" for bar in shown) + ".")
    if without:
        names = ", ".join(_full_label(bar) for bar in chart.bars if bar.value is None)
        parts.append(f"Not drawn, because too few answered or to protect others: {names}.")
    parts.append(chart.base)
    return " ".join(parts)


def base_line(bases: Sequence[Published], who: str, dates: str) -> str:
    """Return the line beneath a chart: how many answered, who, and when."""
    shown = [each for each in bases if each.value is not None]
    if not shown:
        return f"Base: too few {who} to show; {dates}."
    low, high = min(shown, key=_value), max(shown, key=_value)
    count = about(low) if low.value == high.value else f"{about(low)} to {about(high)}"
    return f"Base: {count} {who}; {dates}."


def _value(figure: Published) -> int:
    return figure.value or 0


def _full_label(bar: Bar) -> str:
    return f"{bar.group}, {bar.label}" if bar.group else bar.label


def _described(chart: Chart) -> Chart:
    return replace(chart, description=describe(chart))
