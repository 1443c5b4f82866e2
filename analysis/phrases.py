"""Words of a text with their places, and the known runs of words among them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Found = tuple[int, int, str]
"""Start, end and kind of a span."""
_SHORTENED = {"mr", "mrs", "ms", "dr", "st", "prof", "rev", "cllr"}
"""Words whose full stop ends no sentence."""
_UNMARKED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae"})
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Attributes:
        start, end: where it stands.
        written: as it was written.
        plain: as the gazetteer would write it: small letters, no apostrophe, no possessive ending.
        opens: whether a sentence opens with it.
    """

    start: int
    end: int
    written: str
    plain: str
    opens: bool

    @property
    def is_capital(self) -> bool:
        """Whether it is written with one capital and small letters after it."""
        return self.written[0].isupper() and not self.written[1:2].isupper()


def split_words(text: str) -> list[Word]:
    """Return the words of a text."""
    words: list[Word] = []
    last = 0
    for found in _WORD.finditer(text):
        gap = text[last : found.start()]
        opens = not words or any(mark in gap for mark in ".!?\n:")
        opens = opens and not (words and gap in {". ", "."} and _is_shortened(words[-1]))
        plain = found[0].lower().replace("’", "'").removesuffix("'s").replace("'", "")
        plain = plain if plain.isascii() else _in_plain_letters(plain)
        words.append(Word(found.start(), found.end(), found[0], plain, opens))
        last = found.end()
    return words


@lru_cache(maxsize=4096)
def _in_plain_letters(written: str) -> str:
    """Return a word without its marks: the lists hold every Latin name so."""
    parts = unicodedata.normalize("NFD", written.translate(_UNMARKED))
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return bare if bare.isascii() else written


def _is_shortened(word: Word) -> bool:
    is_initial = len(word.written) == 1 and word.written.isupper() and word.written != "I"
    return is_initial or word.plain in _SHORTENED


def phrases(words: Sequence[Word], known: frozenset[str], kind: str) -> Iterator[Found]:
    """Yield the longest known run of words from each word on."""
    for at, length in runs(words, known):
        yield words[at].start, words[at + length - 1].end, kind


def runs(words: Sequence[Word], known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the place of the first word and the length of each longest known run."""
    index = by_first_word(known)
    for at, word in enumerate(words):
        for phrase in index.get(word.plain, ()):
            if tuple(other.plain for other in words[at : at + len(phrase)]) == phrase:
                yield at, len(phrase)
                break


@lru_cache(maxsize=16)
def by_first_word(known: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return runs of words under their first word, the longest first."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(phrase.split()) for phrase in known), key=len, reverse=True):
        index.setdefault(phrase[0], []).append(phrase)
    return index
