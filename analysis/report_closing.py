"""You said, we did; and recommendations, each with an owner and a date.

An ask without an answer is printed as such: silence is shown, never left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.closing import (
    ANSWERS,
    CHANGES,
    ReportedAsk,
    ask_lines,
    asks_of,
    full_sentence,
)
from analysis.report_gauges import item_gauge, priority_gauge
from analysis.report_material import Item, Material, Shelf, listed
from analysis.report_records import Block, Printed, Section, SectionKind, heading, points, text
from analysis.report_summary import item_sentence, weakest

NONE_YET = (
    "Nothing that was asked for after these surveys is on record yet. What young people, families "
    "and practitioners ask for belongs here, with an owner and a date."
)
HEAD = ("What", "It rests on", "Gauge", "Owner", "Due")
TO_BE_NAMED, TO_BE_SET = "To be named by the Board", "To be set by the Board"


def closing_sections(material: Material, shelf: Shelf) -> Iterator[Section]:
    """Yield what was asked and done, and what is recommended."""
    yield Section(
        "said-and-did",
        SectionKind.CLOSING,
        "You said, we did",
        tuple(_said_and_did(asks_of(material.asks))),
    )
    yield Section(
        "recommendations",
        SectionKind.CLOSING,
        "Recommendations",
        tuple(_recommended(material, shelf)),
    )


def _said_and_did(asks: Sequence[ReportedAsk]) -> Iterator[Block]:
    if not asks:
        yield text(NONE_YET)
        return
    overdue = [each for each in asks if each.is_overdue]
    waiting = [each for each in asks if not each.is_answered and not each.is_overdue]
    answered = [each for each in asks if each.is_answered]
    yield text(_tally(answered, waiting, overdue))
    groups = (
        ("Overdue: no answer by the day it was due", overdue),
        ("You said, we did", answered),
        ("Not due yet", waiting),
    )
    for title, group in groups:
        if group:
            yield heading(title)
            yield points(ask_lines(group))


def _tally(
    answered: Sequence[ReportedAsk],
    waiting: Sequence[ReportedAsk],
    overdue: Sequence[ReportedAsk],
) -> str:
    told = sum(1 for each in answered if each.told)
    parts = [
        f"{len(answered)} answered ({told} of them told to young people)",
        f"{len(waiting)} not due yet",
        f"{len(overdue)} overdue",
    ]
    return f"Asks on record: {listed(parts)}."


def _recommended(material: Material, shelf: Shelf) -> Iterator[Block]:
    """Yield what is recommended and what the findings propose: finding, gauge, owner, date."""
    chosen = [each for each in material.asks if each.is_recommendation]
    if chosen:
        rows = [_recommendation(material, each) for each in chosen]
        yield shelf.compose("Recommended so far", HEAD, rows)
    worst = weakest(material)
    if worst:
        rows = [_proposal(material, item) for item in worst]
        yield shelf.compose("For the Board to decide", HEAD, rows)
    elif not chosen:
        yield text("Nothing in these figures is large and sure enough to propose anything from.")


def _recommendation(material: Material, ask: ReportedAsk) -> list[Printed]:
    under = full_sentence(ask.evidence) if ask.evidence else ""
    state = " Overdue." if ask.is_overdue else ""
    if ask.is_answered:
        state = f" {ANSWERS[ask.answer]}: {full_sentence(ask.did)} {CHANGES[ask.changed]}"
    return [
        Printed(f"{full_sentence(ask.said)}{state}"),
        Printed(under),
        priority_gauge(material, ask.priority),
        Printed(ask.owner),
        Printed(ask.due),
    ]


def _proposal(material: Material, item: Item) -> list[Printed]:
    names = {each.id: each.name for each in material.frame.priorities}
    named = [names[each] for each in item.asked.priorities if each in names]
    return [
        Printed(f"What will be done? {listed(named)}".strip()),
        Printed(item_sentence(item)),
        item_gauge(material, item),
        Printed(TO_BE_NAMED),
        Printed(TO_BE_SET),
    ]
