"""Words that set one set of verbatims apart from another.

Groups are told apart by c-TF-IDF; waves by log-likelihood (Dunning 1993), as in corpus
linguistics, where 10.83 is the bound for one chance in a thousand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from analysis.language import EVERYWHERE, usual_frequency
from analysis.text import commonest_form, normalise, stem, words
from analysis.verbatim import Verbatim

STRIKING = 10.83
MOST = 10
SHORTEST = 3
"""Letters a word needs to name anything."""


@dataclass(frozen=True)
class Keyword:
    """A word said more often than before: times now and before, and its log-likelihood."""

    word: str
    now: int
    before: int
    likelihood: float


def stem_counts(verbatim: Verbatim) -> Counter[str]:
    """Return how often each stem of three letters or more stands in a verbatim."""
    return Counter(stem(word, _language(verbatim)) for word in _telling_words(verbatim))


def commonest_forms(verbatims: Iterable[Verbatim]) -> dict[str, str]:
    """Return, for each stem, the word people use most for it."""
    forms: dict[str, list[str]] = {}
    for verbatim in verbatims:
        for word in _telling_words(verbatim):
            forms.setdefault(stem(word, _language(verbatim)), []).append(word)
    return {root: commonest_form(said) for root, said in forms.items()}


def distinctive_stems(groups: Sequence[Sequence[Counter[str]]]) -> list[list[str]]:
    """Return the stems of each group, the most distinctive first (c-TF-IDF).

    A stem counts once for each verbatim of the group that has it, so that one talkative verbatim
    names nothing.
    """
    holding = [Counter(root for counts in group for root in counts) for group in groups]
    everywhere = sum(holding, Counter[str]())
    mean = sum(everywhere.values()) / max(len(groups), 1)
    ranked = []
    for group in holding:
        weight = {root: n * log(1 + mean / everywhere[root]) for root, n in group.items()}
        ranked.append(sorted(weight, key=lambda root: (-weight[root], root)))
    return ranked


def wave_keywords(verbatims: Sequence[Verbatim]) -> tuple[Keyword, ...]:
    """Return what is new in the latest wave: words said strikingly more than in earlier ones."""
    waves = sorted({verbatim.wave for verbatim in verbatims})
    if len(waves) < 2:
        return ()
    now = _total(verbatim for verbatim in verbatims if verbatim.wave == waves[-1])
    before = _total(verbatim for verbatim in verbatims if verbatim.wave != waves[-1])
    forms = commonest_forms(verbatims)
    found = [
        Keyword(forms[root], now[root], before[root], round(likelihood, 2))
        for root in sorted(now)
        if (likelihood := _log_likelihood(root, now, before)) >= STRIKING
    ]
    return tuple(sorted(found, key=lambda word: (-word.likelihood, word.word))[:MOST])


def _total(verbatims: Iterable[Verbatim]) -> Counter[str]:
    return sum((stem_counts(verbatim) for verbatim in verbatims), Counter[str]())


def _log_likelihood(root: str, now: Counter[str], before: Counter[str]) -> float:
    """Return the log-likelihood of a stem; 0 where it is not said more often now."""
    sizes = now.total(), before.total()
    rate = (now[root] + before[root]) / max(sum(sizes), 1)
    expected = rate * sizes[0], rate * sizes[1]
    if now[root] <= expected[0]:
        return 0.0
    pairs = zip((now[root], before[root]), expected, strict=True)
    return 2 * sum(seen * log(seen / hoped) for seen, hoped in pairs if seen)


def _telling_words(verbatim: Verbatim) -> list[str]:
    language = _language(verbatim)
    return [
        word
        for word in words(normalise(verbatim.text))
        if len(word) >= SHORTEST and usual_frequency(word, language) < EVERYWHERE
    ]


def _language(verbatim: Verbatim) -> str:
    return verbatim.language or "en"
