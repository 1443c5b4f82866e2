"""One question of a questionnaire file, read into its record.

References to the shared file are resolved here; whether the record makes sense is `checks`' work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forms.definition import (
    AnswerIs,
    Check,
    ChosenAtLeast,
    Condition,
    Destination,
    GoToClosingPage,
    GoToQuestionnaire,
    Item,
    Kind,
    Mode,
    Option,
    ParameterIs,
    PlaceLevel,
    Question,
    Route,
    Section,
    State,
)
from forms.faults import choose_from
from forms.reader import Reader
from forms.safety import ConcernLevel
from forms.shared import Shared, read_options, symbol_alt


@dataclass
class Context:
    """What is known while reading the pages: the shared file, the caption, earlier questions."""

    shared: Shared
    section: Section | None = None
    earlier: dict[str, Question] = field(default_factory=dict)


def read_questions(readers: Iterable[Reader], shared: Shared) -> tuple[Question, ...]:
    """Return the questions of a list of pages; sections become captions of what follows."""
    context = Context(shared)
    questions = []
    last = None
    for reader in readers:
        last = reader
        if reader.has("section"):
            context.section = _section(reader)
            continue
        question = read_question(reader, context)
        context.earlier[question.id] = question
        questions.append(question)
    if last is not None and last.has("section"):
        last.fault(last.node.line, "No page follows this caption", "Take it out or move it")
    return tuple(questions)


def read_question(reader: Reader, context: Context) -> Question:
    """Return one question, with its options and rows in full."""
    kind = reader.member("kind", Kind, needed=True) or Kind.INFORMATION
    scale = reader.text("scale")
    symbol, alt = symbol_alt(reader, "symbol", context.shared.symbols)
    options, shuffled = _options(reader, context, scale)
    question = Question(
        id=(name := reader.text("question", needed=True)),
        kind=kind,
        text=reader.wording("text", needed=True),
        item=_known(reader, "item", context.shared.items),
        help=reader.wording("help"),
        why=reader.text("why"),
        section=context.section,
        options=options,
        rows=tuple(_row(part, context.shared) for part in reader.children("rows")),
        rows_from=reader.text("rows_from"),
        scale=scale,
        positive=_positive(reader, context.shared, scale),
        max_choices=reader.number("max_choices"),
        max_characters=reader.number("max_characters"),
        shuffle=reader.truth("shuffle") or shuffled,
        required=reader.truth("required"),
        priorities=reader.texts("priorities"),
        trend=reader.truth("trend"),
        source=_known(reader, "source", context.shared.sources),
        modes=reader.members("modes", Mode),
        show_if=tuple(_conditions(reader, name)),
        routes=tuple(_route(part, name) for part in reader.children("routes")),
        options_from_answer=reader.text("options_from_answer"),
        help_card_codes=reader.texts("help_card_codes"),
        concern_codes=reader.texts("concern_codes"),
        concern_level=_concern_level(reader),
        themed=reader.truth("themed"),
        screened=reader.truth("screened"),
        default_valence=reader.text("default_valence"),
        becomes=reader.text("becomes"),
        default=reader.text("default"),
        symbol=symbol,
        alt=alt,
        with_symbols=reader.truth("with_symbols"),
        place_level=_place_level(reader, kind),
        allow_whole_area=reader.truth("allow_whole_area"),
        quote_control=reader.text("quote_control"),
        drawing=reader.text("drawing"),
        note=reader.text("note"),
    )
    reader.finish()
    reader.place(question)
    return question


def _concern_level(reader: Reader) -> ConcernLevel:
    return reader.member("concern_level", ConcernLevel) or ConcernLevel.T1


def _section(reader: Reader) -> Section:
    section = Section(
        id=reader.text("section", needed=True),
        text=reader.wording("text", needed=True),
        help=reader.wording("help"),
    )
    reader.finish()
    reader.place(section)
    return section


def _options(reader: Reader, context: Context, scale: str) -> tuple[tuple[Option, ...], bool]:
    """Return the options in the order shown, and whether their set is to be shuffled."""
    shared = context.shared
    own = read_options(
        reader, "options", symbols=shared.symbols, priorities=shared.priorities
    ) + read_options(reader, "extra_options", symbols=shared.symbols, priorities=shared.priorities)
    option_set = _known(reader, "option_set", shared.option_sets)
    _known(reader, "scale", shared.scales)
    ways = [key for key in ("options", "option_set", "scale") if reader.has(key)]
    if len(ways) > 1:
        problem = f"Options are given twice here, by '{ways[0]}' and by '{ways[1]}'"
        remedy = "Keep one; write 'extra_options' for options added to it"
        reader.fault(reader.node.line, problem, remedy)
    given: tuple[Option, ...] = ()
    shuffle = False
    if option_set in shared.option_sets:
        given, shuffle = (
            shared.option_sets[option_set].options,
            shared.option_sets[option_set].shuffle,
        )
    elif scale in shared.scales:
        given = shared.scales[scale].options
    source = context.earlier.get(reader.text("options_from_answer"))
    carried = _carried(reader, source) if source else ()
    moving = tuple(option for option in given if not option.fixed)
    fixed = tuple(option for option in given if option.fixed)
    return (*carried, *moving, *own, *fixed), shuffle


def _carried(reader: Reader, source: Question) -> tuple[Option, ...]:
    """Return the options that an earlier answer can carry forward: real, and not alone."""
    carried = tuple(
        replace(option, is_carried=True, takes_text=False)
        for option in source.options
        if option.means is State.ANSWERED and not option.exclusive
    )
    for option in carried:
        reader.place(option)
    return carried


def _positive(reader: Reader, shared: Shared, scale: str) -> tuple[str, ...]:
    own = reader.texts("positive")
    return own or (shared.scales[scale].positive if scale in shared.scales else ())


def _row(reader: Reader, shared: Shared) -> Item:
    row = Item(
        id=_known(reader, "item", shared.items, needed=True),
        text=reader.wording("text", needed=True),
        priority=_known(reader, "priority", shared.priorities),
        source=_known(reader, "source", shared.sources),
        risk=reader.text("risk"),
        background=reader.text("background"),
    )
    reader.finish()
    reader.place(row)
    return row


def _conditions(reader: Reader, own: str) -> Iterable[Condition]:
    for part in reader.children("show_if"):
        if part.has("parameter"):
            name, value = part.text("parameter"), part.text("equals", needed=True)
            condition: Condition = ParameterIs(name, value)
        else:
            condition = _on_answer(part, part.text("question", needed=True) or own)
        part.finish()
        part.place(condition)
        yield condition


def _on_answer(reader: Reader, page: str) -> AnswerIs | ChosenAtLeast:
    if reader.has("chosen_at_least"):
        return ChosenAtLeast(page, reader.number("chosen_at_least"))
    return AnswerIs(page, reader.texts("answer", needed=True))


def _route(reader: Reader, own: str) -> Route:
    when = _on_answer(reader, own)
    questionnaire, page = reader.text("to_questionnaire"), reader.text("to_closing_page")
    finish = reader.truth("to_finish")
    if [bool(questionnaire), bool(page), finish].count(True) != 1:
        reader.fault(
            reader.node.line,
            "This route has to lead to one place",
            "Write one of 'to_questionnaire: …', 'to_closing_page: …' and 'to_finish: true'",
        )
    to: Destination = Check()
    if questionnaire:
        to = GoToQuestionnaire(questionnaire)
    elif page:
        to = GoToClosingPage(page)
    reader.finish()
    route = Route(when, to)
    reader.place(route)
    return route


def _place_level(reader: Reader, kind: Kind) -> PlaceLevel | None:
    level = reader.member("place_level", PlaceLevel)
    return level or (PlaceLevel.SETTLEMENT if kind is Kind.PLACE else None)


def _known(reader: Reader, key: str, known: Mapping[str, object], *, needed: bool = False) -> str:
    """Return a name that has to be listed in the shared file."""
    name = reader.text(key, needed=needed)
    entry = reader.node.entry(key)
    if name and name not in known and entry:
        thing = key.replace("_", " ")
        reader.fault(entry.line, f"'{name}' is not a known {thing}", choose_from(name, known))
    return name
