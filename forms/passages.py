"""Every wording a respondent may meet in a questionnaire, with the part it plays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms.definition import Presentation, Question, Wording
from forms.questionnaire import Card, End, Questionnaire, Start


class Role(StrEnum):
    """The part a wording plays."""

    TITLE = "title"
    START = "start"
    HELPER = "helper page"
    SECTION = "section"
    TEXT = "question"
    HELP = "help"
    ROW = "row"
    LABEL = "option"
    ALT = "description of a picture"
    END = "end"
    CLOSING = "closing page"
    FACT = "fact of the consultation"


@dataclass(frozen=True)
class Passage:
    """One wording, its part, the question it belongs to, if any, and who may come to read it."""

    wording: Wording
    role: Role
    question: Question | None = None
    read_in: tuple[Presentation, ...] = tuple(Presentation)


def passages(questionnaire: Questionnaire) -> Iterator[Passage]:
    """Yield every wording of a questionnaire that is not empty, in reading order."""
    for passage in _all(questionnaire):
        if passage.wording:
            yield passage


def _all(questionnaire: Questionnaire) -> Iterator[Passage]:
    yield Passage(questionnaire.title, Role.TITLE)
    if questionnaire.consultation:
        facts = questionnaire.consultation
        yield from _each((facts.opens, facts.closes, facts.response_by), Role.FACT)
    if questionnaire.helper_page:
        yield from _each(questionnaire.helper_page.body, Role.HELPER)
    if questionnaire.tile:
        yield from _cards((questionnaire.tile,), Role.START, tuple(Presentation))
    yield from _of_start(questionnaire.start)
    for question in questionnaire.questions:
        yield from _of_question(question)
    yield from _of_end(questionnaire.end)
    for page in questionnaire.closing_pages:
        yield from _each((page.heading, *page.body), Role.CLOSING)


def _of_start(start: Start) -> Iterator[Passage]:
    pictured, others = _readers(start)
    yield from _each((start.heading, start.limits, start.privacy_link), Role.START)
    yield from _each((*start.body, start.no_reply), Role.START, others)
    yield from _cards(start.cards, Role.START, pictured)
    yield from _of_question(start.agree)


def _of_end(end: End) -> Iterator[Passage]:
    pictured, others = _readers(end)
    yield Passage(end.heading, Role.END)
    yield from _each(end.body, Role.END, others)
    yield from _cards(end.cards, Role.END, pictured)


def _readers(page: Start | End) -> tuple[tuple[Presentation, ...], tuple[Presentation, ...]]:
    """Return the presentations that read a page's cards, and those that read its paragraphs."""
    with_cards = tuple(each for each in Presentation if page.shows_cards(each))
    return with_cards, tuple(each for each in Presentation if each not in with_cards)


def _each(
    wordings: Iterable[Wording], role: Role, readers: tuple[Presentation, ...] = tuple(Presentation)
) -> Iterator[Passage]:
    return (Passage(wording, role, read_in=readers) for wording in wordings)


def _cards(
    cards: Iterable[Card], role: Role, readers: tuple[Presentation, ...]
) -> Iterator[Passage]:
    for card in cards:
        yield Passage(card.text, role, read_in=readers)
        yield Passage(card.alt, Role.ALT, read_in=readers)


def _of_question(question: Question) -> Iterator[Passage]:
    if question.section:
        yield from _each((question.section.text, question.section.help), Role.SECTION)
    yield Passage(question.text, Role.TEXT, question)
    yield Passage(question.help, Role.HELP, question)
    yield Passage(question.alt, Role.ALT, question)
    for row in question.rows:
        yield Passage(row.text, Role.ROW, question)
    for option in question.options:
        yield Passage(option.label, Role.LABEL, question)
        yield Passage(option.help, Role.LABEL, question)
        yield Passage(option.alt, Role.ALT, question)
