"""Find where a person lives or learns: schools, addresses and places that point at a home."""

from collections.abc import Iterator, Sequence

from analysis.addresses import addresses
from analysis.gazetteer import Gazetteer, fixed_phrases
from analysis.phrases import Found, Word, runs
from analysis.schools import schools

_WEAK = {"like", "hate", "and", "of", "by", "on"}
"""Words before a place that do not make a doubtful word one."""


_PARTS = {"estate", "village", "flats"}
"""Words that belong to the name of a place before them."""


def whereabouts(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield spans that name a school, an address or a place, the surest first; they may overlap."""
    yield from schools(text, words, gazetteer)
    yield from addresses(text, gazetteer)
    yield from _places(words, gazetteer)


def _places(words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    fixed = {at + step for at, length in runs(words, fixed_phrases()) for step in range(length)}
    for at, length in runs(words, gazetteer.places):
        if at not in fixed and _is_home(words, at, length, gazetteer):
            last = at + length - 1
            more = last + 1 < len(words) and words[last + 1].plain in _PARTS
            yield words[at].start, words[last + more].end, "place"


def _is_home(words: Sequence[Word], at: int, length: int, gazetteer: Gazetteer) -> bool:
    """Return whether a place that points at a home is meant, and no team, cake or given name."""
    after = words[at + length].plain if at + length < len(words) else ""
    if after in gazetteer.not_home:
        return False
    written = " ".join(word.plain for word in words[at : at + length])
    if written not in gazetteer.word_places:
        return True
    if after in _PARTS:
        return True
    if at and words[at - 1].plain in gazetteer.context["before_place"] - _WEAK:
        return True
    return words[at].is_capital and not words[at].opens and written not in gazetteer.names
