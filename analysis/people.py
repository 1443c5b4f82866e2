"""Find the names of people.

Sure names anywhere; names that are words too, only where the words around them show a person.
"""

import re
from collections.abc import Iterator, Sequence

from analysis.family_names import PARTICLES, is_double, is_family_name, is_strange, is_strange_pair
from analysis.gazetteer import Gazetteer
from analysis.no_people import is_a_title
from analysis.phrases import Found, Word, runs
from analysis.spelling import common_words
from analysis.surroundings import UNKNOWN, Surroundings

ENOUGH = 2.0
"""Evidence from which a doubtful word is taken to be a name."""


_ROLES = {
    "father",
    "lord",
    "lady",
    "coach",
    "judge",
    "doctor",
    "nurse",
    "captain",
    "matron",
    "officer",
}
"""Titles that are also what anybody is called."""
_TITLES_OF_STAFF = {"mr", "mrs", "ms", "miss", "dr"}
_AUXILIARY = {"will", "may", "can", "an", "so"}
"""Names that more often help a verb."""


_LISTED_BY_SURNAME = re.compile(r"\b[A-Z][a-z'’\-]+, [A-Z]\.")


def people(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the spans of a text that name a person."""
    yield from ((*found.span(), "name") for found in _LISTED_BY_SURNAME.finditer(text))
    finder = _Finder(text, words, gazetteer)
    for first, last in finder.runs():
        yield words[first].start, words[last].end, "name"


class _Finder:
    """Weighs each word of one text; a word is a name when the evidence is enough."""

    def __init__(self, text: str, words: Sequence[Word], gazetteer: Gazetteer) -> None:
        self._words, self._gazetteer, self._text = words, gazetteer, text
        self._near = gazetteer.context
        self._around = Surroundings(text, words, gazetteer)
        self._famous = {
            at + step for at, length in runs(words, gazetteer.famous) for step in range(length)
        }
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
            yield self._first_of_name(at), last
            at = last + 1

    def _is_name(self, at: int) -> bool:
        word = self._words[at]
        if len(word.plain) < 2:
            before = self._around.before(at)
            return before in _TITLES_OF_STAFF and (word.is_capital or before != "miss")
        if (
            at in self._famous
            or word.plain in self._near["never_names"]
            or word.plain in self._near["not_people"]
            or self._is_left_alone(word.plain)
            or not word.plain[0].isalpha()
        ):
            return False
        if self._after_title(at):
            return True
        if self._is_sure(word.plain) or self._is_owner(at):
            return not self._is_a_thing(at)
        kind = self._kind(word)
        return kind > 0 and self._around.weight(at, kind) >= ENOUGH

    def _is_left_alone(self, plain: str) -> bool:
        lexicon = self._gazetteer
        return (
            plain in lexicon.left_alone
            and plain not in lexicon.names
            and plain not in lexicon.surnames
        )

    def _is_a_thing(self, at: int) -> bool:
        """Return whether a sure name is a word of every day here: a place, a book, or "a bobby"."""
        word, before = self._words[at], self._around.before(at)
        if is_a_title(self._around, at):
            return True
        if before in {"a", "an", "the"} and self._around.before(at - 1) != "is":
            return not word.is_capital or word.plain in common_words()
        return word.plain in common_words() and word.plain in self._gazetteer.places

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

    def _is_owner(self, at: int) -> bool:
        """Return whether this is a name whose apostrophe was left out ("laurens mum")."""
        plain = self._words[at].plain
        return (
            plain.endswith("s")
            and plain not in self._near["relations"]
            and plain[:-1] not in self._near["never_names"]
            and plain not in self._gazetteer.names
            and plain[:-1] in self._gazetteer.names
            and self._around.after(at) in self._near["relations"]
        )

    def _after_title(self, at: int) -> bool:
        word, title = self._words[at], self._around.before(at)
        if title in self._near["titles"]:
            return (
                word.plain not in self._near["after_title"]
                and word.plain not in self._near["relations"]
                and (word.is_capital or title not in _ROLES or self._listed(word.plain))
            )
        if title in self._near["kin_titles"]:
            return self._after_kin_title(word, title)
        return False

    def _after_kin_title(self, word: Word, title: str) -> bool:
        if word.plain in self._near["after_title"]:
            return False
        if title == "our" or word.plain in self._near["relations"]:
            return self._is_sure(word.plain)
        large = word.is_capital and self._around.tells_case
        unknown = word.plain not in common_words() and len(word.plain) > 2
        known = word.plain in self._gazetteer.names or word.plain in self._gazetteer.surnames
        return (
            self._listed(word.plain)
            or (large and (known or unknown or title in {"miss", "sir", "madam"}))
            or (unknown and title in {"miss", "madam"})
        )

    def _listed(self, plain: str) -> bool:
        lexicon = self._gazetteer
        is_given = plain in lexicon.names and plain not in lexicon.word_names
        return is_given or is_family_name(plain, self._gazetteer)

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
        return 0.9 if plain in lexicon.surnames else UNKNOWN

    def _join_pairs(self) -> None:
        """Take a doubtful word to be a name when "and" or a comma joins it to one."""
        for at in range(len(self._words)):
            if self._names[at] or at in self._famous:
                continue
            if self._goes_before_surname(at):
                self._names[at] = True
            elif self._begins_strange_pair(at):
                self._names[at] = self._names[at + 1] = True
            elif (
                self._may_be_paired(at)
                and self._around.before(at) not in self._near["barred_before"]
            ):
                self._names[at] = self._paired(at, -1) or self._paired(at, 1)

    def _may_be_paired(self, at: int) -> bool:
        word = self._words[at]
        kind = self._kind(word)
        if self._is_left_alone(word.plain) or word.plain in self._near["not_people"]:
            return False
        return kind >= 1 or (kind == UNKNOWN and is_strange(word.plain, self._gazetteer))

    def _begins_strange_pair(self, at: int) -> bool:
        if at + 1 == len(self._words) or at + 1 in self._famous or not self._adjoins(at):
            return False
        return is_strange_pair(self._words, at, self._gazetteer)

    def _goes_before_surname(self, at: int) -> bool:
        """Return whether this begins a name of two: "Paddy Doran", "Zhang Wei"."""
        plain = self._words[at].plain
        if plain not in self._gazetteer.names and plain not in self._gazetteer.surnames:
            return self._is_initial(at)
        barred = ("after_title", "titles", "never_names", "not_people")
        return (
            at + 1 < len(self._words)
            and self._adjoins(at)
            and not any(plain in self._near[part] for part in barred)
            and self._is_joined(at, at + 1)
        )

    def _is_initial(self, at: int) -> bool:
        """Return whether this is the "J" of "J. Nelson"."""
        word = self._words[at]
        following = self._words[at + 1] if at + 1 < len(self._words) else word
        dotted = self._text[word.end : following.start] == ". "
        named = at + 1 < len(self._words) and self._names[at + 1]
        is_name = named or is_family_name(following.plain, self._gazetteer)
        return dotted and len(word.plain) == 1 and is_name

    def _is_joined(self, at: int, beside: int) -> bool:
        first, second = self._words[at], self._words[beside]
        if first.is_capital and second.is_capital:
            given = first.plain in self._gazetteer.names and second.plain not in common_words()
            strange = given and not self._is_left_alone(second.plain) and "-" in second.plain
            return (strange or self._names[beside]) and first.plain not in self._near["calendar"]
        small = first.plain in self._gazetteer.names and first.plain not in _AUXILIARY
        family = is_family_name(second.plain, self._gazetteer) or is_double(
            second.plain, self._gazetteer
        )
        return small and family and second.plain not in common_words()

    def _paired(self, at: int, step: int) -> bool:
        beside = at + step
        if not 0 <= beside < len(self._words):
            return False
        left, right = sorted((self._words[at], self._words[beside]), key=lambda word: word.start)
        gap = self._text[left.end : right.start].strip()
        if self._words[beside].plain in {"and", "n"} and 0 <= beside + step < len(self._words):
            other = self._words[beside + step].plain
            months = {self._words[at].plain, other} <= self._near["calendar"]
            return self._names[beside + step] and not months
        listed = gap == "," and self._kind(self._words[at]) >= 1
        return (listed or gap == "&") and self._names[beside]

    def _is_surname(self, at: int) -> bool:
        word, lexicon = self._words[at], self._gazetteer
        if word.plain in {"i", "a", "and", "is"}:
            return False
        if len(word.plain) == 1:
            return word.plain not in {"x", "n", "u", "r"}
        if word.plain in PARTICLES:
            return at + 1 < len(self._words) and self._adjoins(at) and self._is_surname(at + 1)
        listed = is_family_name(word.plain, lexicon) or is_double(word.plain, lexicon)
        if listed or self._is_sure(word.plain):
            return True
        after_part = self._words[at - 1].plain in PARTICLES
        if (after_part or not self._around.tells_capitals) and is_strange(word.plain, lexicon):
            return True
        known = word.plain in lexicon.surnames or word.plain in lexicon.names
        return self._around.is_large(at) and (
            known or (word.plain not in common_words() and not self._is_left_alone(word.plain))
        )

    def _first_of_name(self, at: int) -> int:
        """Return where a name starts: with "Big" and "lil", or with a title."""
        word = self._words[at - 1] if at else self._words[at]
        if not at or self._text[word.end : self._words[at].start] not in {" ", ". "}:
            return at
        part = word.plain
        is_nickname = part in self._near["nickname_starts"] and (
            word.is_capital
            or part == "lil"
            or self._around.before(at - 1) in {"", "and", "for", "to", "called", "from", "with"}
        )
        is_title = part in self._near["titles"] or part in self._near["kin_titles"] - {"our"}
        return at - 1 if is_nickname or (is_title and (word.is_capital or part != "miss")) else at

    def _adjoins(self, at: int) -> bool:
        return self._text[self._words[at].end : self._words[at + 1].start] in {
            " ",
            "  ",
            "-",
            ". ",
        } and not self._words[at].written.lower().endswith(("'s", "’s"))
