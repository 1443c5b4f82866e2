"""Attack a release that follows a withdrawal, as somebody who kept the withdrawn one.

The attacker takes every reading of the texts for the same, knows how many people have gone, and
looks for anything that the new release tells of them and the copy did not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.attack import Attacker, Known, Surroundings, read_known
from analysis.cubes import AnyOf, Group
from analysis.dimensions import WAVE
from analysis.populations import READING
from benchmarks.suppression_cases import Broken

STAYED, GONE = "stayed", "gone"
SINCE = "since the copy"
Document = Mapping[str, Any]


def told_of_the_gone(
    copies: Sequence[Document], new: Sequence[Document], *, gone: int
) -> Iterator[Broken]:
    """Yield each group of which the new releases tell more of who has gone than the copies did.

    `gone` is how many people have, over all that each survey counts; nobody has come.
    """
    before, after = read_known(copies), read_known(new)
    for survey in sorted(before.keys() & after.keys()):
        asked = [_of(each, GONE, is_known=False) for each in after[survey].known]
        everybody = {WAVE: before[survey].surroundings.atoms[WAVE], SINCE: frozenset({GONE})}
        known = [
            *(_named(each) for each in before[survey].known),
            Known("all who have gone", survey, everybody, gone, gone),
        ]
        shown = [_of(each, STAYED) for each in after[survey].known]
        surroundings = _surroundings(before[survey], after[survey])
        weak = Attacker([*asked, *known], surroundings)
        strong = Attacker([*asked, *known, *shown], surroundings)
        for place, figure in enumerate(asked):
            found = weak.interval(place)
            if not strong.allows(place, low=found.low, high=found.high):
                yield Broken(figure.id, f"{found} by the copy, {strong.interval(place)} with both")


def _named(known: Known) -> Known:
    where = {READING.sub("", name): atoms for name, atoms in known.where.items()}
    return Known(known.id, known.survey, where, known.lower, known.upper)


def _of(known: Known, since: str, *, is_known: bool = True) -> Known:
    """Return a figure among those who stayed, or (not known) among those who have gone."""
    where = {**_named(known).where, SINCE: frozenset({since})}
    low, high = (known.lower, known.upper) if is_known else (0.0, float("inf"))
    return Known(f"{known.id} {since}", known.survey, where, low, high)


def _named_group(group: Group) -> Group:
    return tuple((READING.sub("", name), atoms) for name, atoms in group)


def _surroundings(*attackers: Attacker) -> Surroundings:
    atoms: dict[str, frozenset[str]] = {SINCE: frozenset({STAYED, GONE})}
    wider = set()
    for attacker in attackers:
        for name, each in attacker.surroundings.atoms.items():
            plain = READING.sub("", name)
            atoms[plain] = atoms.get(plain, frozenset()) | each
        for each in attacker.surroundings.wider:
            parts = tuple(sorted(_named_group(part) for part in each.parts))
            wider.add(AnyOf(_named_group(each.wide), parts, each.most))
    return Surroundings(atoms, tuple(sorted(wider)))
