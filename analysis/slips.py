"""Find the known word that a written word is one slip of the finger away from.

One letter left out, put in, exchanged or changed places; found by leaving out one letter on both
sides (the symmetric delete index of Garbe's SymSpell), then checked letter by letter.
"""

from collections.abc import Iterable

from analysis.spelling import without_one

LONGEST = 24
"""Letters in the longest word looked at: the cost grows with the square of the length."""


class Slips:
    """An index of known words by their slips."""

    def __init__(self, words: Iterable[str], *, shortest: int = 4) -> None:
        """Index words of at least the shortest length; of two equally near, the first is meant."""
        self._index: dict[str, list[str]] = {}
        self._meant: dict[str, str] = {}
        self._shortest = shortest
        for word in words:
            if len(word) >= shortest:
                for slip in {word, *without_one(word)}:
                    self._index.setdefault(slip, []).append(word)

    def meant(self, written: str) -> str:
        """Return the known word one slip away with the same first letter, or an empty string."""
        if not self._shortest <= len(written) <= LONGEST:
            return ""
        if written not in self._meant:
            if len(self._meant) > 50_000:
                self._meant.clear()
            near = (
                word
                for slip in (written, *without_one(written))
                for word in self._index.get(slip, ())
            )
            self._meant[written] = next(
                (word for word in near if word[0] == written[0] and _is_one_slip(written, word)), ""
            )
        return self._meant[written]


def _is_one_slip(written: str, word: str) -> bool:
    if abs(len(written) - len(word)) > 1:
        return False
    at = next(
        (place for place, (a, b) in enumerate(zip(written, word, strict=False)) if a != b),
        min(len(written), len(word)),
    )
    if len(written) == len(word):
        swapped = written[at + 1 : at + 2] + written[at : at + 1] + written[at + 2 :]
        return written[at + 1 :] == word[at + 1 :] or swapped == word[at:]
    longer, shorter = (written, word) if len(written) > len(word) else (word, written)
    return longer[at + 1 :] == shorter[at:]
