"""Patterns over words, written so that a safeguarding lead can read and mend them.

A pattern is a line of words: `a|b` either word, `@name` any word of that group, `word?` may be
absent, `*3` up to three words of the same sentence between, `~6` up to six words, sentences apart
or not, `^` and `$` the ends of a sentence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern

from analysis.spelling import END

Features = frozenset[str]
Alternatives = tuple[str, ...]
"""Words or groups any of which will do: a tuple takes a quarter of a set's memory."""


class PatternError(ValueError):
    """A pattern in a lexicon cannot be read; says which, and why."""


@dataclass(frozen=True)
class Pattern:
    """One compiled pattern.

    Attributes:
        source: the line as written.
        needs: for each word that must be there, the words or groups (`@name`) any of which will do.
        anchor: the need that is met least often: the one that is looked up first.
        groups: those that the pattern may name.
    """

    source: str
    needs: tuple[Alternatives, ...]
    anchor: Alternatives
    groups: "Groups" = field(repr=False, compare=False)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regular expression, over text made by `mark`; made when wanted: most never are."""
        return re.compile(self.groups.expression(self.source))


class Groups:
    """Named groups of words, each known by a private-use letter put after its words."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        """Give each group its letter and each word its letters."""
        self.letters = {name: chr(0xE000 + place) for place, name in enumerate(groups)}
        self._members = {name: tuple(words) for name, words in groups.items()}
        self._alike: dict[Alternatives, Alternatives] = {}
        self._names: dict[str, list[str]] = {}
        for name, words in self._members.items():
            for word in words:
                self._names.setdefault(word, []).append(name)
        self._marked = {
            word: f"{word}/{''.join(self.letters[name] for name in names)}"
            for word, names in self._names.items()
        }

    def words(self) -> list[str]:
        """Return every word of every group."""
        return list(self._names)

    def names(self, word: str) -> frozenset[str]:
        """Return the names of the groups a word belongs to."""
        return frozenset(self._names.get(word, ()))

    def mark(self, words: Sequence[str]) -> str:
        """Return words as text that patterns match: each with a stroke and its groups' letters."""
        return f" {' '.join(self._marked.get(word) or word + '/' for word in words)} "

    def features(self, words: Iterable[str]) -> Features:
        """Return the words themselves and the groups they belong to, as `@name`."""
        distinct = set(words)
        return frozenset(distinct).union(
            *([f"@{name}" for name in self._names.get(word, ())] for word in distinct)
        )

    def compile(self, source: str) -> Pattern:
        """Return the pattern written in one line.

        Raises:
            PatternError: a group is unknown, or nothing in the pattern must be present.
        """
        needs = [need for _, need in self._items(source) if need]
        if not needs:
            raise PatternError(
                f"pattern “{source}” could match anything: give it a word that must be there"
            )
        return Pattern(source, tuple(needs), self._rarest(needs), self)

    def expression(self, source: str) -> str:
        """Return the regular expression of the pattern written in one line."""
        return r"(?<= )" + "".join(regex for regex, _ in self._items(source))

    def _items(self, source: str) -> list[tuple[str, Alternatives]]:
        return [self._item(item, source) for item in source.split()]

    def _rarest(self, needs: Iterable[Alternatives]) -> Alternatives:
        return min(needs, key=lambda need: sum(map(self._commonness, sorted(need))))

    def _commonness(self, feature: str) -> float:
        """Return how often a word or group is likely met: the shorter a word, the oftener."""
        words = self._members[feature[1:]] if feature[0] == "@" else (feature,)
        return sum(5.0 ** -len(word) for word in words)

    def _item(self, item: str, source: str) -> tuple[str, Alternatives]:
        if item[0] in "*~" and item[1:].isdigit():
            word = r"\w\S* " if item[0] == "*" else r"\S+ "
            return rf"(?:{word}){{0,{item[1:]}}}?", ()
        if item == "^":
            return r"(?:(?<=\./ )|(?<=^ ))", ()
        if item == "$":
            return r"(?:\./ |$)", ()
        optional = item.endswith("?")
        alternatives = tuple(map(intern, item.rstrip("?").split("|")))
        regex = f"(?:{'|'.join(self._alternative(word, source) for word in alternatives)})"
        if optional:
            return regex + "?", ()
        return regex, self._alike.setdefault(alternatives, alternatives)

    def _alternative(self, word: str, source: str) -> str:
        if word[0] != "@":
            return rf"{re.escape(word)}/\S* "
        if word[1:] not in self.letters:
            raise PatternError(
                f"pattern “{source}” names the group {word}, which the lexicon does not define"
            )
        return rf"\S+{self.letters[word[1:]]}\S* "


def windows(words: Sequence[str], *, size: int, step: int) -> list[Sequence[str]]:
    """Return overlapping runs of words: a long answer costs no more per word than a short one."""
    if len(words) <= size:
        return [words]
    return [words[start : start + size] for start in range(0, len(words) - size + step, step)]


def literal_words(sources: Iterable[str]) -> set[str]:
    """Return every word written out in patterns."""
    items = (item.rstrip("?") for source in sources for item in source.split())
    return {
        word for item in items for word in item.split("|") if word.isalnum() and item[0] not in "*~"
    } - {END}
