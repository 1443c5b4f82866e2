"""Whether a children's report can be read by those it is for: grade of each part, long sentences.

The measure and the limits are those that questionnaires go through (`forms.reading`). Words that a
person typed, of asks and answers, are read here for the first time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.report_records import BlockKind, BoardReport, Section, SectionKind
from forms.definition import Presentation
from forms.reading import MOST_GRADE, grade_of
from forms.wording_checks import MOST_WORDS, sentences, words_in

READ_BY = {
    SectionKind.CHILDREN: Presentation.AGES_9_12,
    SectionKind.EASY_READ: Presentation.EASY_READ,
}
ADDRESS = re.compile(r"\d{3}|www\.|\.(?:uk|org|com)\b")
"""A line of a help contact: a name and a number, nothing to be read as a sentence."""
HARDEST = 3


@dataclass(frozen=True)
class HardPart:
    """A part that asks for an older reader than it is for, and its hardest sentences."""

    title: str
    presentation: str
    grade: float
    most: int
    hardest: tuple[str, ...]


@dataclass(frozen=True)
class LongSentence:
    """A sentence with more words than its readers can hold."""

    title: str
    presentation: str
    words: int
    most: int
    sentence: str


@dataclass(frozen=True)
class ChildReading:
    """What is too hard in a children's report; both empty where nothing is."""

    parts: tuple[HardPart, ...] = ()
    sentences: tuple[LongSentence, ...] = ()

    @property
    def is_easy(self) -> bool:
        """Whether nothing is too hard."""
        return not self.parts and not self.sentences


def read_as_a_child(report: BoardReport) -> ChildReading:
    """Return what in a report's parts for children is too hard for them."""
    parts = [each for each in report.sections if each.kind in READ_BY]
    return ChildReading(
        tuple(hard for each in parts for hard in _hard_part(each)),
        tuple(long for each in parts for long in _long_sentences(each)),
    )


def lines_of(found: ChildReading) -> Iterator[str]:
    """Yield what is too hard, a line each, as the command says it."""
    for part in found.parts:
        yield (
            f"Too hard to read: “{part.title}” for {part.presentation} has reading grade "
            f"{part.grade} (at most {part.most}). Hardest: {' / '.join(part.hardest)}"
        )
    for each in found.sentences:
        yield (
            f"Too long: {each.words} words (at most {each.most}) in “{each.title}” for "
            f"{each.presentation}: {each.sentence}"
        )


def _hard_part(section: Section) -> Iterator[HardPart]:
    presentation = READ_BY[section.kind]
    lines = list(_sentences(section))
    grade, most = grade_of(lines), MOST_GRADE[presentation]
    if lines and grade > most:
        hardest = sorted(lines, key=lambda each: -grade_of([each]))[:HARDEST]
        yield HardPart(section.title, presentation, grade, most, tuple(hardest))


def _long_sentences(section: Section) -> Iterator[LongSentence]:
    presentation = READ_BY[section.kind]
    most = MOST_WORDS[presentation]
    for each in _sentences(section):
        if words_in(each) > most:
            yield LongSentence(section.title, presentation, words_in(each), most, each)


def _sentences(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if block.kind in (BlockKind.TEXT, BlockKind.POINTS, BlockKind.PICTURED):
            for words in (block.text, *block.items):
                if words and not ADDRESS.search(words):
                    yield from (each for each in sentences(words) if words_in(each))
