"""Split a verbatim into plain and marked pieces; the template escapes each piece by itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A piece of a verbatim, and whether it is one of the words that caused a suggestion."""

    text: str
    is_marked: bool = False


def segments(text: str, words: Iterable[str]) -> Sequence[Segment]:
    """Return a text in pieces that together give it back, with each whole word of `words` marked.

    Capitals do not matter, and a run of spaces or line ends counts as one space.
    """
    wanted = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    if not wanted:
        return (Segment(text),) if text else ()
    found = []
    last = 0
    for match in _pattern(wanted).finditer(text):
        if match.start() > last:
            found.append(Segment(text[last : match.start()]))
        found.append(Segment(match.group(), is_marked=True))
        last = match.end()
    if last < len(text):
        found.append(Segment(text[last:]))
    return tuple(found)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    choices = "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)
