"""Mend slips of the finger before texts are compared: "totlaly" is read as "totally".

A word that is neither common English nor said in several of the texts learnt from is read as the
word of those texts that is one slip away (`slips`); any other stands as it was written. A text of
which most words are unknown is in another language, and stands whole.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from analysis.slips import Slips
from analysis.spelling import common_words
from analysis.text import word_spans, words

OFTEN = 4
"""Texts that must hold a word for it to be known, if it is not common English."""
SEVERAL = 2
"""Texts that must hold a word for a slip to be read as it."""
SHORTEST = 5
"""Letters a word needs to be mended: shorter ones are alike by chance."""

FOREIGN = 2
"""Unknown words that a text in English may hold, however short it is."""


class Mender:
    """Knows the words of some texts; then reads any text with its slips mended."""

    def __init__(self, texts: Sequence[str]) -> None:
        holding = Counter(word for text in texts for word in set(words(text)))
        said = sorted(holding, key=lambda word: (-holding[word], word))
        self._known = {word for word in said if holding[word] >= OFTEN}
        meant = (word for word in said if holding[word] >= SEVERAL and self._knows(word))
        self._slips = Slips(meant, shortest=SHORTEST)

    def mend(self, texts: Iterable[str]) -> list[str]:
        """Return normalised texts with each slip replaced by the word that was meant."""
        return [self._mended(text) for text in texts]

    def _mended(self, text: str) -> str:
        spans = word_spans(text)
        known = sum(self._knows(text[start:end].lower()) for start, end in spans)
        if len(spans) - known > max(known, FOREIGN):
            return text
        parts, last = [], 0
        for start, end in spans:
            if meant := self._meant(text[start:end]):
                parts += [text[last:start], meant]
                last = end
        return "".join([*parts, text[last:]])

    def _meant(self, written: str) -> str:
        """Return the word that was meant, or nothing where the one written stands."""
        word = written.lower()
        if len(word) < SHORTEST or self._knows(word):
            return ""
        meant = self._slips.meant(word)
        return meant.capitalize() if written[0].isupper() else meant

    def _knows(self, word: str) -> bool:
        return word in self._known or word in common_words()
