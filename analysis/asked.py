"""What was asked, as plain records: all that a report needs to know of a questionnaire.

The words are passed in; nothing here opens a questionnaire.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analysis.dimensions import MeasureKind, MissingState
from analysis.populations import Condition

Way = tuple[Condition, ...]
"""Answers that together lead to a question."""


class Who(StrEnum):
    """Who a questionnaire is for; the value is the word a report uses for them."""

    CHILDREN = "children"
    YOUNG_PEOPLE = "young people"
    MEMBERS = "members"
    PRACTITIONERS = "practitioners"
    ADULTS = "parents, carers and other adults"
    PEOPLE = "people"

    @property
    def is_young(self) -> bool:
        """Whether these are the voices of children and young people."""
        return self in (Who.CHILDREN, Who.YOUNG_PEOPLE, Who.MEMBERS)


class Valence(StrEnum):
    """What a question in own words asks for: what works, what worries, or what to change."""

    WORKS_WELL = "works_well"
    WORRY = "worry"
    IDEA = "idea"
    OPEN = ""


@dataclass(frozen=True)
class Choice:
    """One answer that was offered; `missing` is the state it stands for when it is none."""

    code: str
    label: str
    is_positive: bool = False
    missing: MissingState | None = None
    priority: str = ""


@dataclass(frozen=True)
class Asked:
    """One closed question, or one row of a grid.

    `id` is unique in its questionnaire (`question` or `question/row`); `item` is the stable key of
    the idea measured. `stem` are the words above the rows of a grid; `risk`
    names the risk to the arrangements that it follows. `asked_of` are the ways that lead to it
    (none: everybody is asked); of several choices, `most` may be made (0: any number).
    """

    id: str
    item: str
    wording: str
    kind: MeasureKind
    choices: tuple[Choice, ...]
    stem: str = ""
    priorities: tuple[str, ...] = ()
    is_harm_related: bool = False
    is_trend: bool = False
    risk: str = ""
    asked_of: tuple[Way, ...] = ()
    most: int = 0

    @property
    def answers(self) -> tuple[Choice, ...]:
        """The choices that count towards the base, in the order of the scale."""
        return tuple(choice for choice in self.choices if choice.missing is None)

    @property
    def positive(self) -> tuple[Choice, ...]:
        """The favourable end of a scale; empty where the question is not one."""
        return tuple(choice for choice in self.answers if choice.is_positive)


@dataclass(frozen=True)
class AskedInWords:
    """One question answered in the respondent's own words."""

    id: str
    wording: str
    valence: Valence = Valence.OPEN
    priorities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """One questionnaire of one survey; `key` names the run whose respondents are counted."""

    key: str
    survey: str
    questionnaire: str
    title: str
    who: Who
    version: str
    closed: tuple[Asked, ...]
    written: tuple[AskedInWords, ...] = ()
    ages: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Label:
    """An id and the words for it: a locality, a theme, a priority."""

    id: str
    name: str


@dataclass(frozen=True)
class ThemeLabel:
    """A theme of the codebook, and the priority it belongs to."""

    id: str
    name: str
    priority: str
    is_sensitive: bool = False


@dataclass(frozen=True)
class Locality:
    """A locality of the survey's day, and the finest places it brings together."""

    id: str
    name: str
    places: frozenset[str]


@dataclass(frozen=True)
class Frame:
    """What every table of a report is laid out by: areas, themes and priorities of the day.

    `elsewhere` are the places, and the missing place, that lie in no locality.
    """

    localities: tuple[Locality, ...]
    elsewhere: frozenset[str]
    themes: tuple[ThemeLabel, ...] = ()
    priorities: tuple[Label, ...] = ()
