"""Tell names of books, films, kings and characters from those of people around a child."""

import re

from analysis.surroundings import Surroundings

_FAVOURITE = re.compile(
    r" (?:is|was|s) (?:(?:a country|near|in (?:africa|asia|europe|america))\b|"
    r"(?:my|his|her|our|the) (?:fav\w*|best) (?:book|film|movie|character|princess|singer|"
    r"song|player|footballer|show|"
    r"game|band|team|youtuber|story|author|cartoon|programme|pokemon))"
)
_TWO_CAPITALS = re.compile(r" [A-Z][a-z]+ [A-Z][a-z]+")
_READ = re.compile(r"\b(?:read|reading|watch|watched|watching|finished)(?: \w+){0,3} $")
_ROYAL = re.compile(r"\b(?:king|queen|prince|princess|pope|emperor) $")
_AFTER_TITLES = {"", "in", "at", "and", "again"}


def is_a_title(around: Surroundings, at: int) -> bool:
    """Return whether a book, a film, a king or a character is meant."""
    word = around.words[at]
    following = around.text[word.end : word.end + 40]
    if _FAVOURITE.match(following.lower()):
        return True
    if not word.is_capital:
        return False
    if word.written.endswith(("'s", "’s")) and _TWO_CAPITALS.match(following):
        return True
    before = around.text[max(0, word.start - 40) : word.start].lower()
    if _ROYAL.search(before):
        return True
    return bool(_READ.search(before)) and _after_capitals(around, at) in _AFTER_TITLES


def _after_capitals(around: Surroundings, at: int) -> str:
    """Return the first word after this one that has no capital."""
    while at + 1 < len(around.words) and around.words[at + 1].is_capital:
        at += 1
    return around.after(at)
