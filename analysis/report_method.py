"""How the report was made and where its limits are; and the appendix with every table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from analysis.asked import Asked, Instrument
from analysis.report_gauges import rule_lines
from analysis.report_material import Material, Shelf
from analysis.report_records import Block, Section, SectionKind, heading, points, text
from analysis.rules import Audience, Mode


def method_section(material: Material) -> Section:
    """Return the notes on method and limits, and every question word for word."""
    blocks: list[Block] = [
        points([*_counting(material), *_suppression(material)]),
        *_gauges(material),
        heading("Limits"),
        points(list(_limits(material))),
    ]
    if material.refusals:
        blocks += [heading("Tables that are not shown"), points(list(material.refusals))]
    for instrument in material.instruments:
        words = f"Questions word for word: {instrument.title} (version {instrument.version})"
        blocks += [heading(words), points(list(_questions(instrument)))]
    return Section("method", SectionKind.METHOD, "How this report was made", tuple(blocks))


def appendix_section(material: Material, shelf: Shelf) -> Section:
    """Return the appendix: every released table."""
    tables = [shelf.table(each.table) for each in material.released]
    legend = "Percentages stand only where thirty or more answered; [x] marks where they do not."
    return Section("appendix", SectionKind.APPENDIX, "Every table", (text(legend), *tables))


def _gauges(material: Material) -> list[Block]:
    lines = list(rule_lines(material))
    return [heading("What the gauges mean"), points(lines)] if lines else []


def _counting(material: Material) -> Iterator[str]:
    yield (
        "Percentages are of those who answered a question. Those who skipped it, did not know or "
        "would rather not say stand apart and are counted beside each table."
    )
    yield "People are counted, not mentions: somebody who writes of a theme twice counts once."
    coding = material.coding
    if coding.codebook:
        yield f"Themes follow the codebook {coding.codebook}, with {coding.themes} themes."
    if coding.machine_share:
        yield coding.machine_share
    yield "Figures are not weighted, but for those that say that they are."
    yield "Every table stands on the web page and in the workbooks that come with this report."


def _suppression(material: Material) -> Iterator[str]:
    rule, audience = material.rule, material.readership.audience
    yield (
        f"Counts below {rule.threshold(audience)} are hidden, below "
        f"{rule.threshold(audience, harm_related=True)} where a question is about harm, and so is "
        "everything with fewer than "
        f"{rule.minimum_base} answers. Other counts are hidden where a small one could be worked "
        "out from them. All are marked [c]: fewer than the threshold, or hidden to protect others."
    )
    yield (
        f"Percentages are whole and need {rule.percentage_base} answers; with "
        f"{rule.minimum_base} to {rule.percentage_base - 1} there are counts only."
    )
    if rule.mode(audience) is Mode.ROUNDED:
        yield (
            f"All counts are rounded to the nearest {rule.rounding}, and percentages are worked "
            "out from rounded counts, so that parts may not add up."
        )
    kind = "anybody" if audience is Audience.PUBLIC else "members of the partnership"
    yield (
        f"This report is for {kind}. Every figure in it has been checked against all that was "
        "published before, so that no two reports together point at a person."
    )


def _limits(material: Material) -> Iterator[str]:
    yield (
        "People chose to answer. What they say stands for them; nothing here says how many others "
        "would say the same."
    )
    yield (
        "“Can be told apart” means that chance alone would rarely make so large a difference and "
        "that it is five points or more. It does not cover who chose to answer."
    )
    if any(each.who.is_young for each in material.instruments):
        yield "Children who had help to answer may have answered with their helper in mind."
    if any(facts.waiting for facts in material.facts):
        yield "Answers that came in after the last day of this report wait for the next one."
    if any(facts.is_demonstration for facts in material.facts):
        yield "This is a demonstration: every answer in it is invented."


def _questions(instrument: Instrument) -> Iterator[str]:
    """Yield every question word for word; those with the same answers share a line."""
    for (stem, choices), group in groupby(instrument.closed, key=_grid):
        rows = [each.wording for each in group]
        above = f"{stem}{_stop(stem)} " if stem else ""
        yield f"{above}{' / '.join(rows)} [{choices}]"
    for written in instrument.written:
        yield f"{written.wording} [own words]"


def _grid(asked: Asked) -> tuple[str, str]:
    return asked.stem, "; ".join(choice.label for choice in asked.choices)


def _stop(stem: str) -> str:
    return "" if stem.rstrip().endswith((":", "?", ".", "…")) else ":"
