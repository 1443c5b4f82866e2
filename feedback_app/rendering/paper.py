"""A questionnaire on paper: the same questions and codes as on screen, and where to go in words.

What a respondent meets on screen by answering is said here: “Answer this only if …”.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from feedback_app.config import ROOT
from feedback_app.rendering.pdf import draw
from forms import piping
from forms.definition import (
    AnswerIs,
    Check,
    ChosenAtLeast,
    GoToQuestionnaire,
    Kind,
    Option,
    Page,
    Presentation,
    Question,
    Route,
    Translate,
    Wording,
)
from forms.papers import pages_on_paper
from forms.questionnaire import PICTURED, Card, Questionnaire, shows_cards

STATIC = ROOT / "feedback_app" / "static"
STYLES = ROOT / "feedback_app" / "rendering" / "paper.css"
NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+", re.IGNORECASE)
LINES = {Kind.SHORT_TEXT: 2, Kind.LONG_TEXT: 7, Kind.PLACE: 1}
_: Callable[[str], str] = str


@dataclass(frozen=True)
class Help:
    """Somebody to call, as the help page names them."""

    name: str
    phone: str
    when: str = ""


@dataclass(frozen=True)
class Paper:
    """What is printed: a questionnaire in one presentation and one language."""

    questionnaire: Questionnaire
    presentation: Presentation
    language: str
    direction: str
    translate: Translate
    partnership: str
    contacts: Sequence[Help] = ()

    def say(self, wording: Wording) -> str:
        """Return words as this paper's readers read them."""
        return wording.of(self.presentation, self.translate) if wording else ""


@dataclass(frozen=True)
class Box:
    """One choice with its box to tick."""

    code: str
    label: str
    hint: str = ""
    picture: str = ""
    takes_text: bool = False


@dataclass(frozen=True)
class Asked:
    """One question as it is printed; the notes before it and after it say where to go."""

    number: int
    key: str
    heading: str
    stem: str = ""
    hint: str = ""
    how: str = ""
    picture: str = ""
    boxes: tuple[Box, ...] = ()
    lines: int = 0
    before: tuple[str, ...] = field(default=())
    after: tuple[str, ...] = field(default=())


def print_paper(paper: Paper, path: Path) -> None:
    """Write the paper as a tagged PDF; the same questionnaire gives the same bytes.

    Raises:
        PdfMissingError: Pango is not installed.
    """
    identifier = f"{paper.questionnaire.id} {paper.questionnaire.version}".encode()
    page = page_of(paper)
    path.write_bytes(draw(page, styles=STYLES, identifier=identifier, pictures=_picture_styles()))


def page_of(paper: Paper) -> str:
    """Return the paper as one page of HTML."""
    questionnaire, say = paper.questionnaire, paper.say
    start, end = questionnaire.start, questionnaire.end
    helper = questionnaire.helper_page
    with_cards = start.shows_cards(paper.presentation)
    template = _environment(paper.translate).get_template("paper/form.html")
    return template.render(
        paper=paper,
        title=say(questionnaire.title),
        heading=say(start.heading),
        read=_read(paper, start.cards, start.body),
        limits=say(start.limits),
        no_reply="" if with_cards else say(start.no_reply),
        helper=[say(each) for each in helper.body] if helper and _may_need_help(paper) else [],
        agree=_agree(paper),
        asked=list(asked_on_paper(paper)),
        end_heading=say(end.heading),
        end_read=_read(paper, end.cards, end.body),
    )


def asked_on_paper(paper: Paper) -> Iterator[Asked]:
    """Yield the questions with the words that say where to go."""
    pages = pages_on_paper(paper.questionnaire)
    answered = [page for page in pages if page.takes_answer]
    numbers = {page.key: place for place, page in enumerate(answered, start=1)}
    for page in pages:
        yield _asked(paper, page, numbers)


def _may_need_help(paper: Paper) -> bool:
    return paper.presentation not in (Presentation.AGES_13_18, Presentation.ADULT)


def _agree(paper: Paper) -> Asked:
    question = paper.questionnaire.start.agree
    return Asked(
        0,
        question.id,
        paper.say(question.text),
        boxes=_boxes(paper, question),
        after=tuple(_directions(paper, question)),
    )


