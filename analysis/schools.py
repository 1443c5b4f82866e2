"""Find the school a child goes to, by its name, its saint or its initials."""

import re
from collections.abc import Iterator, Sequence

from analysis.gazetteer import Gazetteer
from analysis.phrases import Found, Word, phrases
from analysis.spelling import common_words

_ATTEND = re.compile(
    r"(?:\b(?:go|goes|going|went|gan|gans)(?:\s+to)?|\battends?|\b(?:am|is|are|was|were|be|been|"
    r"i'?m|s?he'?s) at|"
    r"\bsc?h?k?ool (?:is|called)|\bstart(?:s|ed)?(?: at)?|\bleft|\bkids (?:at|from)|\beveryone at|"
    r"\bpupils? at|\bmoved (?:from [a-z' ]{3,24} )?to|\bout of|\bwork(?:s|ed)? at|"
    r"\bteach(?:es)? at)\s+(?:the\s+)?$",
    re.I,
)
_KIND = re.compile(r"\s(?:school|academy|primary|college|nursery|high)\b", re.I)
_ITS_PUPILS = re.compile(r"\s(?:kids|lads|lasses|pupils|students|teachers|boys|girls)\b", re.I)
_GROUNDS = {
    "hill",
    "bank",
    "park",
    "fields",
    "lane",
    "road",
    "bridge",
    "wood",
    "vale",
    "view",
    "side",
    "green",
    "grove",
    "moor",
    "croft",
    "house",
    "valley",
    "fell",
    "beck",
    "dale",
    "street",
}
_ABOUT_SCHOOL = re.compile(
    r"\b(?:school|year|yr|teachers?|class|pupils?|form|dinners?|head|sixth|toilets|exams?|lessons?|detention|"
    r"homework|uniform)\b",
    re.I,
)
_CHURCH_SCHOOL = re.compile(
    r"\b(?:st|saint|holy|our lady|all|christ|sacred)\W{0,2}\s?[a-z']{3,24}(?:\s[a-z']{3,24})?\s"
    r"(?:c\.?\s?of\s?e|cofe|c\.e\.|rc|r\.c\.)(?:\s(?:primary|school|juniors?|infants?)){0,2}\b",
    re.I,
)
_OUR_LADY_OF = re.compile(
    r"\bour lady(?:'?s\b| of (?:the )?[a-z]+| star of the sea)"
    r"(?:\s(?:catholic|rc|primary|school|juniors?|infants?|nursery|academy|high)\b){0,3}",
    re.I,
)
_OUR_LADY = re.compile(r"\bour lady (?:and|&|with) $", re.I)
_DOTTED = re.compile(r"\b(?:(?:[A-Z]\.){3}[A-Z]\b\.?|(?:[A-Z]\.){3,4}|(?:[a-z]\.){3,4}(?<!\.p\.))")
_MOVED_SCHOOL = re.compile(
    r"\b(?:school|year|yr|teachers?|class|pupils?|form|sixth|used to be|left|moved to|"
    r"started)\b",
    re.I,
)
_AT = re.compile(r"\b(?:at|to|from|in|of|like|hate|than|and|with)\s+$", re.I)
_VOWELS = frozenset("aeiouy")
_LONGEST_NAME = 4
_JOINS = {" ", "  ", "-", "'", "’s ", ". ", "."}
_FIRST_WORDS = {"little", "great", "high", "low", "old", "new", "north", "south", "busy", "bright"}
_OF_CHURCH = {"c": "of", "of": "e", "e": "", "ce": ""}
"""Small words before the kind of a church school, and what follows each."""
_SMALL = {"and", "of", "e", "c", "form"}
_CLASSES = {"year", "key", "stage", "teachers", "teacher"}
_VILLAGES = {"bees", "nicholas", "michaels", "johns"}
"""Saints whose name is a village or a ward as well."""


