"""What the questionnaires of a family obey together: routes that lead somewhere, and end.

Two questionnaires may lead to each other only by questions on the same item, such as the age
group, and by different answers: one who answers it truly in both cannot be sent round.
"""

from collections.abc import Mapping, Sequence

from forms.definition import AnswerIs, GoToQuestionnaire, Question, Route
from forms.faults import choose_from
from forms.loaded import Loaded

Leg = tuple[Question, Route]


def check_family(family: Sequence[Loaded]) -> None:
    """Add a fault for every id used twice, route to nowhere and endless round."""
    by_id: dict[str, Loaded] = {}
    for loaded in family:
        name = loaded.questionnaire.id
        if name in by_id:
            problem = f"The questionnaire id '{name}' is used twice"
            loaded.fault(loaded.questionnaire, problem, "Give one another id", key="questionnaire")
        by_id[name] = loaded
    for loaded in by_id.values():
        for _, route in _legs(loaded):
            name = _target(route)
            if name not in by_id:
                problem = f"There is no questionnaire '{name}' in this family"
                loaded.fault(route, problem, choose_from(name, by_id))
    for name in by_id:
        _check_rounds(by_id, (name,), ())


def _check_rounds(
    by_id: Mapping[str, Loaded], visited: tuple[str, ...], legs: tuple[Leg, ...]
) -> None:
    for question, route in _legs(by_id[visited[-1]]):
        target = _target(route)
        if target == visited[0]:
            _check_round(by_id, visited, (*legs, (question, route)))
        elif target in by_id and target not in visited:
            _check_rounds(by_id, (*visited, target), (*legs, (question, route)))


def _check_round(
    by_id: Mapping[str, Loaded], visited: tuple[str, ...], legs: tuple[Leg, ...]
) -> None:
    codes = [set(route.when.codes) for _, route in legs if isinstance(route.when, AnswerIs)]
    is_same_answer = len(codes) == len(legs) and bool(set.intersection(*codes))
    if is_same_answer or len({question.item for question, _ in legs}) > 1:
        way = " → ".join((*visited, visited[0]))
        problem = f"A respondent could be sent round without end: {way}"
        remedy = "Route from questions on one item only, or end one of the routes"
        by_id[visited[0]].fault(legs[0][1], problem, remedy)


def _legs(loaded: Loaded) -> list[Leg]:
    return [
        (question, route)
        for question in loaded.questionnaire.questions
        for route in question.routes
        if isinstance(route.to, GoToQuestionnaire)
    ]


def _target(route: Route) -> str:
    return route.to.id if isinstance(route.to, GoToQuestionnaire) else ""
