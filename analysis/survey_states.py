"""Which responses and which codings the counts of a survey rest on, wave by wave.

Themes counted after coders read on are another reading: another thing counted, of the same people.
Where the people are others, or it is not known, nothing is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class WaveState:
    """What was counted in one wave: how many responses, and digests of which and how coded.

    It goes into no release: it tells exactly how many responses there are.
    """

    responses: int
    people: str
    coding: str


@dataclass(frozen=True)
class SurveyState:
    """The waves of a survey as counted; `reading` is 0 where no theme was shown."""

    reading: int
    waves: Mapping[str, WaveState]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values; `state_from_json` reads them back."""
        waves = {
            wave: [each.responses, each.people, each.coding]
            for wave, each in sorted(self.waves.items())
        }
        return {"reading": self.reading, "waves": waves}

    def shared(self, waves: Mapping[str, WaveState]) -> Iterator[tuple[str, WaveState, WaveState]]:
        """Yield each wave that both count, as it was here and as it is in the other."""
        for wave in sorted(self.waves.keys() & waves.keys()):
            yield wave, self.waves[wave], waves[wave]

    def has_the_people_of(self, waves: Mapping[str, WaveState]) -> bool:
        """Say whether shared waves hold the same responses."""
        return all(mine.people == theirs.people for _, mine, theirs in self.shared(waves))

    def is_read_like(self, waves: Mapping[str, WaveState]) -> bool:
        """Say whether there are shared waves, and all hold the same responses, coded the same."""
        shared = list(self.shared(waves))
        return bool(shared) and all(mine == theirs for _, mine, theirs in shared)


def state_from_json(plain: Mapping[str, Any]) -> SurveyState:
    """Return a state from its plain values."""
    waves = {wave: WaveState(*each) for wave, each in plain["waves"].items()}
    return SurveyState(plain["reading"], waves)


def choose_reading(
    standing: Iterable[SurveyState | None],
    withdrawn: Iterable[SurveyState | None],
    waves: Mapping[str, WaveState],
) -> int:
    """Return the number of the reading that the themes of some waves are counted in.

    `standing` and `withdrawn` are the states in which a survey was released, in order; None where
    an old entry does not tell. A reading that is out already keeps its number, as its figures stay
    linked with those of later waves. Another gets the next, unless responses have gone or come
    since: then themes cannot be told to differ by their coding alone, and stay linked.
    """
    out = list(standing)
    known = [each for each in out if each is not None]
    gone = [each for each in withdrawn if each is not None]
    alike = [each for each in (*gone, *known) if each.reading and each.is_read_like(waves)]
    latest = max((each.reading for each in known), default=0)
    if None in out or not all(each.has_the_people_of(waves) for each in known):
        return max(1, latest)
    if alike:
        return alike[-1].reading
    return max((each.reading for each in (*gone, *known)), default=0) + 1
