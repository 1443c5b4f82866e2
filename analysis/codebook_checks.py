"""What makes a codebook hard to use, found before anyone codes with it.

A faulty file is refused by `load_codebook`; here stands what is allowed and yet unwise.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook, Theme
from analysis.embedding import Embedder, WordsOnly
from analysis.text import normalise, words

FEWEST_EXAMPLES = 5
ALIKE_SHARE = 0.5
_REFERENCE = re.compile(r"\(([A-Za-z_]+\.[A-Za-z_*]+)\)")


class FindingKind(StrEnum):
    """What a finding is about; the value is its code on the command line."""

    NO_DEFINITION = "no-definition"
    FEW_EXAMPLES = "few-examples"
    SAME_EXAMPLE = "same-example"
    ALIKE = "alike"
    UNKNOWN_REFERENCE = "unknown-reference"
    RETIRED_REFERENCE = "retired-reference"


@dataclass(frozen=True)
class Finding:
    """One thing to mend in a codebook: which themes, on which line, what, and how."""

    kind: FindingKind
    themes: tuple[str, ...]
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.problem} {self.remedy}"


def check_codebook(codebook: Codebook, *, embedder: Embedder | None = None) -> tuple[Finding, ...]:
    """Return what is unwise in a codebook, in the order of the file.

    Retired themes are not checked. With an embedder, themes are also compared by sentence
    vectors; without one, by words and letters alone.
    """
    findings = [
        *(finding for theme in codebook.active_themes for finding in _check_theme(theme)),
        *(finding for theme in codebook.themes for finding in _check_references(theme, codebook)),
        *_same_examples(codebook),
        *_alike_themes(codebook, embedder or WordsOnly()),
    ]
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.kind)))


def _check_theme(theme: Theme) -> Iterator[Finding]:
    if not theme.definition:
        yield Finding(
            FindingKind.NO_DEFINITION,
            (theme.id,),
            theme.line,
            f"“{theme.name}” has no definition.",
            "Say in one sentence what belongs to it.",
        )
    if len(theme.examples) < FEWEST_EXAMPLES:
        yield Finding(
            FindingKind.FEW_EXAMPLES,
            (theme.id,),
            theme.line,
            f"“{theme.name}” has {len(theme.examples)} examples.",
            f"Write {FEWEST_EXAMPLES} or more: suggestions before any coding rest on them.",
        )


def _check_references(theme: Theme, codebook: Codebook) -> Iterator[Finding]:
    for name in _REFERENCE.findall(f"{theme.include} {theme.exclude}"):
        if name.endswith("*"):
            known = any(other.id.startswith(name[:-1]) for other in codebook.themes)
        else:
            known = codebook.has_theme(name)
        if not known:
            problem = f"“{theme.name}” points to “{name}”, which does not exist."
            remedy = "Correct the id."
            yield Finding(FindingKind.UNKNOWN_REFERENCE, (theme.id,), theme.line, problem, remedy)
        elif codebook.has_theme(name) and not codebook.theme(name).is_active and theme.is_active:
            problem = f"“{theme.name}” points to “{name}”, which is retired."
            remedy = "Point to the theme that replaced it."
            yield Finding(
                FindingKind.RETIRED_REFERENCE, (theme.id, name), theme.line, problem, remedy
            )


def _same_examples(codebook: Codebook) -> Iterator[Finding]:
    owners: dict[str, list[Theme]] = defaultdict(list)
    for theme in codebook.active_themes:
        for example in theme.examples:
            owners[" ".join(words(normalise(example.text)))].append(theme)
    for phrase, themes in owners.items():
        if len(themes) > 1:
            names = " and ".join(f"“{theme.name}”" for theme in dict.fromkeys(themes))
            ids = tuple(dict.fromkeys(theme.id for theme in themes))
            yield Finding(
                FindingKind.SAME_EXAMPLE,
                ids,
                themes[-1].line,
                f"The example “{phrase}” is given {len(themes)} times, in {names}.",
                "Keep it where it fits best.",
            )


def _alike_themes(codebook: Codebook, embedder: Embedder) -> Iterator[Finding]:
    themes = [theme for theme in codebook.active_themes if len(theme.examples) > 1]
    if len(themes) < 2:
        return
    taken = _share_nearest_to(themes, embedder)
    for one, other in combinations(range(len(themes)), 2):
        if min(taken[one, other], taken[other, one]) >= ALIKE_SHARE:
            yield Finding(
                FindingKind.ALIKE,
                (themes[one].id, themes[other].id),
                themes[other].line,
                f"Examples of “{themes[one].name}” and “{themes[other].name}” "
                "cannot be told apart.",
                "Join the two, or say in “include” and “exclude” where the border runs.",
            )


def _share_nearest_to(themes: list[Theme], embedder: Embedder) -> npt.NDArray[np.float64]:
    """Return, theme by theme, the share of its examples whose nearest example is another's."""
    from analysis.features import TextSpace

    texts = [normalise(example.text) for theme in themes for example in theme.examples]
    owner = np.repeat(np.arange(len(themes)), [len(theme.examples) for theme in themes])
    space = TextSpace(embedder)
    reading = space.fit(texts)
    likeness = space.likeness(reading, reading)
    np.fill_diagonal(likeness, -np.inf)
    nearest = owner[likeness.argmax(axis=1)]
    shares = np.zeros((len(themes), len(themes)))
    np.add.at(shares, (owner, nearest), 1.0)
    return shares / np.bincount(owner)[:, None]
