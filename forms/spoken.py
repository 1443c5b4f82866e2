"""What is said aloud: the words of a page, of each choice and of what stands around the questions.

The same functions give the words when recordings are made and when a page is shown, so that a
recording is found by its words alone and can never say something else than the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from forms.definition import Kind, Page, Presentation, Question, Translate, Wording
from forms.piping import PIPE
from forms.questionnaire import Card, Questionnaire, shows_cards

START, END = "start", "end"
ENDINGS = (".", "!", "?", "…", "؟", ":", "”")
MOST_VARIANTS = 40
"""How many ways a wording may read that repeats an earlier answer; more are left unspoken."""


@dataclass(frozen=True)
class Line:
    """Words said at one place: a page's own (no option), or one of its options."""

    page: str
    option: str
    text: str


def spoken_lines(
    questionnaire: Questionnaire, presentation: Presentation, translate: Translate
) -> list[Line]:
    """Return every line of a questionnaire in one presentation and language, in reading order."""
    lines = [Line(START, "", start_text(questionnaire, presentation, translate))]
    for page in questionnaire.pages:
        lines += _lines_of(questionnaire, page, presentation, translate)
    lines.append(Line(END, "", end_text(questionnaire, presentation, translate)))
    return [line for line in lines if line.text]


def together(*parts: str) -> str:
    """Return words as they are said one after the other, each closed by a pause."""
    said = (part.strip() for part in parts)
    return " ".join(part if part.endswith(ENDINGS) else f"{part}." for part in said if part)


def question_text(page: Page, heading: str, *, stem: str = "", hint: str = "") -> str:
    """Return what is said of a question: a row is said after the question of its grid."""
    return together(stem if page.row else "", heading, hint)


def option_text(label: str, hint: str = "") -> str:
    """Return what is said of one choice."""
    return together(label, hint)


def speaks_options(question: Question) -> bool:
    """Return whether each choice is said by itself: not where one is taken from a long list."""
    return question.kind is not Kind.PLACE or question.takes_several


def start_text(
    questionnaire: Questionnaire, presentation: Presentation, translate: Translate
) -> str:
    """Return what is said on the first page: what this is, what is kept, whether to take part."""
    first = questionnaire.start
    agree = (first.agree.text, *(option.label for option in first.agree.options))
    with_cards = first.shows_cards(presentation)
    around = (first.limits,) if with_cards else (first.limits, first.no_reply)
    read = _read(first.cards, first.body, presentation)
    return _say((first.heading, *read, *around, *agree), presentation, translate)


def end_text(questionnaire: Questionnaire, presentation: Presentation, translate: Translate) -> str:
    """Return what is said when answers were sent."""
    end = questionnaire.end
    read = _read(end.cards, end.body, presentation)
    return _say((end.heading, *read), presentation, translate)


def _read(
    cards: tuple[Card, ...], body: tuple[Wording, ...], presentation: Presentation
) -> tuple[Wording, ...]:
    if shows_cards(presentation, cards, body):
        return tuple(card.text for card in cards)
    return body


def _say(wordings: Iterable[Wording], presentation: Presentation, translate: Translate) -> str:
    return together(*(each.of(presentation, translate) for each in wordings if each))


def _lines_of(
    questionnaire: Questionnaire, page: Page, presentation: Presentation, translate: Translate
) -> Iterator[Line]:
    question = page.question
    stem, hint = (each.of(presentation, translate) for each in (question.text, question.help))
    for heading in _variants(questionnaire, page.wording, presentation, translate):
        yield Line(page.key, "", question_text(page, heading, stem=stem, hint=hint))
    if not speaks_options(question):
        return
    for option in question.options:
        label, help_ = (each.of(presentation, translate) for each in (option.label, option.help))
        yield Line(page.key, option.code, option_text(label, help_))


def _variants(
    questionnaire: Questionnaire, wording: Wording, presentation: Presentation, translate: Translate
) -> Iterator[str]:
    """Yield every way a wording can read: with each answer it may repeat, and with none."""
    text = wording.of(presentation, translate)
    pipes = list(PIPE.finditer(text))
    choices = [
        _fillings(questionnaire, pipe["question"], presentation, translate) for pipe in pipes
    ]
    for number, chosen in enumerate(product(*(("", *each) for each in choices))):
        if number == MOST_VARIANTS:
            return
        yield _filled(text, chosen)


def _filled(text: str, chosen: Iterable[str]) -> str:
    words = iter(chosen)
    return PIPE.sub(lambda pipe: next(words) or pipe["fallback"], text)


def _fillings(
    questionnaire: Questionnaire, name: str, presentation: Presentation, translate: Translate
) -> list[str]:
    question = questionnaire.question_by_id.get(name)
    options = question.options if question and question.kind is not Kind.PLACE else ()
    return [option.label.of(presentation, translate) for option in options if not option.takes_text]
