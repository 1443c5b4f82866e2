"""Find the names of people.

Sure names anywhere; names that are words too, only where the words around them show a person.
"""

from collections.abc import Iterator, Sequence

from analysis.gazetteer import Gazetteer
from analysis.phrases import Found, Word, runs
from analysis.spelling import common_words

ENOUGH = 2.0
"""Evidence from which a doubtful word is taken to be a name."""


def people(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the spans of a text that name a person."""
    finder = _Finder(text, words, gazetteer)
    for first, last in finder.runs():
        yield words[first].start, words[last].end, "name"


class _Finder:
    """Weighs each word of one text; a word is a name when the evidence is enough."""

    def __init__(self, text: str, words: Sequence[Word], gazetteer: Gazetteer) -> None:
        self._words, self._gazetteer, self._text = words, gazetteer, text
        self._near = gazetteer.context
        self._tells_case = any(word.written[0].islower() for word in words) or (
            len(words) < 5 and not text.isupper()
        )
        self._famous = self._famous_words()
        self._names = [self._is_name(at) for at in range(len(words))]

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield the first and last word of each name, surname included."""
        self._join_pairs()
        at = 0
        while at < len(self._words):
            if not self._names[at]:
                at += 1
                continue
            last = at
            while (
                last + 1 < len(self._words)
                and (self._names[last + 1] or self._is_surname(last + 1))
                and self._adjoins(last)
            ):
                last += 1
            yield at, last
            at = last + 1

    def _is_name(self, at: int) -> bool:
        word = self._words[at]
        if (
            at in self._famous
            or word.plain in self._near["never_names"]
            or self._is_left_alone(word.plain)
            or len(word.plain) < 2
            or not word.plain[0].isalpha()
        ):
            return False
        if self._after_title(at):
            return True
        if self._is_sure(word.plain) and not self._is_a_thing(at):
            return True
        return self._evidence(at) >= ENOUGH

    def _is_left_alone(self, plain: str) -> bool:
        lexicon = self._gazetteer
        return (
            plain in lexicon.left_alone
            and plain not in lexicon.names
            and plain not in lexicon.surnames
        )

    def _is_a_thing(self, at: int) -> bool:
        """Return whether a sure name is a word of every day here: a place, or "a bobby"."""
        word = self._words[at]
        if word.plain not in common_words():
            return False
        is_counted = self._before(at) in {"a", "an"} and not word.is_capital
        return is_counted or word.plain in self._gazetteer.places

    def _is_sure(self, plain: str) -> bool:
        lexicon = self._gazetteer
        if plain in lexicon.names:
            return plain not in lexicon.word_names
        if "-" in plain:
            parts = plain.split("-")
            return all(part in lexicon.names for part in parts) and any(
                part not in lexicon.word_names for part in parts
            )
        return False

    def _after_title(self, at: int) -> bool:
        word, title = self._words[at], self._before(at)
        if title in self._near["titles"]:
            return (
                word.plain not in self._near["after_title"]
                and word.plain not in self._near["relations"]
                and (
                    self._capital(at)
                    or title not in {"father", "lord", "lady", "coach", "judge", "doctor"}
                    or self._listed(word.plain)
                )
            )
        if title in self._near["kin_titles"]:
            return self._after_kin_title(word, title)
        return False

    def _after_kin_title(self, word: Word, title: str) -> bool:
        if title == "our" or word.plain in self._near["after_title"]:
            return self._is_sure(word.plain)
        known = word.plain in self._gazetteer.names or word.plain in self._gazetteer.surnames
        return self._listed(word.plain) or (word.is_capital and self._tells_case and known)

    def _listed(self, plain: str) -> bool:
        return plain in self._gazetteer.names or (
            plain in self._gazetteer.surnames and plain not in self._gazetteer.word_surnames
        )

    def _evidence(self, at: int) -> float:
        word = self._words[at]
        kind = self._kind(word)
        if kind == 0:
            return 0.0
        before = self._before(at)
        if (
            before in self._near["barred_before"]
            and not self._follows_naming(at)
            and not self._is_feared(at)
        ):
            return 0.0
        if self._is_barred_when_small(at, before):
            return 0.0
        total = kind - 1.0 + self._from_before(at) + self._from_after(at)
        if self._capital(at) and self._tells_case:
            total += 0.5 if word.opens else 2.0 if kind >= 1 else 1.5
        return total

    def _is_barred_when_small(self, at: int, before: str) -> bool:
        word = self._words[at]
        if (
            before not in self._near["barred_if_small"]
            or self._follows_naming(at)
            or self._is_feared(at)
        ):
            return False
        large = word.is_capital and self._tells_case and not word.opens
        return (
            not large
            or word.plain in self._near["calendar"]
            or word.plain in self._gazetteer.places
        )

    def _kind(self, word: Word) -> float:
        """Return 1 for a name that is a word too, less for a surname or unknown word, else 0."""
        plain, lexicon = word.plain, self._gazetteer
        if plain in lexicon.names:
            return 1.0
        if (
            plain in common_words()
            or plain in lexicon.places
            or len(plain) < 3
            or not plain.isalpha()
        ):
            return 0.75 if word.is_capital and plain in lexicon.surnames else 0
        return 0.9 if plain in lexicon.surnames else 0.5

    def _from_before(self, at: int) -> float:
        before = self._before(at)
        if self._follows_naming(at):
            return 2.5
        if before in self._near["relations"] and self._text[
            self._words[at - 1].end : self._words[at].start
        ] in {
            " ",
            ", ",
        }:
            return 2.0
        if before in self._near["strong_telling"]:
            return 1.25
        return 1.0 if before in self._near["telling"] else 0.0

    def _is_feared(self, at: int) -> bool:
        feared = self._before(at) == "of" and self._before(at - 1) in {
            "scared",
            "afraid",
            "frightened",
            "terrified",
        }
        return feared and (self._capital(at) or self._is_sure(self._words[at].plain))

    def _follows_naming(self, at: int) -> bool:
        before, earlier = self._before(at), self._before(at - 1)
        if before in self._near["naming"] or (
            before in {"is", "was", "name"} and earlier in {"name", "names"}
        ):
            return True
        if before in {"im", "am"} and self._words[at].plain in self._gazetteer.names:
            return self._after(at) in {"and", "aged", "from", ""} or self._capital(at)
        if before in {"is", "are", "was"} and (
            earlier in self._near["relations"] or earlier in {"lads"}
        ):
            return self._words[at].plain not in common_words() or self._capital(at)
        return before in {"me", "love"} and self._after(at) in {"again", "xx", "x", "aged", "here"}

    def _from_after(self, at: int) -> float:
        after, word = self._after(at), self._words[at]
        if len(after) == 1 and after not in "aixunr" and after.isalpha():
            return 2.0
        if word.written.lower().replace("’", "'").endswith("'s"):
            return 1.0
        if after in {"is", "was", "are"} and self._after(at + 1) == "my":
            return 2.0
        if after in self._near["does"] and after not in {
            "and",
            "never",
            "always",
            "got",
            "gets",
            "made",
            "makes",
        }:
            return 2.0
        if after in self._near["does"] or after in self._near["is"]:
            return 1.0
        return 1.0 if after == "to" and self._before(at) in self._near["strong_telling"] else 0.0

    def _join_pairs(self) -> None:
        """Take a doubtful word to be a name when "and" or a comma joins it to one."""
        for at in range(len(self._words)):
            if self._names[at] or at in self._famous or self._kind(self._words[at]) < 1:
                continue
            if self._before(at) not in self._near["barred_before"] and (
                self._paired(at, -1) or self._paired(at, 1)
            ):
                self._names[at] = True

    def _paired(self, at: int, step: int) -> bool:
        beside = at + step
        if not 0 <= beside < len(self._words):
            return False
        left, right = sorted((self._words[at], self._words[beside]), key=lambda word: word.start)
        gap = self._text[left.end : right.start].strip()
        if self._words[beside].plain == "and" and 0 <= beside + step < len(self._words):
            return self._names[beside + step]
        return gap in {",", "&"} and self._names[beside]

    def _is_surname(self, at: int) -> bool:
        word = self._words[at]
        if word.plain in {"i", "a", "and", "is"}:
            return False
        if len(word.plain) == 1:
            return word.plain not in {"x", "n", "u", "r"}
        known = word.plain in self._gazetteer.surnames or word.plain in self._gazetteer.names
        if self._capital(at) and self._tells_case:
            return known or (
                word.plain not in common_words() and not self._is_left_alone(word.plain)
            )
        return (
            known
            and word.plain not in self._gazetteer.word_surnames
            and word.plain not in self._gazetteer.word_names
        )

    def _adjoins(self, at: int) -> bool:
        return self._text[self._words[at].end : self._words[at + 1].start] in {
            " ",
            "  ",
            "-",
        } and not self._words[at].written.lower().endswith(("'s", "’s"))

    def _famous_words(self) -> set[int]:
        spans = runs(self._words, self._gazetteer.famous)
        return {at + step for at, length in spans for step in range(length)}

    def _capital(self, at: int) -> bool:
        return self._words[at].is_capital

    def _before(self, at: int) -> str:
        return self._words[at - 1].plain if at > 0 and not self._words[at].opens else ""

    def _after(self, at: int) -> str:
        return (
            self._words[at + 1].plain
            if at + 1 < len(self._words) and not self._words[at + 1].opens
            else ""
        )
