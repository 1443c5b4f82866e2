"""Who took part, of whom: a response rate for a list, coverage for an open link, shape, weights.

All of it is worked out from published counts and from numbers that somebody supplied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from analysis.asked import Instrument
from analysis.denominators import Denominator
from analysis.designs import OTHER, PLACE, POSITIVE, TableKind
from analysis.dimensions import ALL
from analysis.publication import PublishableTable
from analysis.readings import about, base_of, read
from analysis.report_material import Material
from analysis.response_rates import (
    Outcomes,
    coverage,
    is_unlike,
    representation,
    response_rate_1,
    response_rate_2,
)
from analysis.statistics import Share, StatisticsError, SurveyKind
from analysis.weighting import (
    Margin,
    Weights,
    is_notable,
    weight_replies,
    weighted_share,
)

MOST_REPLIES = 20_000
LOCALITY = "locality"


def participation(material: Material, instrument: Instrument) -> Iterator[str]:
    """Yield what may be said of who took part, by the kind of survey."""
    table = material.find(TableKind.RESPONSES, instrument.key, PLACE)
    given = material.denominators.get(instrument.key)
    if table is None or given is None or base_of(table).value is None:
        return
    came = base_of(table).value or 0
    if given.kind is SurveyKind.OPEN:
        yield from _coverage(material, instrument, given, table)
    elif "" in given.invited:
        yield _rate(given, came)


def agencies(material: Material, instrument: Instrument) -> Iterator[str]:
    """Yield the response of each group whose number invited is known, by its published count."""
    given = material.denominators.get(instrument.key)
    for asked in instrument.closed if given else ():
        table = material.find(TableKind.ANSWERS, instrument.key, asked.id)
        for choice in asked.answers if table else ():
            invited = given.invited.get(choice.code) if given else None
            if table is None or invited is None:
                continue
            count = read(table, choice.code).count
            if count.value is None:
                yield f"{choice.label}: too few to show."
            elif count.value <= invited:
                share = round(100 * count.value / invited)
                yield f"{choice.label}: {about(count)} of {invited:,} invited ({share}%)."


def weighted(material: Material, instrument: Instrument) -> Iterator[str]:
    """Yield weighted figures beside the others, where a survey declares its margins."""
    given = material.denominators.get(instrument.key)
    if given is None or given.weighted_by != LOCALITY or not given.residents:
        return
    found = list(_weighted_items(material, instrument, given))
    if not found:
        yield "Weighting was asked for, and too few answered in some locality for it."
        return
    first = found[0][1]
    sizes = [round(each.effective_size) for _, each, _, _ in found]
    yield (
        f"Weighted to where children live (raking to {LOCALITY}, weights held from 0.3 to 3): an "
        f"effective size of {min(sizes):,} to {max(sizes):,}; {first.trimmed} weights were held."
    )
    moved = 0
    for wording, _, plain, heavy in found:
        if is_notable(plain, heavy):
            moved += 1
            yield (
                f"“{wording}”: {round(100 * plain.value)}% unweighted, "
                f"{round(100 * heavy.value)}% weighted, because the localities answered in other "
                "shares than they have children."
            )
    if not moved:
        yield "Weighting moves no figure by more than 5 points, so unweighted figures are printed."


def _coverage(
    material: Material, instrument: Instrument, given: Denominator, table: PublishableTable
) -> Iterator[str]:
    everybody = sum(given.residents.values())
    came = base_of(table)
    if not everybody or came.value is None:
        return
    share = 100 * coverage(came.value, residents=everybody, kind=given.kind)
    low, high = instrument.ages
    yield (
        f"Coverage: {about(came)} of {everybody:,} aged {low} to {high} who live here, "
        f"{share:.1f} in every 100 ({given.source}). This is no response rate."
    )
    for locality in material.frame.localities:
        count, people = base_of(table, locality.id), given.residents.get(locality.id, 0)
        if not count.value or not people:
            continue
        ratio = representation(
            count.value, of_replies=came.value, people=people, of_people=everybody
        )
        if is_unlike(ratio):
            word = "less" if ratio < 1 else "more"
            yield f"{locality.name} is heard {word} than its share of children ({ratio:.1f} of it)."


def _rate(given: Denominator, came: int) -> str:
    invited = given.invited[""]
    if given.kind is SurveyKind.PANEL:
        return f"{came} of {invited} members took part."
    try:
        outcomes = Outcomes.of_invited(invited=invited, complete=came)
    except StatisticsError as error:
        return str(error)
    first = round(100 * response_rate_1(outcomes, kind=given.kind))
    second = round(100 * response_rate_2(outcomes, kind=given.kind))
    return (
        f"Response rate: {came:,} of {invited:,} invited (AAPOR RR1 {first}%, RR2 {second}%: "
        "whoever stopped before the end is not kept, so that both are the same). "
        f"The number invited is from {given.supplied}."
    )


def _weighted_items(
    material: Material, instrument: Instrument, given: Denominator
) -> Iterator[tuple[str, Weights, Share, Share]]:
    for asked in instrument.closed:
        table = material.find(TableKind.POSITIVE_BY_LOCALITY, instrument.key, asked.id)
        counts = _counts(table, given) if table else None
        if counts is None:
            continue
        replies, positive = _replies(counts)
        margin = Margin(LOCALITY, {each: float(n) for each, n in given.residents.items()})
        weights = weight_replies(replies, [margin])
        plain = Share(float(positive.sum()), float(positive.size))
        yield asked.wording, weights, plain, weighted_share(positive, weights.values)


def _counts(table: PublishableTable, given: Denominator) -> dict[str, tuple[int, int]] | None:
    """Return (favourable, other) by locality as published; None where any is hidden."""
    found = {}
    for group in table.dimensions[0].ids:
        if group == ALL or group not in given.residents:
            continue
        pair = read(table, POSITIVE, group).count.value, read(table, OTHER, group).count.value
        if pair[0] is None or pair[1] is None:
            return None
        found[group] = (pair[0], pair[1])
    return found if found.keys() == given.residents.keys() else None


def _replies(
    counts: Mapping[str, tuple[int, int]],
) -> tuple[list[Mapping[str, str | None]], np.typing.NDArray[np.bool_]]:
    """Return one reply for each counted, or fewer in the same proportions where they are many."""
    total = sum(map(sum, counts.values()))
    part = min(1.0, MOST_REPLIES / max(1, total))
    replies: list[Mapping[str, str | None]] = []
    positive: list[bool] = []
    for group, (yes, no) in counts.items():
        for count, is_positive in ((yes, True), (no, False)):
            many = round(count * part)
            replies += [{LOCALITY: group}] * many
            positive += [is_positive] * many
    return replies, np.array(positive, dtype=bool)
