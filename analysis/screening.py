"""Fast rules that raise a safeguarding concern: words in, level and reasons out.

Pure Python and quick, because it runs in the same transaction as the response it reads. A rule only
ever moves an answer up the queue; a trained person reads every answer all the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.cues import Cues, Level, Rule, load_cues
from analysis.passages import Passage
from analysis.patterns import Features, Pattern, windows

WINDOW, STEP = 60, 40
"""Words read at once, and how far on the next run starts; no pattern spans the overlap."""


@dataclass(frozen=True)
class Screening:
    """What screening says of one text.

    Attributes:
        level: T0 (no concern) to T3 (danger now).
        score: 0 to 1, for order within a level; not a probability.
        reasons: why, in plain words that quote nothing, most urgent first.
    """

    level: Level
    score: float
    reasons: tuple[str, ...] = ()

    @property
    def is_raised(self) -> bool:
        """Whether a person must read it the same working day."""
        return self.level >= Level.T2


def screen(text: str, *, age_band: str = "") -> Screening:
    """Return what the fast rules say of a text.

    Args:
        text: one free-text answer, any length.
        age_band: the writer's age band where known; the rules are the same for all ages.
    """
    del age_band
    return summarise(screener().matches(text))


def summarise(rules: Sequence[Rule]) -> Screening:
    """Return the screening that a set of matched rules amounts to."""
    if not rules:
        return Screening(Level.T0, 0.0)
    ordered = sorted(rules, key=lambda rule: -rule.level)
    level = ordered[0].level
    score = min(0.99, {1: 0.3, 2: 0.6, 3: 0.9}[level] + 0.03 * (len(ordered) - 1))
    return Screening(level, round(score, 2), tuple(dict.fromkeys(rule.reason for rule in ordered)))


def prepare() -> None:
    """Load the lexicon now; a web worker calls this at its start, so that no respondent waits."""
    screener()


@cache
def screener() -> "Screener":
    """Return the screener of the shipped lexicon, made once."""
    return Screener(load_cues())


class Screener:
    """The rules of one lexicon, indexed by the words that could set them off."""

    def __init__(self, cues: Cues) -> None:
        """Index every pattern under the words of the need that is met least often."""
        self._cues = cues
        self._index: dict[str, list[tuple[Rule, Pattern]]] = {}
        for rule in cues.rules:
            for pattern in rule.patterns:
                entry = (rule, pattern)
                for feature in pattern.anchor:
                    self._index.setdefault(feature, []).append(entry)

    def matches(self, text: str) -> list[Rule]:
        """Return the rules that a text sets off, in no particular order."""
        found: dict[str, Rule] = {}
        for passage in self.passages(text):
            self._add_matches(passage, found)
        return list(found.values())

    def rules_of(self, passage: Passage) -> list[Rule]:
        """Return the rules that one passage sets off."""
        found: dict[str, Rule] = {}
        self._add_matches(passage, found)
        return list(found.values())

    def _add_matches(self, passage: Passage, found: dict[str, Rule]) -> None:
        for rule, pattern in self._candidates(passage.features):
            if rule.id not in found and passage.is_set_off(rule, pattern):
                found[rule.id] = rule

    def passages(self, text: str) -> Iterator[Passage]:
        """Yield the distinct runs of words a text is read in."""
        words = self._cues.words(text)
        for run in dict.fromkeys(map(tuple, windows(words, size=WINDOW, step=STEP))):
            yield Passage(run, self._cues)

    def _candidates(self, features: Features) -> Iterator[tuple[Rule, Pattern]]:
        for feature in sorted(features & self._index.keys()):
            for rule, pattern in self._index[feature]:
                if not any(map(features.isdisjoint, pattern.needs)):
                    yield rule, pattern
