"""One run of words, marked with its groups, and what holds in it: guards and negation."""

import re
from collections.abc import Sequence
from functools import cached_property

from analysis.cues import Cues, Rule
from analysis.patterns import Pattern
from analysis.spelling import END

NEAR = 10
"""Words before and after what a rule found in which a guard sets it aside."""
_WORDS_BEFORE = re.compile(rf"(?: \S+){{{NEAR}}} ?$")
_WORDS_AFTER = re.compile(rf" ?(?:\S+ ){{{NEAR}}}")


class Passage:
    """A run of words with its group letters.

    Attributes:
        words: as the lexicon spells them.
        features: those words and the groups they belong to, as `@name`.
    """

    def __init__(self, words: Sequence[str], cues: Cues) -> None:
        """Mark the words with their groups."""
        self.words = tuple(words)
        self._cues = cues
        self._text = cues.groups.mark(words)
        self._guarded: dict[tuple[str, str], bool] = {}
        self.features = cues.groups.features(words)

    def groups_of(self, word: str) -> frozenset[str]:
        """Return the names of the groups a word belongs to."""
        return self._cues.groups.names(word)

    def is_set_off(self, rule: Rule, pattern: Pattern) -> bool:
        """Return whether the pattern matches somewhere that no guard of its rule covers."""
        return any(
            not self._is_set_aside(rule, found) for found in pattern.regex.finditer(self._text)
        )

    def _is_set_aside(self, rule: Rule, found: re.Match[str]) -> bool:
        start = self._text.rfind(f" {END}/ ", 0, found.start()) + 1
        end = self._text.find(f" {END}/ ", max(found.end() - 1, 0))
        sentence = self._near(found, start, end + 1 if end >= 0 else len(self._text))
        if any(
            name.startswith("negated") and self._is_negated(name, found, start)
            for name in rule.guards
        ):
            return True
        return any(self.holds(name, sentence) for name in rule.guards if name in self._cues.guards)

    def _near(self, found: re.Match[str], start: int, end: int) -> str:
        """Return the sentence; of a long one, the words that stand near what was found."""
        before, after = self._text[start : found.start()], self._text[found.end() : end]
        first, last = _WORDS_BEFORE.search(before), _WORDS_AFTER.match(after)
        return self._text[
            start + (first.start() if first else 0) : found.end()
            + (last.end() if last else len(after))
        ]

    def holds(self, guard: str, sentence: str = "") -> bool:
        """Return whether a guard's pattern stands in the sentence, or anywhere in the passage."""
        sentence = sentence or self._text
        key = (guard, sentence)
        if key not in self._guarded:
            sentence = f" {sentence.strip()} "
            self._guarded[key] = any(
                pattern.regex.search(sentence) for pattern in self._cues.guards[guard]
            )
        return self._guarded[key]

    def _is_negated(self, name: str, found: re.Match[str], start: int) -> bool:
        before = self._text[max(start, found.start() - 60) : found.end()]
        if not self._negation.search(before):
            return False
        after = self._text[found.end() : found.end() + 30]
        return name != "negated" or not re.match(
            r"(?:\w\S* )?(?:anymore|since|much|now|unless|until)/", after
        )

    @property
    def has_negation(self) -> bool:
        """Whether an act is denied anywhere ("nobody hits me")."""
        return bool(self._negation.search(self._text))

    @cached_property
    def _negation(self) -> re.Pattern[str]:
        letters = self._cues.groups.letters
        negator, soft, act = (rf"\S+{letters[name]}\S* " for name in ("negator", "soft", "act"))
        return re.compile(rf"(?<= ){negator}(?:{soft}){{0,4}}{act}")
