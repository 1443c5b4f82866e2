"""Why a theme is suggested: words that move the score, and the phrase or coding nearest to it.

A word is shown only when the whole model, vectors included, scores the verbatim lower without it.
Words that only hold others together are shown where a verbatim has no others.
"""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analysis.coding import Reason, ReasonSource
from analysis.language import guess_language, says_nothing
from analysis.text import normalise, word_spans
from analysis.thresholds import stand_out

if TYPE_CHECKING:
    from analysis.learning import ThemeModel

Matrix = npt.NDArray[np.float64]
Found = Sequence[tuple[int, int]]
"""Suggestions as (row of the texts, column of the themes)."""

TRIED = 2
"""Words tried for each suggestion: the two that weigh most among words and letters."""
LONG = 20_000
"""Characters from which on one word is tried: each trial reads the whole verbatim again."""
READ = 60
"""Different words of one verbatim that are considered."""
SMALLEST = 0.005
"""The least fall of the score that is shown as a reason."""


def explain(model: "ThemeModel", texts: Sequence[str], found: Found) -> list[tuple[Reason, ...]]:
    """Return the reasons of each suggestion: words first, then the nearest phrase or coding."""
    clean = [normalise(text) for text in texts]
    candidates = _candidates(model, clean, found)
    effects = _effects(model, clean, candidates)
    examples = _examples(model, clean, found)
    reasons: list[tuple[Reason, ...]] = []
    for (row, theme), example in zip(found, examples, strict=True):
        moved = [
            Reason((word,), ReasonSource.WORDS, effect=round(float(effects[row, word][theme]), 4))
            for word in candidates[row, theme]
            if effects[row, word][theme] >= SMALLEST
        ]
        moved.sort(key=lambda reason: (-reason.effect, reason.words))
        reasons.append((*moved, *example))
    return reasons


def without_word(text: str, word: str) -> str:
    """Return a normalised text without any occurrence of a word (in lower case)."""
    kept, last = [], 0
    for start, end in word_spans(text):
        if text[start:end].lower() == word:
            kept.append(text[last:start])
            last = end
    return " ".join("".join([*kept, text[last:]]).split())


def _candidates(
    model: "ThemeModel", texts: Sequence[str], found: Found
) -> dict[tuple[int, int], list[str]]:
    """Return the words of each suggestion that weigh most, by the features they hold."""
    rows = sorted({row for row, _ in found})
    if not rows:
        return {}
    own = {row: _different_words(texts[row]) for row in rows}
    place = {word: at for at, word in enumerate(sorted(set().union(*own.values())))}
    space, weights = model.learnt.space, model.learnt.members[0].word_weights
    held = space.read_words(list(place)).astype(bool)
    read = space.read_words([texts[row] for row in rows])
    chosen: dict[tuple[int, int], list[str]] = {}
    for index, row in enumerate(rows):
        tried = TRIED if len(texts[row]) < LONG else 1
        weighed = held[[place[word] for word in own[row]]].multiply(read[index]).tocsr()
        for theme in (theme for at, theme in found if at == row):
            order = np.argsort(-(weighed @ weights[:, theme]), kind="stable")[:tried]
            chosen[row, theme] = [own[row][at] for at in order]
    return chosen


def _different_words(text: str) -> list[str]:
    every = dict.fromkeys(text[start:end].lower() for start, end in word_spans(text))
    language = guess_language(text).language or "en"
    telling = (word for word in every if not says_nothing(word, language))
    return list(islice(telling, READ)) or list(every)[:READ]


def _effects(
    model: "ThemeModel", texts: Sequence[str], candidates: dict[tuple[int, int], list[str]]
) -> dict[tuple[int, str], Matrix]:
    """Return how far the score of every theme falls without a word."""
    tried = sorted({(row, word) for (row, _), chosen in candidates.items() for word in chosen})
    if not tried:
        return {}
    rows = sorted({row for row, _ in tried})
    whole = dict(zip(rows, _afresh(model, [texts[row] for row in rows]), strict=True))
    without = _afresh(model, [without_word(texts[row], word) for row, word in tried])
    return {
        (row, word): whole[row] - less for (row, word), less in zip(tried, without, strict=True)
    }


def _afresh(model: "ThemeModel", texts: list[str]) -> Matrix:
    from analysis.learning import LEADING_SHARE

    return stand_out(model.learnt.score_afresh(texts), LEADING_SHARE)


def _examples(model: "ThemeModel", texts: Sequence[str], found: Found) -> list[tuple[Reason, ...]]:
    """Return, for each suggestion, the text learnt from that raises its score most."""
    if not found:
        return []
    rows = sorted({row for row, _ in found})
    place = {row: index for index, row in enumerate(rows)}
    member, space = model.learnt.members[0], model.learnt.space
    likeness = space.likeness(space.read([texts[row] for row in rows]), member.known)
    reasons: list[tuple[Reason, ...]] = []
    for row, theme in found:
        own = np.flatnonzero(model.lessons.truth[member.lessons, theme])
        raised = likeness[place[row], own] * member.weights[own, theme]
        best = int(raised.argmax())
        lesson = int(member.lessons[own[best]])
        reasons.append(
            (
                Reason(
                    (),
                    model.lessons.sources[lesson],
                    example=model.lessons.texts[lesson],
                    effect=round(float(raised[best]), 4),
                ),
            )
        )
    return reasons
