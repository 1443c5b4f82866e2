"""Hide what could identify a person before anyone but the safeguarding reader sees a text.

Rules and a gazetteer, no model: the same text is always hidden in the same way. Whoever may see the
original can mend the spans.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.contact_details import contact_details
from analysis.gazetteer import Gazetteer, load_gazetteer, reads_as
from analysis.people import people
from analysis.phrases import split_words
from analysis.whereabouts import whereabouts

_WORD = re.compile(r"(?<![\w@.#])[^\W\d_]{4,24}(?![\w@])")
KINDS = (
    "name",
    "school",
    "place",
    "address",
    "phone",
    "email",
    "handle",
    "date of birth",
    "postcode",
    "number",
    "url",
)


@dataclass(frozen=True, order=True)
class Span:
    """One run of characters to hide.

    Attributes:
        start: first character, counted from 0.
        end: one past the last character.
        kind: one of `KINDS`.
        source: which part of redaction found it ("contact details", "whereabouts" or "people").
    """

    start: int
    end: int
    kind: str
    source: str


def find_spans(text: str, *, gazetteer: Gazetteer | None = None) -> tuple[Span, ...]:
    """Return what to hide in a text, in order, without overlaps.

    Args:
        text: as it was written; positions are those of this text, whatever disguise it holds.
        gazetteer: what to look up; the shipped names, places and schools unless given.
    """
    gazetteer = gazetteer or load_gazetteer()
    bare = _bare(text)
    mended = _mended(bare, gazetteer)
    words = split_words(mended.text)
    found = [bare.span(*found, "contact details") for found in contact_details(bare.text)]
    found += [
        mended.span(*found, "whereabouts") for found in whereabouts(mended.text, words, gazetteer)
    ]
    found += [mended.span(*found, "people") for found in people(mended.text, words, gazetteer)]
    return _without_overlaps(found)


def redact(text: str, *, gazetteer: Gazetteer | None = None) -> str:
    """Return a text with every span replaced by a mark such as `[name]`."""
    return hide(text, find_spans(text, gazetteer=gazetteer))


def hide(text: str, spans: Iterable[Span]) -> str:
    """Return a text with spans replaced by their marks; they must be in order and apart."""
    kept, last = [], 0
    for span in spans:
        kept += [text[last : span.start], f"[{span.kind}]"]
        last = span.end
    return "".join([*kept, text[last:]])


def _without_overlaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in the order of the text; those that overlap become one."""
    apart: list[tuple[int, Span]] = []
    for rank, span in sorted(enumerate(spans), key=lambda ranked: ranked[1].start):
        if span.end <= span.start:
            continue
        if not apart or apart[-1][1].end <= span.start:
            apart.append((rank, span))
            continue
        other_rank, other = apart[-1]
        first = span if rank < other_rank else other
        whole = replace(first, start=other.start, end=max(other.end, span.end))
        apart[-1] = (min(rank, other_rank), whole)
    return tuple(span for _, span in apart)


@dataclass(frozen=True)
class _Reading:
    """A text as it is read, and where each of its letters stands in the original.

    There are no places where nothing moved.
    """

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def span(self, start: int, end: int, kind: str, source: str) -> Span:
        """Return the span of the original that a run of the reading stands for."""
        if not self.starts or end <= start:
            return Span(start, end, kind, source)
        return Span(self.starts[start], self.ends[end - 1], kind, source)


def _bare(text: str) -> _Reading:
    """Return the text without zero-width marks and with composed letters."""
    if text.isascii() or (
        unicodedata.is_normalized("NFC", text) and not any(map(_is_hidden, text))
    ):
        return _Reading(text)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, letter in enumerate(text):
        if unicodedata.combining(letter) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + letter)[0]
            ends[-1] = place + 1
        elif not _is_hidden(letter):
            letters.append(letter)
            starts.append(place)
            ends.append(place + 1)
    return _Reading("".join(letters), starts, ends)


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"


def _mended(bare: _Reading, gazetteer: Gazetteer) -> _Reading:
    """Return the reading with slips in names, places and kinds of street and school put right."""
    mends = [
        (word, meant)
        for word in _WORD.finditer(bare.text)
        if (meant := reads_as(word[0].lower(), gazetteer)) != word[0].lower()
    ]
    if not mends:
        return bare
    starts = list(bare.starts or range(len(bare.text)))
    ends = list(bare.ends or range(1, len(bare.text) + 1))
    text = bare.text
    for word, meant in reversed(mends):
        first, last = word.span()
        text = text[:first] + _in_case_of(word[0], meant) + text[last:]
        opening, closing = starts[first], ends[last - 1]
        starts[first:last], ends[first:last] = [opening] * len(meant), [closing] * len(meant)
    return _Reading(text, starts, ends)


def _in_case_of(written: str, meant: str) -> str:
    if written.isupper():
        return meant.upper()
    return meant.capitalize() if written[0].isupper() else meant
