"""The screening lexicon: groups of words, rules of concern and the guards that set a rule aside.

Read from `lexicons/screening.yaml` and `lexicons/spelling.yaml`, which a safeguarding lead can
read and mend.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from analysis.patterns import Groups, Pattern, PatternError, literal_words
from analysis.spelling import LEXICONS, Speller


class Level(IntEnum):
    """How soon a person must read an answer; each level is more urgent than the one before."""

    T0 = 0
    T1 = 1
    T2 = 2
    T3 = 3


class LexiconError(ValueError):
    """A lexicon file cannot be used; says which file, which entry and what to do."""


@dataclass(frozen=True)
class Rule:
    """One reason to be concerned.

    Attributes:
        id: short name, unique in the lexicon.
        level: what a match means.
        reason: what a reader is told, without the words that were written.
        patterns: any of them is enough.
        guards: names of guards that set the rule aside; "negated" looks at the words before.
    """

    id: str
    level: Level
    reason: str
    patterns: tuple[Pattern, ...]
    guards: frozenset[str]


@dataclass(frozen=True)
class Cues:
    """Everything the fast rules need, compiled."""

    groups: Groups
    speller: Speller
    together: re.Pattern[str]
    joined: Mapping[str, str]
    rules: tuple[Rule, ...]
    guards: Mapping[str, tuple[Pattern, ...]]

    def words(self, text: str) -> list[str]:
        """Return the words of a text as the rules know them."""
        line = f" {' '.join(self.speller.words(text))} "
        return self.together.sub(lambda found: self.joined[found[0]], line).split()


@cache
def load_cues(folder: Path = LEXICONS) -> Cues:
    """Return the shipped cues; reading and compiling them takes about a quarter of a second, once.

    Raises:
        LexiconError: a file is missing, is not YAML, or an entry cannot be used.
    """
    screening, spelling = _read(folder / "screening.yaml"), _read(folder / "spelling.yaml")
    try:
        return _compile(screening, spelling)
    except (KeyError, TypeError, AttributeError, PatternError) as error:
        raise LexiconError(
            f"{folder / 'screening.yaml'}: {error}. Mend that entry and start again."
        ) from error


def _read(path: Path) -> dict[str, Any]:  # parsed YAML has no fixed type until it is compiled
    import yaml

    try:
        return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise LexiconError(f"{path} cannot be read as a lexicon: {error}") from error


def _compile(screening: Mapping[str, Any], spelling: Mapping[str, Any]) -> Cues:
    groups = Groups(_expand_groups(screening["groups"]))
    guards = {
        name: tuple(map(groups.compile, patterns)) for name, patterns in screening["guards"].items()
    }
    rules = tuple(_rule(entry, groups) for entry in screening["rules"])
    sources = [pattern.source for rule in rules for pattern in rule.patterns]
    sources += [pattern.source for patterns in guards.values() for pattern in patterns]
    joined = {f" {apart} ": f" {together} " for apart, together in spelling["together"].items()}
    parts = {word for apart in joined for word in apart.split()}
    known = literal_words(sources) | set(groups.words()) | parts
    speller = Speller(
        known, {str(written): meant for written, meant in spelling["shorthand"].items()}
    )
    together = re.compile("|".join(map(re.escape, sorted(joined, key=len, reverse=True))))
    return Cues(groups, speller, together, joined, rules, guards)


def _rule(entry: Mapping[str, Any], groups: Groups) -> Rule:
    patterns = tuple(groups.compile(source) for source in entry["patterns"])
    guards = frozenset(entry.get("unless", "negated").split())
    return Rule(entry["id"], Level[entry["level"]], entry["reason"], patterns, guards)


def _expand_groups(groups: Mapping[str, str]) -> dict[str, list[str]]:
    """Return each group's words, with all forms of `kick+` and all words of `@other`."""
    expanded: dict[str, list[str]] = {}
    for name, line in groups.items():
        words: list[str] = []
        for word in line.split():
            words += expanded[word[1:]] if word[0] == "@" else _forms(word)
        expanded[name] = list(dict.fromkeys(words))
    return expanded


def _forms(word: str) -> Iterable[str]:
    stem = word.rstrip("+")
    doubled = stem + stem[-1] if word.endswith("++") else stem
    if stem == word:
        return [word]
    if stem.endswith("e"):
        return [stem, f"{stem}s", f"{stem}d", f"{stem[:-1]}ing", f"{stem[:-1]}in"]
    plural = f"{stem}es" if stem.endswith(("s", "ch", "sh", "x")) else f"{stem}s"
    return [stem, plural, f"{doubled}ed", f"{doubled}ing", f"{doubled}in"]
