"""One page of a questionnaire as plain values, ready for the template that shows its kind."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from feedback_app.respond.promises import above_a_box
from feedback_app.respond.visit import Visit, say, translate
from feedback_app.sounding import is_read_aloud, sound_of
from feedback_app.symbols import picture
from forms import piping
from forms.build import QuestionForm
from forms.definition import Kind, Page, Presentation
from forms.options import offered_options
from forms.questionnaire import PICTURED, Card
from forms.spoken import option_text, question_text, speaks_options

TEMPLATE_OF_KIND = {
    Kind.SINGLE: "single",
    Kind.MULTI: "multi",
    Kind.SHORT_TEXT: "short_text",
    Kind.LONG_TEXT: "long_text",
    Kind.GRID: "grid_row",
    Kind.PLACE: "place",
    Kind.INFORMATION: "information",
}


HELP_CARD = "help_card"


@dataclass(frozen=True)
class OptionView:
    """One choice as it is shown."""

    value: str
    label: str
    hint: str
    symbol_src: str
    alt: str
    checked: bool
    takes_text: bool
    exclusive: bool
    audio_src: str = ""


@dataclass(frozen=True)
class CardView:
    """One idea with one picture."""

    text: str
    symbol_src: str


@dataclass(frozen=True)
class HelpCard:
    """A calm word with the next page, after an answer that asks for one."""

    heading: str
    lines: tuple[str, ...]
    symbol_src: str
    is_shown: bool


@dataclass(frozen=True)
class QuestionView:
    """One question as it is shown."""

    kind: str
    heading: str
    caption: str
    hint: str
    options: tuple[OptionView, ...]
    value: object
    other_value: str
    error: str
    max_characters: int
    symbol_src: str
    can_skip: bool
    can_save: bool = False
    audio_src: str = ""
    promise: str = ""
    is_read_aloud: bool = False
    name: str = "answer"
    other_name: str = "other"
    level: int = 1


def view_question(visit: Visit, page: Page, form: QuestionForm) -> QuestionView:
    """Return a page with what was chosen or typed so far, and what is wrong with it."""
    question = page.question
    heading = _words(visit, page)
    return QuestionView(
        kind=_template(page),
        heading=heading,
        caption=_caption(visit, page),
        hint=visit.say(question.help) if page.takes_answer else "",
        options=tuple(_options(visit, page, form)),
        value=_value(visit, page, form),
        other_value=str(form["other"].data or "") if "other" in form else "",
        error=_error(form),
        max_characters=question.max_characters,
        symbol_src=picture(question.symbol) if _shows_picture(visit) else "",
        promise=above_a_box(visit.questionnaire.promise) if _takes_words(page) else "",
        can_skip=page.takes_answer and not question.required,
        audio_src=_sound(visit, page, heading),
        is_read_aloud=is_read_aloud(visit.draft.presentation),
        can_save=visit.draft.can_return,
    )


def help_card_after(visit: Visit, before: Page) -> HelpCard | None:
    """Return the card for the page after a question, where one of its answers asks for one.

    After the other answers the card is there, hidden: nobody learns from the size of an encrypted
    page what was answered. It blocks nothing, and that it was shown is recorded nowhere.
    """
    codes = before.question.help_card_codes
    card = codes and visit.questionnaire.closing_page_by_id.get(HELP_CARD)
    if not card:
        return None
    answer = visit.draft.answers.get(before.key)
    return HelpCard(
        visit.say(card.heading),
        tuple(visit.say(each) for each in card.body),
        picture(card.symbol if _shows_picture(visit) else ""),
        is_shown=answer is not None and not set(answer.codes).isdisjoint(codes),
    )


def _takes_words(page: Page) -> bool:
    """Whether there is a box for words on a page: its own, or beside an option."""
    options = page.question.options
    return page.question.kind.is_free_text or any(option.takes_text for option in options)


def view_cards(cards: Iterable[Card], presentation: Presentation) -> list[CardView]:
    """Return ideas with their pictures."""
    return [CardView(say(card.text, presentation), picture(card.symbol)) for card in cards]


def _shows_picture(visit: Visit) -> bool:
    """Return whether questions stand beside a picture: not where that would be childish."""
    presentation = visit.draft.presentation
    return presentation in PICTURED or presentation is Presentation.AGES_9_12


def _template(page: Page) -> str:
    """Return the template of a page; several places are chosen by ticking, one from a list."""
    if page.question.kind is Kind.PLACE and page.question.takes_several:
        return TEMPLATE_OF_KIND[Kind.MULTI]
    return TEMPLATE_OF_KIND[page.question.kind]


def _words(visit: Visit, page: Page) -> str:
    return piping.words(
        visit.questionnaire,
        page.wording,
        answers=visit.draft.answers,
        presentation=visit.draft.presentation,
        translate=translate,
    )


def _sound(visit: Visit, page: Page, heading: str) -> str:
    stem, hint = visit.say(page.question.text), visit.say(page.question.help)
    said = question_text(page, heading, stem=stem, hint=hint)
    return sound_of(said, visit.draft.presentation)


def _caption(visit: Visit, page: Page) -> str:
    """Return what stands above the heading: the grid's own question, or the section's name."""
    if page.row:
        return visit.say(page.question.text)
    return visit.say(page.question.section.text) if page.question.section else ""


def _options(visit: Visit, page: Page, form: QuestionForm) -> Iterable[OptionView]:
    chosen = _chosen(form)
    presentation = visit.draft.presentation
    is_lively = page.question.with_symbols and presentation is Presentation.AGES_9_12
    with_pictures = presentation in PICTURED or is_lively
    is_said = speaks_options(page.question)
    for option in offered_options(page, visit.draft.answers, seed=visit.draft.id):
        label, hint = visit.say(option.label), visit.say(option.help)
        yield OptionView(
            value=option.code,
            label=label,
            hint=hint,
            symbol_src=picture(option.symbol) if with_pictures and option.symbol else "",
            alt="",
            checked=option.code in chosen,
            takes_text=option.takes_text,
            exclusive=option.exclusive,
            audio_src=sound_of(option_text(label, hint), presentation) if is_said else "",
        )


def _chosen(form: QuestionForm) -> Collection[str]:
    data = form["answer"].data if "answer" in form else None
    return (data,) if isinstance(data, str) else data if isinstance(data, list) else ()


def _value(visit: Visit, page: Page, form: QuestionForm) -> object:
    if page.question.kind is Kind.INFORMATION:
        return [CardView(visit.say(page.question.help), "")] if page.question.help else []
    return form["answer"].data


def _error(form: QuestionForm) -> str:
    return next((str(messages[0]) for messages in form.errors.values() if messages), "")
