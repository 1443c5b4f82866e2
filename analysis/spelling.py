"""Bring a child's spelling to the words our lexicons know: text in, words out.

Nothing here judges what is said. It undoes disguise (zero-width marks, digits for letters),
shorthand ("2nite"), dialect and slips of the finger, and leaves ordinary words as they stand.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

LEXICONS = Path(__file__).parent / "lexicons"
AT_HAND = 4_096
END = "."
"""The token that stands for the end of a sentence."""

_LEET = str.maketrans(
    {
        "0": "o",
        "1": "i",
        "3": "e",
        "4": "a",
        "5": "s",
        "7": "t",
        "@": "a",
        "$": "s",
        "!": "i",
        "|": "l",
    }
)
_TOKEN = re.compile(r"[^\W_]+(?:[*@$!|#_][^\W_]+)+|[^\W_]+|[.!?;\n]+")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*][^\W\d_]){3,}(?![^\W_])")
_REPEATED = re.compile(r"(.)\1{2,}")
_EMOJI = str.maketrans({"💊": " tablets ", "🔪": " knife ", "🩸": " blood ", "⚰": " coffin "})
"""Small pictures that are written in place of words."""
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼ](?=\w)")
_VOWELS = re.compile(r"(?<=.)[aeiouyhw]")
_SOUNDS = (
    ("ph", "f"), ("ght", "t"), ("tch", "c"), ("ch", "c"), ("sh", "c"), ("ck", "k"), ("qu", "kw"),
    ("x", "ks"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("z", "s"), ("dge", "j"), ("kn", "n"),
    ("wr", "r"), ("wh", "w"), ("v", "f"),
)  # fmt: skip


class WordList:
    """Many words in little memory: those that begin alike stand in one piece of text.

    A set of the 26,000 common words would cost every server some megabytes.
    """

    def __init__(self, words: Iterable[str]) -> None:
        alike: dict[str, list[str]] = {}
        for word in words:
            alike.setdefault(word[:2], []).append(word)
        self._alike = {start: f"\n{chr(10).join(those)}\n" for start, those in alike.items()}

    def __contains__(self, word: str) -> bool:
        """Whether this is one of the words."""
        return f"\n{word}\n" in self._alike.get(word[:2], "")


@cache
def common_words() -> WordList:
    """Return the English words that are never treated as a misspelling of another."""
    return WordList((LEXICONS / "common_words.txt").read_text(encoding="utf-8").split())


def clean(text: str) -> str:
    """Return small letters without disguise: one form each, no zero-width marks or apostrophes."""
    text = unicodedata.normalize("NFKC", text).lower()
    if not text.isascii():
        text = "".join(
            letter for letter in text if unicodedata.category(letter) not in {"Cf", "Mn"}
        )
        text = text.translate(_EMOJI)
    text = _APOSTROPHES.sub("", text)
    return _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), text)


class Speller:
    """Turns text into the words of a lexicon.

    Args:
        known: the words the lexicon looks for.
        shorthand: written form → meant words, for what no rule explains ("2nite", "yem").
    """

    def __init__(self, known: Iterable[str], shorthand: Mapping[str, str]) -> None:
        """Index the known words by first letter and length, and by their sound."""
        self._known = frozenset(known)
        self._shorthand = dict(shorthand)
        self._alike: dict[tuple[str, int], list[str]] = {}
        self._sounds: dict[str, str] = {}
        for word in sorted(word for word in self._known if len(word) >= 4):
            self._alike.setdefault((word[0], len(word)), []).append(word)
            self._sounds.setdefault(_sound(word), word)
        # Bounded, so that a server does not keep every word that was ever written to it.
        self._meant = lru_cache(AT_HAND)(lambda token: tuple(self._find_meant(token).split()))

    def words(self, text: str) -> list[str]:
        """Return the words of a text as the lexicon spells them, with `END` between sentences."""
        words: list[str] = []
        for token in _TOKEN.findall(clean(text)):
            words += (END,) if token[0] in ".!?;\n" else self._meant(token[:40])
        return words

    def _find_meant(self, token: str) -> str:
        if meant := self._shorthand.get(token):
            return meant
        if token in self._known or token in common_words():
            return token
        token = self._undisguised(token)
        if token in self._known or token in common_words() or len(token) < 4:
            return self._shorthand.get(token, token)
        return self._slip(token) or self._sounds.get(_sound(token)) or token

    def _undisguised(self, token: str) -> str:
        if any(letter.isalpha() for letter in token) and not token.isalpha():
            token = _unstarred(token, self._known) or token.translate(_LEET)
        single = _REPEATED.sub(r"\1", token)
        double = _REPEATED.sub(r"\1\1", token)
        return double if double in self._known else single

    def _slip(self, token: str) -> str | None:
        """Return the known word that a token may be with one letter lost, added, swapped or wrong.

        Words of the same first letter are compared as they are met: an index of all slips of all
        words would cost every server some megabytes.
        """
        slips = {token, *without_one(token)}
        for length in (len(token) + 1, len(token), len(token) - 1):
            for word in self._alike.get((token[0], length), ()):
                if word in slips or not slips.isdisjoint(without_one(word)):
                    return word
        return None


def without_one(word: str) -> list[str]:
    """Return the word with each of its letters left out in turn."""
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _unstarred(token: str, known: Collection[str]) -> str | None:
    if "*" not in token and "#" not in token:
        return None
    shape = re.compile("".join(re.escape(letter) if letter.isalnum() else "." for letter in token))
    return next(
        (word for word in sorted(known) if len(word) == len(token) and shape.fullmatch(word)), None
    )


@lru_cache(AT_HAND)
def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return re.sub(
        r"(.)\1+", r"\1", _VOWELS.sub("", word.replace("c", "k") if word.isascii() else word)
    )
