"""Whether any answers at all could make a page appear; used when a definition is checked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

from forms.definition import (
    AnswerIs,
    ChosenAtLeast,
    Mode,
    ParameterIs,
    Question,
    State,
)
from forms.questionnaire import Questionnaire

Want = AnswerIs | ChosenAtLeast
MOST_COMBINATIONS = 20_000


@dataclass
class Needs:
    """Everything that has to hold for a question to be met, its sources' needs included."""

    wants: defaultdict[str, list[Want]] = field(default_factory=lambda: defaultdict(list))
    parameters: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    open_parameters: set[str] = field(default_factory=set)
    modes: set[Mode] = field(default_factory=lambda: set(Mode))


def needs_of(questionnaire: Questionnaire, question: Question) -> Needs:
    """Return what has to hold for a question to be met."""
    needs = Needs()
    own = {when.parameter for when in question.show_if if isinstance(when, ParameterIs)}
    _gather(questionnaire, question, needs)
    needs.open_parameters = needs.parameters.keys() - own
    return needs


def can_hold(question: Question, wants: Sequence[Want]) -> bool:
    """Return whether one answer meets every want, keeps the limits and is not routed away."""
    allowed = [code for code in question.option_by_code if not _is_routed(question, code)]
    if not question.options:
        return True
    named = [want.codes for want in wants if isinstance(want, AnswerIs)]
    sets = [[code for code in codes if code in allowed] for codes in named]
    count = max((want.count for want in wants if isinstance(want, ChosenAtLeast)), default=0)
    combinations = 1
    for codes in sets:
        combinations *= len(codes)
    if combinations > MOST_COMBINATIONS:
        return True
    return any(_is_sound(question, set(pick), allowed, count) for pick in product(*sets))


def can_go_on(question: Question) -> bool:
    """Return whether some answer to a required question leads to the next page."""
    return any(can_hold(question, [AnswerIs(question.id, (o.code,))]) for o in question.options)


def _gather(questionnaire: Questionnaire, question: Question, needs: Needs) -> None:
    if question.modes:
        needs.modes &= set(question.modes)
    wants: list[Want] = []
    for condition in question.show_if:
        if isinstance(condition, ParameterIs):
            needs.parameters[condition.parameter].add(condition.value)
        else:
            wants.append(condition)
    if question.options_from_answer:
        wants.append(AnswerIs(question.options_from_answer, tuple(question.carried_codes)))
    for want in wants:
        _want(questionnaire, want, needs)


def _want(questionnaire: Questionnaire, want: Want, needs: Needs) -> None:
    """Add a want, what it asks of the answer its options were carried from, and so on."""
    needs.wants[want.page].append(want)
    source = questionnaire.question_by_id[want.page.partition("/")[0]]
    origin = source.options_from_answer
    if origin and isinstance(want, AnswerIs) and source.carried_codes.issuperset(want.codes):
        _want(questionnaire, AnswerIs(origin, want.codes), needs)
    if origin and isinstance(want, ChosenAtLeast):
        own = sum(1 for o in source.options if not o.is_carried and not o.exclusive)
        if want.count > own:
            _want(questionnaire, ChosenAtLeast(origin, want.count - own), needs)
    _gather(questionnaire, source, needs)


def _is_routed(question: Question, code: str) -> bool:
    return any(isinstance(r.when, AnswerIs) and code in r.when.codes for r in question.routes)


def _is_sound(question: Question, chosen: set[str], allowed: list[str], count: int) -> bool:
    """Return whether the codes, added to until there are enough, make an answer that goes on."""
    lone = {code for code in chosen if question.option_by_code[code].exclusive}
    plain = [code for code in allowed if _is_plain(question, code)]
    spare = [code for code in plain if code not in chosen]
    extended = chosen | set(spare[: max(0, count - len(chosen))])
    if len(extended) < count or (lone and len(extended) > 1) or len(extended) > _most(question):
        return False
    if count and any(question.option_by_code[c].means is not State.ANSWERED for c in extended):
        return False
    return not _is_routed_by_count(question, extended)


def _is_plain(question: Question, code: str) -> bool:
    option = question.option_by_code[code]
    return not option.exclusive and option.means is State.ANSWERED


def _most(question: Question) -> int:
    return (question.max_choices or len(question.options)) if question.takes_several else 1


def _is_routed_by_count(question: Question, chosen: set[str]) -> bool:
    counts = [r.when.count for r in question.routes if isinstance(r.when, ChosenAtLeast)]
    answered = all(question.option_by_code[c].means is State.ANSWERED for c in chosen)
    return bool(counts) and answered and len(chosen) >= min(counts)