def _asked(paper: Paper, page: Page, numbers: dict[str, int]) -> Asked:
    question, shown = page.question, paper.presentation
    is_written = question.kind in LINES
    heading = piping.words(
        paper.questionnaire,
        page.wording,
        answers={},
        presentation=shown,
        translate=paper.translate,
    )
    has_picture = shown in PICTURED or shown is Presentation.AGES_9_12
    return Asked(
        numbers.get(page.key, 0),
        page.key,
        heading,
        stem=paper.say(question.text) if page.row else "",
        hint=paper.say(question.help),
        how=_how(paper, question),
        picture=picture(question.symbol) if has_picture else "",
        boxes=() if is_written else _boxes(paper, question),
        lines=LINES.get(question.kind, 0),
        before=tuple(_conditions(paper, question, numbers)),
        after=tuple(_directions(paper, question)),
    )


def _boxes(paper: Paper, question: Question) -> tuple[Box, ...]:
    has_pictures = paper.presentation in PICTURED
    return tuple(
        Box(
            option.code,
            paper.say(option.label),
            paper.say(option.help),
            picture(option.symbol) if has_pictures else "",
            option.takes_text,
        )
        for option in question.options
    )


def _how(paper: Paper, question: Question) -> str:
    """Return how to answer, in words."""
    translate = paper.translate
    match question.kind:
        case Kind.SINGLE | Kind.GRID:
            return translate(_("Tick one box."))
        case Kind.MULTI:
            words = (
                _("Tick up to %(count)s boxes.") if question.max_choices else _("Tick any boxes.")
            )
            return translate(words).replace("%(count)s", str(question.max_choices))
        case Kind.PLACE:
            return translate(_("Write the name of the place."))
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return translate(_("Write here. Somebody can write for you."))
        case Kind.INFORMATION:
            return ""


def _conditions(paper: Paper, question: Question, numbers: dict[str, int]) -> Iterator[str]:
    """Yield in words who answers a question."""
    for when in question.show_if:
        if isinstance(when, AnswerIs):
            words = paper.translate(
                _("Answer this only if you ticked %(choices)s at question %(number)s.")
            )
            chosen = _named(paper, _options(paper, when.page), when.codes)
            yield _put(words, choices=chosen, number=numbers[when.page])
        elif isinstance(when, ChosenAtLeast):
            words = paper.translate(
                _("Answer this only if you ticked %(count)s boxes or more at question %(number)s.")
            )
            yield _put(words, count=when.count, number=numbers[when.page])
    if question.options_from_answer:
        words = paper.translate(_("Tick only what you ticked at question %(number)s."))
        yield _put(words, number=numbers[question.options_from_answer])


def _directions(paper: Paper, question: Question) -> Iterator[str]:
    """Yield in words where an answer leads other than to the next question."""
    for route in question.routes:
        if isinstance(route.when, AnswerIs):
            chosen = _named(paper, question.options, route.when.codes)
            yield _put(paper.translate(_direction(route)), choices=chosen)


def _direction(route: Route) -> str:
    if isinstance(route.to, Check):
        return _("If you ticked %(choices)s, go to the end.")
    if isinstance(route.to, GoToQuestionnaire):
        return _("If you ticked %(choices)s, stop here. Ask for the other paper.")
    return _("If you ticked %(choices)s, stop here. You need not give this paper back.")


def _options(paper: Paper, key: str) -> Sequence[Option]:
    return paper.questionnaire.page_by_key[key].question.options


def _named(paper: Paper, options: Iterable[Option], codes: Sequence[str]) -> str:
    return " / ".join(f"“{paper.say(each.label)}”" for each in options if each.code in codes)


def _put(words: str, **values: object) -> str:
    for name, value in values.items():
        words = words.replace(f"%({name})s", str(value))
    return words


def _read(paper: Paper, cards: tuple[Card, ...], body: tuple[Wording, ...]) -> list[dict[str, str]]:
    if shows_cards(paper.presentation, cards, body):
        return [{"text": paper.say(each.text), "picture": picture(each.symbol)} for each in cards]
    return [{"text": paper.say(each), "picture": ""} for each in body]


def picture(symbol: str) -> str:
    """Return what a symbol's picture is called in the styles, or nothing where there is none."""
    return NOT_IN_A_NAME.sub("-", symbol) if symbol in _symbols() else ""


@cache
def _picture_styles() -> str:
    """Return the styles that draw each symbol, from the folder of compiled files."""
    files = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))["files"]
    return "".join(
        f".picture--{picture(symbol)} {{ background-image: url({files[each['file']]}) }}\n"
        for symbol, each in _symbols().items()
    )


@cache
def _symbols() -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = json.loads(
        (STATIC / "symbols.json").read_text(encoding="utf-8")
    )
    return known


def _environment(translate: Translate) -> Environment:
    """Return a template environment of its own: a command has no application."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "feedback_app" / "templates"), autoescape=True
    )

    def said(text: str, **values: object) -> str:
        return _put(translate(text), **values)

    environment.globals["_"] = said
    return environment
