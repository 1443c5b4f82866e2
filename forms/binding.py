"""A questionnaire made ready for one survey: its parameters, its lists, its places.

After binding nothing is left open: every brace has its value, every grid its rows, every place
question its places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, cast

from forms.definition import (
    TOPIC_PRIORITY,
    Item,
    Kind,
    Option,
    ParameterIs,
    PlaceLevel,
    Question,
    State,
    Wording,
)
from forms.questionnaire import Parameter, ParameterKind, Questionnaire

Values = Mapping[str, object]


@dataclass(frozen=True)
class PlaceOption:
    """A place of the day the survey opens; a group is the district its list stands under."""

    code: str
    label: str
    level: PlaceLevel
    group: str = ""
    means: State = State.ANSWERED


class BindingError(ValueError):
    """A survey cannot open because something it needs was not given."""


def bind(
    questionnaire: Questionnaire, *, parameters: Values, places: Sequence[PlaceOption]
) -> Questionnaire:
    """Return the questionnaire with nothing left open, for a survey to freeze and keep.

    Args:
        questionnaire: as it was loaded.
        parameters: a value for each of its parameters: words, a date, a whole number, a priority's
            id, or a list of rows (each its words, or a mapping of `id` and `text`).
        places: the places of the survey's day, in the order to show them.

    Raises:
        BindingError: if a parameter is missing, unknown or of the wrong kind, a list is empty, or
            there is no place of the level a question asks for.
    """
    _refuse_unknown(questionnaire, parameters)
    values = {
        parameter.name: _value(parameter, parameters)
        for parameter in questionnaire.parameters
        if parameter.kind is not ParameterKind.LIST
    }
    asked = [question for question in questionnaire.questions if _applies(question, parameters)]
    bound = (_bind_question(question, questionnaire, parameters, places) for question in asked)
    ready = [question for question in bound if question.kind is not Kind.GRID or question.rows]
    topic = next((values[p.name] for p in questionnaire.parameters if _is_priority(p)), "")
    settled = tuple(replace(_settle(question), priorities=_name_topic(question, topic))
                    for question in ready)  # fmt: skip
    return cast(
        Questionnaire, _fill(replace(questionnaire, questions=settled, parameters=()), values)
    )


def _refuse_unknown(questionnaire: Questionnaire, parameters: Values) -> None:
    unknown = sorted(parameters.keys() - {p.name for p in questionnaire.parameters})
    if unknown:
        raise BindingError(
            f"{questionnaire.id} has no parameter called '{unknown[0]}'. "
            f"It takes: {', '.join(p.name for p in questionnaire.parameters) or 'none'}."
        )


def _value(parameter: Parameter, parameters: Values) -> str:
    given = parameters.get(parameter.name)
    if given is None or given == "":
        raise BindingError(f"Give a value for '{parameter.name}' ({parameter.means}).")
    if parameter.kind is ParameterKind.NUMBER and not str(given).isdecimal():
        raise BindingError(f"Give a whole number for '{parameter.name}', not '{given}'.")
    if isinstance(given, date):
        return f"{given.day} {given:%B %Y}"
    return str(given)


def _is_priority(parameter: Parameter) -> bool:
    return parameter.kind is ParameterKind.PRIORITY


def _applies(question: Question, parameters: Values) -> bool:
    return all(
        str(parameters.get(condition.parameter)) == condition.value
        for condition in question.show_if
        if isinstance(condition, ParameterIs)
    )


def _settle(question: Question) -> Question:
    kept = tuple(when for when in question.show_if if not isinstance(when, ParameterIs))
    return replace(question, show_if=kept)


def _name_topic(question: Question, topic: str) -> tuple[str, ...]:
    return tuple(topic if name == TOPIC_PRIORITY else name for name in question.priorities)


def _bind_question(
    question: Question,
    questionnaire: Questionnaire,
    parameters: Values,
    places: Sequence[PlaceOption],
) -> Question:
    if question.rows_from:
        parameter = next(p for p in questionnaire.parameters if p.name == question.rows_from)
        return replace(question, rows=_rows(question, parameter, parameters), rows_from="")
    if question.kind is Kind.PLACE:
        return replace(question, options=_place_options(question, places))
    return question


def _rows(question: Question, parameter: Parameter, parameters: Values) -> tuple[Item, ...]:
    given = parameters.get(parameter.name)
    if isinstance(given, str) or not isinstance(given, Sequence | None):
        raise BindingError(f"Give a list for '{parameter.name}', not '{given}'.")
    if not given and not (parameter.may_be_empty and given is not None):
        raise BindingError(f"Give at least one line for '{parameter.name}' ({parameter.means}).")
    rows = tuple(_row(question, number, line) for number, line in enumerate(given or (), start=1))
    if len({row.id for row in rows}) < len(rows):
        raise BindingError(f"Give each line of '{parameter.name}' an id of its own.")
    return rows


def _row(question: Question, number: int, line: object) -> Item:
    if isinstance(line, Mapping):
        return Item(str(line["id"]), Wording(str(line["text"])), source=question.source)
    return Item(f"{question.item}.{number}", Wording(str(line)), source=question.source)


def _place_options(question: Question, places: Sequence[PlaceOption]) -> tuple[Option, ...]:
    fitting = [place for place in places if place.level is question.place_level]
    if not any(place.means is State.ANSWERED for place in fitting):
        raise BindingError(
            f"There is no place of the level '{question.place_level}' for the question "
            f"'{question.id}'. Load the places before opening the survey."
        )
    if question.allow_whole_area:
        whole = [place for place in places if place.level is PlaceLevel.WHOLE]
        if not whole:
            raise BindingError(
                f"The question '{question.id}' offers the whole area, but no place of the level "
                f"'{PlaceLevel.WHOLE}' was given."
            )
        fitting += whole
    fitting.sort(key=lambda place: (place.means is not State.ANSWERED, place.group == ""))
    return tuple(_place_option(place) for place in fitting)


def _place_option(place: PlaceOption) -> Option:
    stands_alone = place.level is PlaceLevel.WHOLE or place.means is not State.ANSWERED
    return Option(
        place.code,
        Wording(place.label),
        means=place.means,
        exclusive=stands_alone,
        fixed=True,
        group=place.group,
    )


def _fill(part: Any, values: Mapping[str, str]) -> Any:  # any of the definition's records
    """Return the part with the values put beside every wording that names them."""
    if isinstance(part, Wording):
        named = {n: v for n, v in values.items() if any("{" + n + "}" in t for t in part.texts)}
        return replace(part, values=named) if named else part
    if isinstance(part, tuple):
        return tuple(_fill(piece, values) for piece in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed = {f.name: _fill(getattr(part, f.name), values) for f in fields(part)}
    return replace(part, **changed)
