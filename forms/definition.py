"""What a questionnaire is: frozen records, read from a file once; a survey keeps its own copy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from forms.safety import ConcernLevel

Translate = Callable[[str], str]


class Presentation(StrEnum):
    """A way of showing one questionnaire: its words, its size, its pictures; never its codes."""

    AGES_5_8 = "5-8"
    AGES_9_12 = "9-12"
    AGES_13_18 = "13-18"
    ADULT = "adult"
    EASY_READ = "easy-read"


class Kind(StrEnum):
    """What sort of answer a question takes."""

    SINGLE = "single"
    MULTI = "multi"
    SHORT_TEXT = "short-text"
    LONG_TEXT = "long-text"
    GRID = "grid"
    PLACE = "place"
    INFORMATION = "information"

    @property
    def is_free_text(self) -> bool:
        """Whether the answer is the respondent's own words."""
        return self in (Kind.SHORT_TEXT, Kind.LONG_TEXT)

    @property
    def is_closed(self) -> bool:
        """Whether the answer is one or more codes."""
        return self in (Kind.SINGLE, Kind.MULTI, Kind.GRID, Kind.PLACE)


class State(StrEnum):
    """What became of one question for one respondent; each is stored apart."""

    ANSWERED = "answered"
    DONT_KNOW = "dont-know"
    RATHER_NOT_SAY = "rather-not-say"
    NOT_APPLICABLE = "not-applicable"
    SKIPPED = "skipped"
    NOT_ASKED = "not-asked"


class Mode(StrEnum):
    """How a respondent came to the questionnaire, which decides some of what may be asked."""

    OPEN_LINK = "open-link"
    GROUP_CODE = "group-code"
    SUPPORTED_IN_SETTING = "supported-in-setting"
    SUPPORTED_AT_HOME = "supported-at-home"
    AGENCY_CODE = "agency-code"
    MEMBER_CODE = "member-code"
    PAPER = "paper"


class PlaceLevel(StrEnum):
    """How fine a place is: a town or village, a district, or the whole area."""

    SETTLEMENT = "settlement"
    DISTRICT = "district"
    WHOLE = "whole"


ALL_PRIORITIES, TOPIC_PRIORITY = "ALL", "TOPIC"
"""ALL: its options or themes each carry their own. TOPIC: `bind` puts in the meeting's."""


@dataclass(frozen=True)
class Wording:
    """Words under one id, common or each presentation's own; `values` fill their braces."""

    text: str = ""
    own: Mapping[Presentation, str] = field(default_factory=dict, hash=False)
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    def of(
        self,
        presentation: Presentation,
        translate: Translate | None = None,
        values: Mapping[str, str] | None = None,
    ) -> str:
        """Return the words filled in, both translated; `values` go before the wording's own."""
        text = self.text
        if self.own:
            text = self.own.get(presentation) or text or next(iter(self.own.values()))
        if translate is not None:
            text = translate(text)
        for name, value in self.values.items():
            put_in = (values or {}).get(name, value)
            text = text.replace("{" + name + "}", translate(put_in) if translate else put_in)
        return text

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text as it was written, for checks and translators."""
        return ((self.text,) if self.text else ()) + tuple(self.own.values())

    def __bool__(self) -> bool:
        return bool(self.text or self.own)


NO_WORDS = Wording()


@dataclass(frozen=True)
class Option:
    """One choice offered; `means` is the state it stands for when it is not a plain answer.

    One that `is_carried` is offered only to those who chose it in an answer before.
    """

    code: str
    label: Wording
    help: Wording = NO_WORDS
    symbol: str = ""
    alt: Wording = NO_WORDS
    means: State = State.ANSWERED
    exclusive: bool = False
    fixed: bool = False
    takes_text: bool = False
    priority: str = ""
    group: str = ""
    is_carried: bool = False


@dataclass(frozen=True)
class Item:
    """One row of a grid; its id is the stable key of the idea measured."""

    id: str
    text: Wording
    priority: str = ""
    source: str = ""
    risk: str = ""
    background: str = ""


@dataclass(frozen=True)
class Section:
    """A caption over the pages that follow it; not a page of its own."""

    id: str
    text: Wording
    help: Wording = NO_WORDS


@dataclass(frozen=True)
class AnswerIs:
    """Holds when the answer on an earlier page has one of the codes."""

    page: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ChosenAtLeast:
    """Holds when at least so many options were chosen on an earlier page."""

    page: str
    count: int


@dataclass(frozen=True)
class ParameterIs:
    """Holds when a parameter of the survey has the value; settled when the survey opens."""

    parameter: str
    value: str


Condition = AnswerIs | ChosenAtLeast | ParameterIs


@dataclass(frozen=True)
class Check:
    """The next step is to check the answers and send them."""


@dataclass(frozen=True)
class GoToQuestionnaire:
    """The next step is another questionnaire of the family."""

    id: str


@dataclass(frozen=True)
class GoToClosingPage:
    """The next step is a page that ends the visit; nothing is kept."""

    id: str


Destination = Check | GoToQuestionnaire | GoToClosingPage


@dataclass(frozen=True)
class Route:
    """Where an answer leads other than the next page; `when` speaks of its own page."""

    when: AnswerIs | ChosenAtLeast
    to: Destination


@dataclass(frozen=True)
class Question:
    """One thing asked, with everything needed to show, check, store and report it."""

    id: str
    kind: Kind
    text: Wording
    item: str = ""
    help: Wording = NO_WORDS
    why: str = ""
    section: Section | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[Item, ...] = ()
    rows_from: str = ""
    scale: str = ""
    positive: tuple[str, ...] = ()
    max_choices: int = 0
    max_characters: int = 0
    shuffle: bool = False
    required: bool = False
    priorities: tuple[str, ...] = ()
    trend: bool = False
    source: str = ""
    modes: tuple[Mode, ...] = ()
    show_if: tuple[Condition, ...] = ()
    routes: tuple[Route, ...] = ()
    options_from_answer: str = ""
    help_card_codes: tuple[str, ...] = ()
    concern_codes: tuple[str, ...] = ()
    concern_level: ConcernLevel = ConcernLevel.T1
    themed: bool = False
    screened: bool = False
    default_valence: str = ""
    becomes: str = ""
    default: str = ""
    symbol: str = ""
    alt: Wording = NO_WORDS
    with_symbols: bool = False
    place_level: PlaceLevel | None = None
    allow_whole_area: bool = False
    quote_control: str = ""
    drawing: str = ""
    note: str = ""

    @cached_property
    def option_by_code(self) -> Mapping[str, Option]:
        """Every option under its code."""
        return {option.code: option for option in self.options}

    @cached_property
    def carried_codes(self) -> frozenset[str]:
        """Codes offered only to those who chose them in the earlier answer."""
        return frozenset(option.code for option in self.options if option.is_carried)

    @property
    def takes_several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.kind is Kind.MULTI or (self.kind is Kind.PLACE and self.max_choices > 1)


@dataclass(frozen=True)
class Page:
    """One step of the journey: a question, or one row of a grid.

    `number` is its fixed position in the questionnaire, from 1; the start page is number 0.
    """

    number: int
    question: Question
    row: Item | None = None

    @cached_property
    def key(self) -> str:
        """What the answer is stored under: the question's id, or `question/row`."""
        return f"{self.question.id}/{self.row.id}" if self.row else self.question.id

    @property
    def wording(self) -> Wording:
        """The words that are asked: the row's own, or the question's."""
        return self.row.text if self.row else self.question.text

    @property
    def takes_answer(self) -> bool:
        """Whether there is anything to answer here."""
        return self.question.kind is not Kind.INFORMATION
