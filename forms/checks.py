"""What a sound questionnaire obeys, question by question: ids, options, limits, references."""

from collections import Counter
from collections.abc import Sequence

from forms.definition import (
    ALL_PRIORITIES,
    TOPIC_PRIORITY,
    Kind,
    Option,
    ParameterIs,
    Question,
    State,
)
from forms.faults import choose_from
from forms.loaded import Loaded
from forms.questionnaire import ParameterKind

MOST_CHARACTERS = 5000
OPTION_KINDS = (Kind.SINGLE, Kind.MULTI, Kind.GRID)


def check_questionnaire(loaded: Loaded) -> None:
    """Add a fault for everything unsound in the questionnaire's questions."""
    questionnaire = loaded.questionnaire
    _check_top(loaded)
    _check_ids(loaded)
    for question in (questionnaire.start.agree, *questionnaire.questions):
        _check_options(loaded, question)
        _check_kind(loaded, question)
        _check_references(loaded, question)
        if question.kind.is_free_text:
            _check_free_text(loaded, question)
    for question in questionnaire.questions:
        _check_purpose(loaded, question)


def _check_top(loaded: Loaded) -> None:
    questionnaire = loaded.questionnaire
    if not any(question.kind is not Kind.INFORMATION for question in questionnaire.questions):
        loaded.fault(questionnaire, "Nothing is asked here", "Add a question", key="pages")
    for key in ("presentations", "modes"):
        if not getattr(questionnaire, key):
            loaded.fault(questionnaire, f"No {key} are offered", "Name at least one", key=key)
    place = questionnaire.end.contacts_for
    asked = questionnaire.question_by_id.get(place)
    if place and (asked is None or asked.kind is not Kind.PLACE):
        places = [q.id for q in questionnaire.questions if q.kind is Kind.PLACE]
        problem = f"'{place}' is not a place question of this questionnaire"
        remedy = choose_from(place, places, otherwise="Take 'contacts_for' out")
        loaded.fault(questionnaire.end, problem, remedy, key="contacts_for")


def _check_ids(loaded: Loaded) -> None:
    questionnaire = loaded.questionnaire
    questions = (questionnaire.start.agree, *questionnaire.questions)
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            problem = f"The question id '{question.id}' is used twice"
            loaded.fault(question, problem, "Give this one another id", key="question")
        seen.add(question.id)
        if set("/ ") & set(question.id):
            problem = f"The question id '{question.id}' holds a space or a slash"
            loaded.fault(question, problem, "Use letters, digits and _ only", key="question")
        _refuse_twice(loaded, question, [(row.id, row) for row in question.rows], "item")
    measured = Counter(q.item for q in questionnaire.questions if q.trend and q.item)
    for question in questionnaire.questions:
        if question.trend and measured[question.item] > 1:
            problem = f"The trend item '{question.item}' is asked twice"
            loaded.fault(question, problem, "Give each trend question its own item", key="item")


def _check_options(loaded: Loaded, question: Question) -> None:
    _refuse_twice(loaded, question, [(o.code, o) for o in question.options], "code")
    for option in question.options:
        if option.means is not State.ANSWERED and question.takes_several and not option.exclusive:
            problem = f"'{option.code}' means {option.means} but may be chosen with others"
            loaded.fault(option, problem, "Add 'exclusive: true'")
        if option.means in (State.SKIPPED, State.NOT_ASKED):
            problem = f"An option cannot mean {option.means}"
            loaded.fault(option, problem, "Write dont-know, rather-not-say or not-applicable")
    if question.scale and question.shuffle:
        loaded.fault(question, "A scale keeps its order", "Take 'shuffle' out", key="shuffle")
    if question.kind in OPTION_KINDS and len(question.options) < 2:
        _too_few(loaded, question)
    elif question.kind is Kind.MULTI and all(o.exclusive for o in question.options):
        problem = "Every option here is exclusive, so no two can be chosen"
        loaded.fault(question, problem, "Make it 'kind: single'", key="kind")
    if question.options and question.kind not in OPTION_KINDS:
        problem = f"A question of the kind '{question.kind}' takes no options"
        loaded.fault(question, problem, "Take them out, or change 'kind'", key="kind")


def _too_few(loaded: Loaded, question: Question) -> None:
    if question.options_from_answer:
        return
    problem = "A closed question needs at least two options"
    remedy = "Add 'options', 'option_set' or 'scale'"
    loaded.fault(question, problem, remedy, key="options")


