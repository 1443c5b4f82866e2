"""Year on year: which items are the same, reworded or new, and what may be called a change.

Only items asked with the same words and the same answers are compared; a reworded one is a break.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.asked import Asked, Instrument
from analysis.comparing import Seen, compare_seen
from analysis.readings import Reading
from analysis.statistics import Change


class Standing(StrEnum):
    """How an item stands to the one asked before."""

    SAME = "same"
    REWORDED = "reworded"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Registered:
    """One item of two runs of a questionnaire; `before` or `now` is missing where not asked."""

    item: str
    standing: Standing
    now: Asked | None
    before: Asked | None


def register(now: Instrument, before: Instrument) -> list[Registered]:
    """Return how every closed item of two runs stands, in the order asked, dropped ones last."""
    earlier = {_key(each): each for each in before.closed}
    current = {_key(each): each for each in now.closed}
    found = [_registered(each, earlier.get(_key(each))) for each in now.closed]
    gone = [each for key, each in earlier.items() if key not in current]
    return [*found, *(Registered(_key(each), Standing.DROPPED, None, each) for each in gone)]


def is_same(now: Asked, before: Asked) -> bool:
    """Say whether two items were asked alike: words, answers offered, and which are favourable."""
    return _words(now) == _words(before) and _offered(now) == _offered(before)


def earlier_runs(instrument: Instrument, earlier: Iterable[Instrument]) -> list[Instrument]:
    """Return the earlier runs of the same questionnaire, as given; ages are never merged."""
    return [
        each
        for each in earlier
        if each.questionnaire == instrument.questionnaire and each.key != instrument.key
    ]


def change_of(before: Reading, now: Reading) -> Change | None:
    """Return the change between two published readings, or None where either has no percentage."""
    if before.share is None or now.share is None:
        return None
    return compare_seen(Seen.of(before.count, before.base), Seen.of(now.count, now.base))


def _registered(now: Asked, before: Asked | None) -> Registered:
    if before is None:
        return Registered(_key(now), Standing.NEW, now, None)
    standing = Standing.SAME if is_same(now, before) else Standing.REWORDED
    return Registered(_key(now), standing, now, before)


def _key(asked: Asked) -> str:
    """Return the stable key of an item; a row of a grid is told apart by its question too."""
    return f"{asked.item}/{asked.id}" if asked.stem else asked.item


def _words(asked: Asked) -> tuple[str, str]:
    return _plain(asked.stem), _plain(asked.wording)


def _plain(words: str) -> str:
    return " ".join(words.split())


def _offered(asked: Asked) -> Sequence[tuple[str, str, bool, bool]]:
    return [
        (each.code, _plain(each.label), each.is_positive, each.missing is None)
        for each in asked.choices
    ]


def counted_by(found: Iterable[Registered]) -> Mapping[Standing, int]:
    """Return how many items stand how."""
    listed = list(found)
    return {each: sum(1 for item in listed if item.standing is each) for each in Standing}


def reworded(found: Iterable[Registered]) -> Iterator[tuple[str, str]]:
    """Yield the words before and the words now of every item that was reworded."""
    for each in found:
        if each.standing is Standing.REWORDED and each.now and each.before:
            yield each.before.wording, each.now.wording
