"""The report for children, and its Easy Read twin: the same findings, said twice.

What you told us; what we did; what we cannot do, and why; where help is. Good things come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.charts import describe
from analysis.closing import ReportedAsk, asks_of, full_sentence
from analysis.report_easy_read import easy_read_sections
from analysis.report_material import Material, Shelf
from analysis.report_records import (
    Bar,
    Block,
    Chart,
    Section,
    SectionKind,
    heading,
    points,
    text,
)
from analysis.told import CHANGED, Finding, Told, how_many, told_by_each

SORTED_BY_MACHINE = "A computer sorted your words. People have not checked all of them yet."
TOO_FEW = "Too few people answered for us to show more. Your answers still count."


def children_sections(material: Material, shelf: Shelf) -> Iterator[Section]:
    """Yield the children's version, then the Easy Read twin from the same findings."""
    told = list(told_by_each(material))
    asks = [each for each in asks_of(material.asks) if each.child_said]
    yield from _child_friendly(material, shelf, told, asks)
    yield from easy_read_sections(material, told, asks)


def _child_friendly(
    material: Material, shelf: Shelf, told: Sequence[Told], asks: Sequence[ReportedAsk]
) -> Iterator[Section]:
    blocks: list[Block] = [text("You told us what you think. Thank you! This is what you said.")]
    for each in told:
        blocks += _group(material, shelf, each)
    yield Section("told", SectionKind.CHILDREN, "What you told us", tuple(blocks))
    done = [*_promises(asks), *_help(material), *_how(material)]
    yield Section("done", SectionKind.CHILDREN, "What happens now", tuple(done))


def _group(material: Material, shelf: Shelf, told: Told) -> list[Block]:
    who = told.instrument.who
    blocks: list[Block] = [
        heading(told.instrument.title),
        text(f"{how_many(told)} {who} answered."),
    ]
    if told.good:
        blocks += [heading("What is good"), points([_sentence(each) for each in told.good])]
    if told.hard:
        blocks += [
            heading("What could be better"),
            points([_sentence(each) for each in told.hard]),
        ]
    if told.good or told.hard:
        blocks.append(_chart(material, shelf, told))
    else:
        blocks.append(text(TOO_FEW))
    if told.wrote:
        blocks += [heading("In your own words"), text("You wrote most about these.")]
        blocks.append(points(list(told.wrote)))
        if material.coding.unread:
            blocks.append(text(SORTED_BY_MACHINE))
    return blocks


def _sentence(finding: Finding) -> str:
    """Return what was asked, then how many said what: two short sentences, not one long one."""
    amount = finding.amount[0].upper() + finding.amount[1:]
    return f"“{finding.asked}” {amount}: {finding.answered}."


def _chart(material: Material, shelf: Shelf, told: Told) -> Block:
    """Draw what is good and what could be better, each bar with its words at the end."""
    findings = [*told.good, *reversed(told.hard)]
    bars = tuple(
        Bar(each.item.asked.wording, each.amount.replace(" every", ""), each.item.reading.share)
        for each in findings
    )
    chart = Chart(
        "",
        "The longer the bar, the more of you said it",
        "how many gave a good answer",
        bars,
        is_share=True,
        base=f"{how_many(told)} {told.instrument.who} answered; {material.dates}.",
        tables=(),
    )
    return shelf.show(replace(chart, description=describe(chart)), told.tables)


def _promises(asks: Sequence[ReportedAsk]) -> Iterator[Block]:
    """Yield what is done, what cannot be done and why, and what is still to be answered."""
    done = [each for each in asks if each.answer in ("yes", "partly")]
    cannot = [each for each in asks if each.answer == "no"]
    late = [each for each in asks if each.is_overdue]
    waiting = [each for each in asks if not each.is_answered and not each.is_overdue]
    groups: tuple[tuple[str, list[str]], ...] = (
        ("You said, we did", [_did(each) for each in done]),
        ("What we cannot do, and why", [_did(each) for each in cannot]),
        (
            "We are late with these. Sorry",
            [f"{_said(each)} We had to answer by {each.due}." for each in late],
        ),
        (
            "We will answer these",
            [f"{_said(each)} We will answer by {each.due}." for each in waiting],
        ),
    )
    for title, lines in groups:
        if lines:
            yield heading(title)
            yield points(lines)
    if not asks:
        yield heading("You said, we did")
        yield text("We do not know yet what we will do. We will tell you here.")


def _did(ask: ReportedAsk) -> str:
    return f"{_said(ask)} We say: {full_sentence(ask.child_did or ask.did)} {CHANGED[ask.changed]}"


def _said(ask: ReportedAsk) -> str:
    return f"You said: {full_sentence(ask.child_said)}"


def _help(material: Material) -> Iterator[Block]:
    if material.help_lines:
        yield heading("If you want help now")
        yield points(list(material.help_lines))


def _how(material: Material) -> Iterator[Block]:
    yield heading("How we made this")
    yield points(
        [
            "We counted answers. We never show who said what.",
            "Where few people answered, we show no number.",
            f"Numbers here are rounded. You answered from {material.dates}.",
        ]
    )
