"""A whole questionnaire: its start, its pages in order, its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from forms.definition import (
    NO_WORDS,
    Mode,
    Page,
    Presentation,
    Question,
    Wording,
)
from forms.safety import Promise

PICTURED = frozenset({Presentation.AGES_5_8, Presentation.EASY_READ})
"""Presentations in which every idea, question and choice stands beside a picture."""


@dataclass(frozen=True)
class Card:
    """One idea with one picture, for readers who are helped by pictures.

    Where paragraphs say the same, cards are for the pictured presentations alone.
    """

    symbol: str
    text: Wording
    alt: Wording = NO_WORDS


def shows_cards(
    presentation: Presentation, cards: tuple[Card, ...], body: tuple[Wording, ...]
) -> bool:
    """Return whether a presentation reads the cards of a page, and not its paragraphs."""
    return bool(cards) and (presentation in PICTURED or not body)


@dataclass(frozen=True)
class Start:
    """What a respondent reads before anything is asked, and the question whether to take part."""

    heading: Wording
    agree: Question
    body: tuple[Wording, ...] = ()
    cards: tuple[Card, ...] = ()
    limits: Wording = NO_WORDS
    no_reply: Wording = NO_WORDS
    privacy_link: Wording = NO_WORDS

    def shows_cards(self, presentation: Presentation) -> bool:
        """Return whether cards are read here; the limits are told to everybody either way."""
        return shows_cards(presentation, self.cards, self.body)


@dataclass(frozen=True)
class End:
    """What is read after sending; `contacts_for` is the place question that picks the contacts."""

    heading: Wording
    body: tuple[Wording, ...] = ()
    cards: tuple[Card, ...] = ()
    contacts_for: str = ""

    def shows_cards(self, presentation: Presentation) -> bool:
        """Return whether cards are read here."""
        return shows_cards(presentation, self.cards, self.body)


@dataclass(frozen=True)
class ClosingPage:
    """A page that asks nothing: help, leaving kindly, not for you, or a card of help."""

    id: str
    heading: Wording
    body: tuple[Wording, ...] = ()
    shows_contacts: bool = False
    symbol: str = ""


@dataclass(frozen=True)
class HelperPage:
    """What the adult beside a child reads before the child starts."""

    audience: str
    body: tuple[Wording, ...]


@dataclass(frozen=True)
class Consultation:
    """The facts a lawful consultation has to state."""

    opens: Wording
    closes: Wording
    minimum_weeks: int
    decision_maker: str
    response_by: Wording


class ParameterKind(StrEnum):
    """What a survey officer fills in when a survey opens."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    LIST = "list"
    PRIORITY = "priority"


@dataclass(frozen=True)
class Parameter:
    """One thing a survey officer fills in when a survey opens."""

    name: str
    kind: ParameterKind
    means: str
    may_be_empty: bool = False


@dataclass(frozen=True)
class Questionnaire:
    """The instrument: what is asked, of whom, in which order, and what is said around it."""

    id: str
    version: str
    title: Wording
    audience: str
    ages: tuple[int, int]
    presentations: tuple[Presentation, ...]
    modes: tuple[Mode, ...]
    language: str
    reading_age_target: int
    minutes: int
    start: Start
    questions: tuple[Question, ...]
    end: End
    tile: Card | None = None
    closing_pages: tuple[ClosingPage, ...] = ()
    helper_page: HelperPage | None = None
    parameters: tuple[Parameter, ...] = ()
    consultation: Consultation | None = None
    small_group_rule: str = ""
    cycle: str = ""
    consent_model: str = ""
    promise: Promise = Promise.ANONYMOUS
    notes: tuple[str, ...] = ()

    @cached_property
    def start_page(self) -> Page:
        """The start page, number 0: it asks whether to take part."""
        return Page(0, self.start.agree)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page in order, whether or not a respondent will meet it."""
        steps = ((question, row) for question in self.questions for row in question.rows or (None,))
        shown = (step for step in steps if step[1] or not step[0].rows_from)
        return tuple(Page(number, *step) for number, step in enumerate(shown, start=1))

    @cached_property
    def page_by_key(self) -> Mapping[str, Page]:
        """Every page under the key its answer is stored under."""
        return {page.key: page for page in self.pages}

    @cached_property
    def question_by_id(self) -> Mapping[str, Question]:
        """Every question under its id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def closing_page_by_id(self) -> Mapping[str, ClosingPage]:
        """Every closing page under its id."""
        return {page.id: page for page in self.closing_pages}

    @cached_property
    def worked_out(self) -> dict[object, object]:
        """What routing and form building derive once from this definition, kept beside it."""
        return {}

    def page(self, number: int) -> Page | None:
        """Return the page with this number (0 is the start page), or None if there is none."""
        if number == 0:
            return self.start_page
        return self.pages[number - 1] if 0 < number <= len(self.pages) else None