def schools(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the spans of a text that name a school."""
    for at, word in enumerate(words):
        if word.plain in gazetteer.context["school_kinds"]:
            yield from _named(text, words, at, gazetteer)
        elif word.plain in {"st", "saint", "saints", "sts"}:
            yield from _saint(text, words, at, gazetteer)
        elif _is_initials(word, text, gazetteer) or _is_unheard_of(word, text, gazetteer):
            yield word.start, word.end, "school"
    for pattern in (_CHURCH_SCHOOL, _OUR_LADY_OF):
        yield from ((*found.span(), "school") for found in pattern.finditer(text))
    if not text.isupper() and _ABOUT_SCHOOL.search(text):
        yield from ((*found.span(), "school") for found in _DOTTED.finditer(text))
    yield from _known(text, words, gazetteer)


def _known(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the schools of the list, with "school" where it follows."""
    starts = {word.start: word for word in words}
    for start, end, kind in phrases(words, gazetteer.schools, "school"):
        general = _KIND.match(text, end)
        told = bool(general) or starts[start].is_capital or _is_attended(text, start)
        told = told or bool(_ITS_PUPILS.match(text, end))
        if told or text[start:end].lower() not in gazetteer.word_schools:
            yield start, general.end() if general else end, kind


def _is_attended(text: str, start: int) -> bool:
    return bool(_ATTEND.search(text[max(0, start - 30) : start]))


def _is_initials(word: Word, text: str, gazetteer: Gazetteer) -> bool:
    """Return whether capitals stand where a school would ("I go to KKS")."""
    if not 3 <= len(word.written) <= 5 or not word.written.isalpha():
        return False
    barred = (gazetteer.context["no_school_initials"], gazetteer.left_alone, common_words())
    if any(word.plain in those for those in barred):
        return False
    if not word.written.isupper() or text.isupper():
        return not _VOWELS & set(word.plain) and _is_attended(text, word.start)
    placed = (
        word.opens
        or text[: word.start].lower().endswith("school ")
        or _AT.search(text[max(0, word.start - 8) : word.start])
    )
    about = placed and _ABOUT_SCHOOL.search(text)
    return bool(about) or _is_attended(text, word.start)


def _is_unheard_of(word: Word, text: str, gazetteer: Gazetteer) -> bool:
    """Return whether a word nobody knows stands where a school would ("i go to beckside")."""
    if len(word.plain) < 5 or not word.plain.isalpha() or word.plain in common_words():
        return False
    known = (gazetteer.left_alone, gazetteer.names, gazetteer.places, gazetteer.surnames)
    return (
        not any(word.plain in those for those in known)
        and _is_attended(text, word.start)
        and bool(_MOVED_SCHOOL.search(text))
    )


def _named(text: str, words: Sequence[Word], at: int, gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the school whose kind ("primary", "college") stands here, if a name goes before it."""
    first = at
    while _goes_on(text, words, first, gazetteer) and at - first < _LONGEST_NAME:
        first -= 1
    named = words[first:at]
    general = gazetteer.generic_school | gazetteer.context["school_words"]
    if all(word.plain in general for word in named):
        return
    told = (
        _is_attended(text, words[first].start)
        or any(_is_unusual(word, gazetteer) for word in named)
        or (len(named) > 1 and named[-1].plain in _GROUNDS)
    )
    formal = gazetteer.context["school_words"]
    if told or all(word.is_capital or word.plain in formal for word in named):
        last = _last_formal(text, words, at, gazetteer.context["school_words"] - _SMALL)
        yield words[first].start, words[last].end, "school"


def _goes_on(text: str, words: Sequence[Word], first: int, gazetteer: Gazetteer) -> bool:
    """Return whether the word before belongs to the name of the school."""
    if not first or text[words[first - 1].end : words[first].start] not in _JOINS:
        return False
    word = words[first - 1]
    if _OF_CHURCH.get(word.plain) in {words[first].plain, ""}:
        return True
    if word.opens and word.is_capital and words[first].is_capital and word.plain in _FIRST_WORDS:
        return True
    if word.is_capital and not word.opens and len(word.plain) > 2:
        return True
    if word.plain in gazetteer.context["school_words"] - _SMALL - {"school", "skool"}:
        return True
    general = word.plain in gazetteer.generic_school or word.plain in _CLASSES
    return not general and not word.plain.isdigit()


def _is_unusual(word: Word, gazetteer: Gazetteer) -> bool:
    if word.plain not in common_words() or word.plain in gazetteer.places:
        return True
    return word.plain in gazetteer.names and word.plain not in gazetteer.word_names


def _last_formal(text: str, words: Sequence[Word], at: int, formal: frozenset[str]) -> int:
    """Return the last of the words from here on that belong to the formal name of a school."""
    while at + 1 < len(words) and words[at + 1].plain in formal:
        if text[words[at].end : words[at + 1].start] not in _JOINS:
            break
        at += 1
    return at


def _saint(text: str, words: Sequence[Word], at: int, gazetteer: Gazetteer) -> Iterator[Found]:
    if at + 1 == len(words) or not _is_saint(text, words, at):
        return
    first = _OUR_LADY.search(text, 0, words[at].start)
    last = _last_formal(text, words, at + 1, gazetteer.context["school_words"] - {"and", "form"})
    while words[last].plain in {"of", "c", "church"} and last > at + 1:
        last -= 1
    village = last == at + 1 and words[last].plain in _VILLAGES
    kind = "place" if village and not _is_attended(text, words[at].start) else "school"
    yield first.start() if first else words[at].start, words[last].end, kind


def _is_saint(text: str, words: Sequence[Word], at: int) -> bool:
    name = words[at + 1]
    joined = text[words[at].end : name.start] in _JOINS
    after = words[at + 2].plain if at + 2 < len(words) else ""
    if name.plain == "john" and after.startswith("ambulance"):
        return False
    return (
        joined and name.plain not in {"a", "and", "in", "the", "is"} and name.written[0].isalpha()
    )
