"""Who took part, of whom: a response rate for a list, coverage for an open link, shape.

All of it is worked out from published counts and from numbers that somebody supplied.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.asked import Instrument
from analysis.denominators import Denominator
from analysis.designs import PLACE, TableKind
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
from analysis.statistics import StatisticsError, SurveyKind


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
                yield f"{choice.label}: not shown, to protect people."
            elif count.value <= invited:
                share = round(100 * count.value / invited)
                yield f"{choice.label}: {about(count)} of {invited:,} invited ({share}%)."


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
