"""Normalise, split and stem what people wrote: text in, text out.

Only those parts of NLTK that need no downloaded data are used, and NLTK is imported when first
needed, because importing it costs seconds.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nltk.stem.snowball import SnowballStemmer
    from nltk.tokenize import RegexpTokenizer

LONGEST = 100_000
"""Characters of one verbatim that are read; what lies beyond is kept but not themed."""

STEMMED_LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
}
"""Languages NLTK stems without further data; words of others stand as they are."""

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "ʼ": "'"})
_SPACES = re.compile(r"\s+")
_LENGTHENED = re.compile(r"(.)\1{3,}")
_WORDS = r"[^\W_]+(?:'[^\W_]+)*"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff]")


def normalise(text: str) -> str:
    """Return the text on one line, in one Unicode form (NFKC) and with plain apostrophes.

    Control characters and broken surrogates become spaces or question marks. A character
    repeated four times or more stands three times ("sooooo" and "soooooooo" are one word). At
    most `LONGEST` characters are read.
    """
    sound = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    clean = unicodedata.normalize("NFKC", sound).translate(_APOSTROPHES)
    spaced = _SPACES.sub(" ", _CONTROLS.sub(" ", clean)).strip()
    return _LENGTHENED.sub(r"\1\1\1", spaced)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case and in order, without punctuation."""
    found: list[str] = _word_tokeniser().tokenize(text.lower())
    return found


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where each word of a text begins and ends, in characters."""
    return list(_word_tokeniser().span_tokenize(text))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = "en") -> str:
    """Return the Snowball stem of a word; the word itself where NLTK has no stemmer."""
    name = STEMMED_LANGUAGES.get(language)
    return str(_stemmer(name).stem(word)) if name else word


def stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of the words of a text, in order."""
    return [stem(word, language) for word in words(text)]


def commonest_form(forms: Iterable[str]) -> str:
    """Return the form people wrote most often; of equals, the first in the alphabet."""
    counts: dict[str, int] = {}
    for form in forms:
        counts[form] = counts.get(form, 0) + 1
    return min(counts, key=lambda form: (-counts[form], form))


@cache
def _word_tokeniser() -> "RegexpTokenizer":
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(_WORDS)


@cache
def _stemmer(name: str) -> "SnowballStemmer":
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer(name)
