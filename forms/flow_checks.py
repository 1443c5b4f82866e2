"""What a sound questionnaire obeys as a journey: every page can be met, and every way ends.

Pages only lead forwards, so no path within one questionnaire is endless; what remains to check is
that each condition can hold and that no question turns everybody away.
"""

from collections.abc import Iterator, Mapping

from forms.definition import (
    AnswerIs,
    ChosenAtLeast,
    Condition,
    GoToClosingPage,
    GoToQuestionnaire,
    Kind,
    ParameterIs,
    Question,
)
from forms.faults import choose_from
from forms.loaded import Loaded
from forms.possible import can_go_on, can_hold, needs_of

CARRYING_KINDS = (Kind.SINGLE, Kind.MULTI)


def check_flow(loaded: Loaded) -> None:
    """Add a fault for every condition, route or carried option that cannot work.

    Whether each page can be met is asked once every condition makes sense by itself.
    """
    questionnaire = loaded.questionnaire
    _check_routes(loaded, questionnaire.start.agree)
    earlier: dict[str, Question] = {}
    names = [question.id for question in questionnaire.questions]
    sound = len(set(names)) == len(names) and not any("/" in name for name in names)
    for question in questionnaire.questions:
        sound &= _check_conditions(loaded, question, earlier)
        sound &= _check_carrying(loaded, question, earlier)
        sound &= _check_modes(loaded, question)
        _check_routes(loaded, question)
        earlier |= dict.fromkeys(_page_keys(question), question)
    for question in questionnaire.questions if sound else ():
        _check_can_be_met(loaded, question)
    _check_dead_ends(loaded)


def _page_keys(question: Question) -> Iterator[str]:
    if question.kind is Kind.GRID:
        yield from (f"{question.id}/{row.id}" for row in question.rows)
    else:
        yield question.id


def _check_conditions(loaded: Loaded, question: Question, earlier: Mapping[str, Question]) -> bool:
    sound = True
    for condition in question.show_if:
        if isinstance(condition, ParameterIs):
            continue
        told = _fault_of_condition(loaded, condition, earlier)
        if told:
            loaded.fault(condition, *told)
            sound = False
    return sound


def _fault_of_condition(
    loaded: Loaded, condition: AnswerIs | ChosenAtLeast, earlier: Mapping[str, Question]
) -> tuple[str, str] | None:
    source = earlier.get(condition.page)
    if source is None:
        return _fault_of_page(loaded, condition.page, earlier)
    if not source.kind.is_closed:
        problem = f"A condition cannot depend on '{condition.page}', which has no options"
        return problem, "Name a closed question"
    return _fault_of_wants(condition, source)


def _fault_of_wants(condition: Condition, source: Question) -> tuple[str, str] | None:
    if isinstance(condition, AnswerIs):
        if not condition.codes:
            return "'answer' names no code", "Write for example 'answer: [always]'"
        codes = list(source.option_by_code)
        unknown = next((code for code in condition.codes if code not in codes), None)
        if unknown is not None and source.kind is not Kind.PLACE:
            problem = f"'{unknown}' is not a code of '{source.id}'"
            return problem, choose_from(unknown, codes)
    if isinstance(condition, ChosenAtLeast) and not source.takes_several and condition.count > 1:
        problem = f"Only one option of '{source.id}' can be chosen, never {condition.count}"
        return problem, "Lower 'chosen_at_least' or name a question of 'kind: multi'"
    return None


def _fault_of_page(loaded: Loaded, page: str, earlier: Mapping[str, Question]) -> tuple[str, str]:
    anywhere = [key for q in loaded.questionnaire.questions for key in _page_keys(q)]
    if page in anywhere:
        return f"'{page}' is not asked before this question", "Move one of the two"
    otherwise = "For a grid, write 'question/item of the row'"
    remedy = choose_from(page, earlier, otherwise=otherwise)
    return f"There is no question '{page}' to depend on", remedy


def _check_carrying(loaded: Loaded, question: Question, earlier: Mapping[str, Question]) -> bool:
    name = question.options_from_answer
    if not name:
        return True
    source = earlier.get(name)
    if source is None:
        told = _fault_of_page(loaded, name, earlier)
    elif source.kind not in CARRYING_KINDS or question.kind not in CARRYING_KINDS:
        told = ("Options can be carried only between single and multi questions", "Change 'kind'")
    elif question.routes:
        told = ("A question with carried options cannot route", "Route from the earlier question")
    else:
        return True
    loaded.fault(question, *told, key="options_from_answer")
    return False


def _check_modes(loaded: Loaded, question: Question) -> bool:
    unknown = [mode for mode in question.modes if mode not in loaded.questionnaire.modes]
    for mode in unknown:
        problem = f"This questionnaire is never answered in the mode '{mode}'"
        loaded.fault(question, problem, "Take it out, or add it to the questionnaire", key="modes")
    return not unknown


def _check_routes(loaded: Loaded, question: Question) -> None:
    if question.routes and question.kind not in CARRYING_KINDS:
        problem = f"A question of the kind '{question.kind}' cannot route"
        loaded.fault(question, problem, "Route from a single or multi question", key="routes")
        return
    for route in question.routes:
        told = _fault_of_wants(route.when, question) or _fault_of_destination(loaded, route.to)
        if told:
            loaded.fault(route, *told, key="if_no")


def _fault_of_destination(loaded: Loaded, to: object) -> tuple[str, str] | None:
    pages = loaded.questionnaire.closing_page_by_id
    if isinstance(to, GoToClosingPage) and to.id not in pages:
        return f"There is no closing page '{to.id}'", choose_from(to.id, pages)
    if isinstance(to, GoToQuestionnaire) and to.id == loaded.questionnaire.id:
        return "This route leads to its own questionnaire", "Name another, or take the route out"
    return None


def _check_can_be_met(loaded: Loaded, question: Question) -> None:
    needs = needs_of(loaded.questionnaire, question)
    if any(len(values) > 1 for values in needs.parameters.values()):
        _cannot_be_met(loaded, question, "one parameter would need two values")
    elif not needs.modes:
        _cannot_be_met(loaded, question, "it depends on a question of other modes")
    elif needs.open_parameters:
        name = next(iter(needs.open_parameters))
        problem = f"'{question.id}' depends on a question that is asked only for some '{name}'"
        loaded.fault(question, problem, "Give both the same condition on it", key="show_if")
    else:
        for page, wants in needs.wants.items():
            source = loaded.questionnaire.question_by_id[page.partition("/")[0]]
            if not can_hold(source, wants):
                _cannot_be_met(loaded, question, f"no answer to '{page}' leads to it")


def _cannot_be_met(loaded: Loaded, question: Question, why: str) -> None:
    problem = f"No one can ever reach '{question.id}': {why}"
    remedy = "Change 'show_if', or the routes and limits of the question it depends on"
    loaded.fault(question, problem, remedy, key="show_if")


def _check_dead_ends(loaded: Loaded) -> None:
    questionnaire = loaded.questionnaire
    for question in (questionnaire.start.agree, *questionnaire.questions):
        is_last = question is questionnaire.questions[-1] if questionnaire.questions else True
        if question.required and question.routes and not is_last and not can_go_on(question):
            problem = f"Every answer to '{question.id}' leads away, so no one meets the next page"
            loaded.fault(question, problem, "Let at least one answer go on", key="routes")
