"""How old a reader has to be, by Flesch and Kincaid's grade (Kincaid and others, 1975).

Syllables are counted by pyphen's hyphenation patterns, as textstat does. The grade is taken over
whole passages: of a single short line it says little, and the limit on the words of each sentence
covers those. It flatters short lines; only trying them with children shows they are understood.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from forms.definition import Presentation
from forms.faults import Fault
from forms.loaded import Loaded
from forms.passages import Passage, Role, passages
from forms.wording_checks import WORD, read_texts, sentences

AGE_AT_GRADE_0 = 5
MOST_GRADE: Mapping[Presentation, int] = {
    Presentation.AGES_5_8: 2,
    Presentation.AGES_9_12: 4,
    Presentation.AGES_13_18: 6,
    Presentation.EASY_READ: 4,
}
PARTS: Mapping[Role, str] = {
    Role.START: "the start page",
    Role.HELPER: "the helper page",
    Role.TEXT: "the questions",
    Role.ROW: "the questions",
    Role.HELP: "the questions",
    Role.LABEL: "the options",
    Role.END: "the last page",
}


@dataclass(frozen=True)
class ReadingAge:
    """The grade of one part of a questionnaire in one presentation, and the most it may be."""

    part: str
    presentation: Presentation
    grade: float
    most: float

    @property
    def is_too_high(self) -> bool:
        """Whether the part asks for an older reader than it is meant for."""
        return self.grade > self.most


def reading_ages(loaded: Loaded) -> list[ReadingAge]:
    """Return the grade of every part in every presentation that has a limit."""
    gathered: dict[tuple[str, Presentation], list[str]] = defaultdict(list)
    for passage in passages(loaded.questionnaire):
        for presentation, text in _graded(loaded, passage):
            gathered[PARTS[passage.role], presentation] += sentences(text)
    return [
        ReadingAge(
            part,
            presentation,
            grade_of(lines),
            _most_grade(loaded, presentation),
        )
        for (part, presentation), lines in gathered.items()
    ]


def grade_of(lines: Sequence[str]) -> float:
    """Return the grade of some sentences: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = [word for line in lines for word in WORD.findall(line.lower().replace("-", ""))]
    if not words:
        return 0.0
    patterns = _patterns()
    syllables = sum(len(patterns.positions(word)) + 1 for word in words)
    return round(0.39 * len(words) / len(lines) + 11.8 * syllables / len(words) - 15.59, 1)


@cache
def _patterns() -> Any:  # pyphen has no types; imported late because no page needs it
    return import_module("pyphen").Pyphen(lang="en_US")


def reading_faults(loaded: Loaded) -> list[Fault]:
    """Return a fault for every part that asks for too old a reader."""
    _, file, node = loaded.origins.places[id(loaded.questionnaire)]
    return [
        Fault(
            file,
            node.line,
            f"The reading grade of {age.part} is {age.grade} for '{age.presentation}' "
            f"(at most {age.most})",
            "Use shorter words and shorter sentences there",
        )
        for age in reading_ages(loaded)
        if age.is_too_high
    ]


def _graded(loaded: Loaded, passage: Passage) -> list[tuple[Presentation, str]]:
    if passage.role not in PARTS:
        return []
    read = read_texts(loaded, passage)
    return [(p, text) for p, text in read if p is Presentation.ADULT or p in MOST_GRADE]


def _most_grade(loaded: Loaded, presentation: Presentation) -> int:
    adult = max(loaded.questionnaire.reading_age_target - AGE_AT_GRADE_0, 6)
    return MOST_GRADE.get(presentation, adult)
