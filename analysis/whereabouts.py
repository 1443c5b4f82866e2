"""Find where a person lives or learns: schools, addresses and places that point at a home."""

import re
from collections.abc import Iterator, Sequence

from analysis.addresses import addresses
from analysis.gazetteer import Gazetteer, fixed_phrases
from analysis.phrases import Found, Word, runs
from analysis.schools import schools
from analysis.spelling import common_words

_WEAK = {"like", "hate", "and", "of", "by", "on"}
"""Words before a place that do not make a doubtful word one."""


_FOR_A_TEAM = {"support", "supports", "supporting"}
_LIVES = {"live", "lives", "lived", "living", "stay", "stays", "grew", "moved"}

_ORIGIN = re.compile(
    r"\b(?:(?:liv(?:e|es|ed|ing)|born)\s(?:in|at|near|by)|moved\s(?:here\s)?(?:to|from)|com(?:e|"
    r"es|ing)\sfrom|came\sfrom|"
    r"(?:i'?m|is|are|am|we'?re)\sfrom|house\sin|flat\sin|home\sin|(?:went|gone|going|"
    r"go)\sback\sto)\s(?=\w)",
    re.I,
)
_PARTS = {"estate", "village", "flats", "girls", "boys"}
"""Words that belong to the name of a place before them."""


def whereabouts(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield spans that name a school, an address or a place, the surest first; they may overlap."""
    yield from schools(text, words, gazetteer)
    yield from addresses(text, gazetteer)
    yield from _places(words, gazetteer)
    yield from _unheard_of(text, words, gazetteer)


def _unheard_of(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield words nobody knows where only a place can stand ("we came from lviv")."""
    starts = {word.start: word for word in words}
    for found in _ORIGIN.finditer(text):
        word = starts.get(found.end())
        if word and _is_strange(word.plain, gazetteer):
            yield word.start, word.end, "place"


def _is_strange(plain: str, gazetteer: Gazetteer) -> bool:
    known = (gazetteer.left_alone, gazetteer.context["not_people"], common_words())
    return len(plain) > 3 and plain.isalpha() and not any(plain in those for those in known)


def _places(words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    fixed = {at + step for at, length in runs(words, fixed_phrases()) for step in range(length)}
    for at, length in runs(words, gazetteer.places):
        if at not in fixed and _is_home(words, at, length, gazetteer):
            last = at + length - 1
            more = last + 1 < len(words) and words[last + 1].plain in _PARTS
            yield words[_place_start(words, at)].start, words[last + more].end, "place"


def _place_start(words: Sequence[Word], at: int) -> int:
    """Return where a place starts: "19 Low Moresby"."""
    if at and words[at - 1].written in {"Low", "High", "Upper", "Lower", "Great", "Little", "Old"}:
        at -= 1
    number = words[at - 1].written if at and words[at].is_capital else ""
    return at - 1 if number.isdigit() and len(number) < 4 else at


def _is_home(words: Sequence[Word], at: int, length: int, gazetteer: Gazetteer) -> bool:
    """Return whether a place that points at a home is meant, and no team, cake or given name."""
    after = words[at + length].plain if at + length < len(words) else ""
    if after in gazetteer.not_home or (at and words[at - 1].plain in _FOR_A_TEAM):
        return False
    written = " ".join(word.plain for word in words[at : at + length])
    if written not in gazetteer.word_places:
        return True
    if after in _PARTS:
        return True
    if at and words[at - 1].plain in gazetteer.context["before_place"] - _WEAK:
        return True
    if at > 1 and words[at - 1].plain == "on" and words[at - 2].plain in _LIVES:
        return True
    return words[at].is_capital and not words[at].opens and written not in gazetteer.names
