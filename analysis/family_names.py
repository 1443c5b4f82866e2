"""Tell family names, and words nobody knows, from words of every day."""

from collections.abc import Sequence

from analysis.gazetteer import Gazetteer
from analysis.phrases import Word
from analysis.spelling import common_words
from analysis.surroundings import is_near_a_word

PARTICLES = {
    "ní",
    "ó",
    "nic",
    "mac",
    "mc",
    "de",
    "da",
    "van",
    "von",
    "bin",
    "binti",
    "ibn",
    "al",
    "el",
    "thị",
    "ap",
}
"""Small words inside a name, before its last part."""


def is_family_name(plain: str, lexicon: Gazetteer) -> bool:
    """Return whether every part of a word is a surname and no word of every day."""
    return all(
        part in lexicon.surnames and part not in lexicon.word_surnames for part in plain.split("-")
    )


def is_double(plain: str, lexicon: Gazetteer) -> bool:
    """Return whether a hyphen joins two parts of which one is a surname or strange to everybody."""
    return "-" in plain and any(
        is_family_name(part, lexicon) or (part not in common_words() and is_strange(part, lexicon))
        for part in plain.split("-")
        if len(part) > 3
    )


def is_strange(plain: str, lexicon: Gazetteer) -> bool:
    """Return whether no part of a word is one of every day."""
    return len(plain) > 3 and not any(
        part in common_words() or part in lexicon.left_alone or is_near_a_word(part)
        for part in plain.split("-")
        if not is_family_name(part, lexicon)
    )


def is_strange_pair(words: Sequence[Word], at: int, lexicon: Gazetteer) -> bool:
    """Return whether two words nobody knows stand together among words of every day."""
    first, second = words[at], words[at + 1]
    if first.is_capital != second.is_capital:
        return False
    if not (_may_be_a_person(first, lexicon) and _may_be_a_person(second, lexicon)):
        return False
    known = sum(word.plain in common_words() for word in words)
    return known * 3 >= (len(words) - 2) * 2


def _may_be_a_person(word: Word, lexicon: Gazetteer) -> bool:
    return (
        word.plain.replace("-", "").isalpha()
        and word.plain not in lexicon.places
        and word.plain not in lexicon.context["not_people"]
        and is_strange(word.plain, lexicon)
    )
