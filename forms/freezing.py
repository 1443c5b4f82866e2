"""A questionnaire as canonical JSON and back, so that a survey keeps its own copy for good.

Fields that hold their default are left out, and keys are sorted: the same definition always
freezes to the same text.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from forms.definition import Wording
from forms.questionnaire import Questionnaire

SCHEMA = 1
_Thaw = Callable[[Any], Any]
"""Takes a plain JSON value and returns the record's value; both are whatever the field holds."""


class FrozenQuestionnaireError(ValueError):
    """A stored copy of a questionnaire cannot be read back."""


def freeze(questionnaire: Questionnaire) -> str:
    """Return the questionnaire as canonical JSON, for a survey to keep."""
    plain = {"schema": SCHEMA, "questionnaire": _plain(questionnaire)}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(frozen: str) -> Questionnaire:
    """Return the questionnaire that was frozen, equal to the original.

    Raises:
        FrozenQuestionnaireError: if the text was not written by `freeze`, or by a newer version.
    """
    try:
        plain = json.loads(frozen)
        if plain["schema"] != SCHEMA:
            raise FrozenQuestionnaireError(
                f"This survey's questionnaire was kept in form {plain['schema']}, and only form "
                f"{SCHEMA} can be read here. Update the platform."
            )
        return cast(Questionnaire, _thawer(Questionnaire)(plain["questionnaire"]))
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        if isinstance(fault, FrozenQuestionnaireError):
            raise
        raise FrozenQuestionnaireError(
            "This survey's questionnaire is damaged. Restore the database from a backup."
        ) from fault


def _plain(value: object) -> object:
    if isinstance(value, Wording) and not value.own and not value.values:
        return value.text
    if is_dataclass(value):
        return _plain_record(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    return value


def _plain_record(record: Any) -> dict[str, object]:  # any of the definition's dataclasses
    plain: dict[str, object] = {"is": type(record).__name__} if _is_tagged(type(record)) else {}
    for part in fields(record):
        value = getattr(record, part.name)
        if value != _default(part):
            plain[part.name] = _plain(value)
    return plain


def _default(part: Field[Any]) -> object:
    return part.default_factory() if part.default_factory is not MISSING else part.default


@cache
def _tagged() -> frozenset[type]:
    """Return the records that stand in unions, which have to say what they are."""
    found: set[type] = set()
    waiting: list[Any] = [Questionnaire]
    seen: set[Any] = set()
    while waiting:
        hint = waiting.pop()
        if hint in seen:
            continue
        seen.add(hint)
        members = _members(hint)
        found.update(members if len(members) > 1 else ())
        waiting += get_args(hint)
        waiting += get_type_hints(hint).values() if is_dataclass(hint) else ()
    return frozenset(found)


def _is_tagged(record: type) -> bool:
    return record in _tagged()


def _members(hint: Any) -> tuple[type, ...]:  # a type hint
    if get_origin(hint) not in (Union, UnionType):
        return ()
    return tuple(member for member in get_args(hint) if member is not type(None))


@cache
def _thawer(hint: Any) -> _Thaw:  # a type hint
    """Return the function that reads a value of this type; made once for each type."""
    members = _members(hint)
    if len(members) > 1:
        return _one_of({member.__name__: _thawer(member) for member in members})
    if members:
        return _thawer(members[0])
    if get_origin(hint) is tuple:
        part = _thawer(get_args(hint)[0])
        return lambda plain: tuple([part(value) for value in plain])
    if get_origin(hint) is Mapping:
        key, value = (_thawer(argument) for argument in get_args(hint))
        return lambda plain: {key(name): value(held) for name, held in plain.items()}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return _record(hint) if is_dataclass(hint) else _as_it_is


def _record(kind: Any) -> _Thaw:  # one of the definition's dataclasses
    hints = get_type_hints(kind)
    parts = {part.name: _thawer(hints[part.name]) for part in fields(kind)}

    def read(plain: Any) -> Any:
        if isinstance(plain, str):
            return kind(plain)
        return kind(**{name: parts[name](value) for name, value in plain.items() if name != "is"})

    return read


def _one_of(readers: Mapping[str, _Thaw]) -> _Thaw:
    return lambda plain: readers[plain["is"]](plain)


def _as_it_is(plain: Any) -> Any:
    return plain
