"""Weighted figures beside the others: raked to localities, or to localities and ages at once.

They are worked out from published counts alone, so a weight tells nothing that a table does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analysis.ages import AGE, OTHER_AGES, age_question
from analysis.asked import Asked, Instrument
from analysis.denominators import Denominator
from analysis.designs import OTHER, POSITIVE, TableKind
from analysis.dimensions import ALL
from analysis.publication import PublishableTable
from analysis.readings import read
from analysis.report_material import Material, listed
from analysis.statistics import Share, StatisticsError
from analysis.weighting import (
    Margin,
    Weights,
    is_notable,
    weight_replies,
    weighted_share,
)

MOST_REPLIES = 20_000
LOCALITY = "locality"
NOTHING = {
    1: "Weighting was asked for, and too few answered in some locality for it.",
    2: (
        "Weighting by locality and age was asked for, and counts that it needs are hidden: too few "
        "of some age answered in some locality. Weight by locality alone, or ask more people."
    ),
}
Groups = tuple[str, ...]


@dataclass(frozen=True)
class Heavy:
    """One item's favourable share, plain and weighted, with the weights."""

    wording: str
    weights: Weights
    plain: Share
    share: Share


def weighted(material: Material, instrument: Instrument) -> Iterator[str]:
    """Yield weighted figures beside the others, where a survey declares its margins."""
    given = material.denominators.get(instrument.key)
    if given is None or LOCALITY not in given.weighted_by or not given.residents:
        return
    margins = _margins(material, instrument, given)
    if AGE in given.weighted_by and AGE not in (each.name for each in margins):
        yield "Nobody knows how many live here of each age asked, so only the locality weights."
    try:
        found = list(_items(material, instrument, margins))
    except StatisticsError as error:
        yield f"Weighting was asked for, and refused. {error}"
        return
    if not found:
        yield NOTHING[len(margins)]
        return
    yield from _said(found, margins)


def _said(found: list[Heavy], margins: list[Margin]) -> Iterator[str]:
    sizes = [round(each.weights.effective_size) for each in found]
    rounds = max(each.weights.rounds for each in found)
    names = listed([each.name for each in margins])
    yield (
        f"Weighted to where children live{' and how old they are' if len(margins) > 1 else ''} "
        f"(raking to {names}, at most {rounds} rounds until no weight changes in the tenth "
        f"decimal, weights held from 0.3 to 3): an effective size of "
        f"{min(sizes):,} to {max(sizes):,}; {found[0].weights.trimmed} weights were held."
    )
    yield from dict.fromkeys(note for each in found for note in each.weights.notes)
    moved = [each for each in found if is_notable(each.plain, each.share)]
    for each in moved:
        yield (
            f"“{each.wording}”: {round(100 * each.plain.value)}% unweighted, "
            f"{round(100 * each.share.value)}% weighted, because those who answered are spread "
            f"over {names} otherwise than the children who live here."
        )
    if not moved:
        yield "Weighting moves no figure by more than 5 points, so unweighted figures are printed."


def _margins(material: Material, instrument: Instrument, given: Denominator) -> list[Margin]:
    """Return the margins with the names that a reader knows their groups by."""
    places = {each.id: each.name for each in material.frame.localities}
    found = [Margin(LOCALITY, {places[key]: float(n) for key, n in given.residents.items()})]
    asked = age_question(instrument)
    if AGE in given.weighted_by and given.ages and asked:
        labels = {each.code: each.label for each in asked.answers}
        found.append(Margin(AGE, {labels[code]: float(n) for code, n in given.ages.items()}))
    return found


def _items(material: Material, instrument: Instrument, margins: list[Margin]) -> Iterator[Heavy]:
    for asked in instrument.closed:
        counts = _counts(material, instrument, asked, margins)
        if counts is None:
            continue
        replies, positive = _replies(counts, [each.name for each in margins])
        weights = weight_replies(replies, margins)
        plain = Share(float(positive.sum()), float(positive.size))
        yield Heavy(asked.wording, weights, plain, weighted_share(positive, weights.values))


def _counts(
    material: Material, instrument: Instrument, asked: Asked, margins: list[Margin]
) -> dict[Groups, tuple[int, int]] | None:
    """Return (favourable, other) of every combination as published; None where any is hidden."""
    kind = (
        TableKind.POSITIVE_BY_LOCALITY
        if len(margins) == 1
        else TableKind.POSITIVE_BY_LOCALITY_AND_AGE
    )
    table = material.find(kind, instrument.key, asked.id)
    if table is None:
        return None
    found = {}
    for groups in _combinations(table):
        counts = [read(table, answer, *groups).count.value for answer in (POSITIVE, OTHER)]
        named = tuple(
            dimension.category(group).label
            for dimension, group in zip(table.dimensions, groups, strict=True)
        )
        if any(name not in margin.people for name, margin in zip(named, margins, strict=True)):
            continue
        if counts[0] is None or counts[1] is None:
            return None
        found[named] = (counts[0], counts[1])
    return found or None


def _combinations(table: PublishableTable) -> Iterator[Groups]:
    ids = [[e for e in each.ids if e not in (ALL, OTHER_AGES)] for each in table.dimensions]
    yield from product(*ids)


def _replies(
    counts: Mapping[Groups, tuple[int, int]], names: list[str]
) -> tuple[list[Mapping[str, str | None]], NDArray[np.bool_]]:
    """Return one reply for each counted, or fewer in the same proportions where they are many."""
    total = sum(map(sum, counts.values()))
    part = min(1.0, MOST_REPLIES / max(1, total))
    replies: list[Mapping[str, str | None]] = []
    positive: list[bool] = []
    for groups, (yes, no) in counts.items():
        for count, is_positive in ((yes, True), (no, False)):
            many = round(count * part)
            replies += [dict(zip(names, groups, strict=True))] * many
            positive += [is_positive] * many
    return replies, np.array(positive, dtype=bool)