def _check_kind(loaded: Loaded, question: Question) -> None:
    is_grid = question.kind is Kind.GRID
    if is_grid and not question.rows and not question.rows_from:
        loaded.fault(question, "A grid needs rows", "Add 'rows' or 'rows_from'")
    if not is_grid and (question.rows or question.rows_from):
        loaded.fault(question, "Only a grid has rows", "Write 'kind: grid'", key="rows")
    choices = sum(1 for option in question.options if not option.exclusive)
    if question.max_choices and not _may_limit_choices(question):
        problem = f"A question of the kind '{question.kind}' has no 'max_choices'"
        loaded.fault(question, problem, "Take it out", key="max_choices")
    elif question.kind is Kind.MULTI and question.max_choices > choices:
        problem = f"'max_choices' is {question.max_choices} but only {choices} can be chosen"
        loaded.fault(question, problem, "Lower it or take it out", key="max_choices")
    if question.max_characters and not question.kind.is_free_text:
        problem = f"A question of the kind '{question.kind}' has no 'max_characters'"
        loaded.fault(question, problem, "Take it out", key="max_characters")
    if question.required and question.kind is Kind.INFORMATION:
        loaded.fault(question, "An information page asks nothing", "Take out 'required'")
    if question.place_level and question.kind is not Kind.PLACE:
        loaded.fault(question, "Only a place question has a level", "Write 'kind: place'")


def _may_limit_choices(question: Question) -> bool:
    return question.kind in (Kind.MULTI, Kind.PLACE)


def _check_references(loaded: Loaded, question: Question) -> None:
    codes = list(question.option_by_code)
    named = {
        "positive": question.positive,
        "help_card_codes": question.help_card_codes,
        "concern_codes": question.concern_codes,
        "default": (question.default,) if question.default else (),
    }
    for key, given in named.items():
        for code in given:
            if codes and code not in codes:
                problem = f"'{code}' under '{key}' is not a code of this question"
                loaded.fault(question, problem, choose_from(code, codes), key=key)
    known = [*loaded.shared.priorities, ALL_PRIORITIES, TOPIC_PRIORITY]
    for priority in question.priorities:
        if priority not in known:
            problem = f"'{priority}' is not a known priority"
            loaded.fault(question, problem, choose_from(priority, known), key="priorities")
    _check_parameters(loaded, question)


def _check_parameters(loaded: Loaded, question: Question) -> None:
    kinds = {parameter.name: parameter.kind for parameter in loaded.questionnaire.parameters}
    lists = [name for name, kind in kinds.items() if kind is ParameterKind.LIST]
    if question.rows_from and question.rows_from not in lists:
        problem = f"'{question.rows_from}' is not a list among the parameters"
        remedy = choose_from(question.rows_from, lists, otherwise="Add it under 'parameters'")
        loaded.fault(question, problem, remedy, key="rows_from")
    for condition in question.show_if:
        if isinstance(condition, ParameterIs) and condition.parameter not in kinds:
            problem = f"'{condition.parameter}' is not a parameter of this questionnaire"
            otherwise = "Add it under 'parameters'"
            remedy = choose_from(condition.parameter, kinds, otherwise=otherwise)
            loaded.fault(condition, problem, remedy)
    if TOPIC_PRIORITY in question.priorities and ParameterKind.PRIORITY not in kinds.values():
        problem = "TOPIC needs a parameter that says which priority the topic belongs to"
        loaded.fault(question, problem, "Add a parameter of 'kind: priority'", key="priorities")


def _check_free_text(loaded: Loaded, question: Question) -> None:
    if not question.screened:
        problem = "Free text has to be screened for concerns about a child"
        loaded.fault(question, problem, "Add 'screened: true'")
    if not 0 < question.max_characters <= MOST_CHARACTERS:
        problem = f"Free text needs a limit of at most {MOST_CHARACTERS} characters"
        loaded.fault(question, problem, "Add 'max_characters: 1000'", key="max_characters")
    if not question.help:
        problem = "Nothing is said above this free-text box"
        loaded.fault(question, problem, "Add 'help', such as 'Please leave out names.'")


def _check_purpose(loaded: Loaded, question: Question) -> None:
    if question.kind is Kind.INFORMATION:
        return
    if not question.why:
        loaded.fault(question, "It is not said why this is asked", "Add 'why: …'")
    if not question.item and not question.rows:
        loaded.fault(question, "This question names no item", "Add 'item: …'")
    if _asks_for_words(question.options) and not question.screened:
        problem = "An option here takes words, which have to be screened"
        loaded.fault(question, problem, "Add 'screened: true'")


def _asks_for_words(options: Sequence[Option]) -> bool:
    return any(option.takes_text for option in options)


def _refuse_twice(
    loaded: Loaded, question: Question, named: Sequence[tuple[str, object]], thing: str
) -> None:
    seen: set[str] = set()
    for name, record in named:
        if name in seen:
            problem = f"The {thing} '{name}' stands twice in '{question.id}'"
            loaded.fault(record, problem, "Take one of them out or rename it")
        seen.add(name)
