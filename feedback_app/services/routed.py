"""Whom a question is asked of, as everybody can read in the questionnaire, where answers keep it.

An outsider puts it beside the figures, so what is released has to stand up to it. Answers that came
in some other way may not keep to it; then it tells an outsider nothing, and nothing is said of it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analysis.asked import Asked, Instrument, Way
from analysis.dimensions import ANSWERED, YES, MeasureKind, MissingState
from feedback_app.services.counting import CodeGroup
from feedback_app.services.tabulating import MISSING, answers_by_place
from forms.definition import AnswerIs, Kind, Page, Question, State

Places = Counter[str]
STATES_OF_THE_ASKED = {each.value for each in MissingState} - {MissingState.NOT_ASKED.value}


def ways_to(page: Page, pages: Sequence[Page]) -> tuple[Way, ...]:
    """Return the answers to one earlier page that lead to a page; none if that is not all.

    A further row of a grid is asked of whoever was asked the first.
    """
    question = page.question
    first = next(each for each in pages if each.question.id == question.id)
    if len(question.show_if) != 1 or question.options_from_answer:
        return ()
    if first.key != page.key:
        return (((first.key, tuple(sorted(_when_asked(question)))),),)
    (condition,) = question.show_if
    return _ways_by(condition, pages) if isinstance(condition, AnswerIs) else ()


def _ways_by(condition: AnswerIs, pages: Sequence[Page]) -> tuple[Way, ...]:
    source = next((each.question for each in pages if each.key == condition.page), None)
    if source is None:
        return ()
    atoms = tuple(sorted({_atom(source, code) for code in condition.codes}))
    if source.kind is not Kind.MULTI:
        return (((condition.page, atoms),),)
    if any(atom not in condition.codes for atom in atoms):
        return ()
    return tuple(_chosen(condition.page, atom) for atom in atoms)


def kept_to(instrument: Instrument, counted: Counter[CodeGroup]) -> Instrument:
    """Return the questionnaire with what it says of who is asked, where the answers keep to it."""
    answers = {each.id: answers_by_place(each, counted) for each in instrument.closed}
    return replace(instrument, closed=tuple(_kept(each, answers) for each in instrument.closed))


def _kept(asked: Asked, answers: dict[str, dict[str | None, Places]]) -> Asked:
    mine = answers[asked.id]
    if asked.asked_of:
        parts = [_of_way(way, answers) for way in asked.asked_of]
        if not _is_any_of(_asked(mine), parts):
            asked = replace(asked, asked_of=())
    if asked.kind is MeasureKind.ANY_OF and asked.most:
        chosen = sum((mine.get(each.code, Counter()) for each in asked.answers), Counter[str]())
        if any(count > asked.most * mine[None][place] for place, count in chosen.items()):
            return replace(asked, most=0)
    return asked


def _is_any_of(whole: Places, parts: list[Places]) -> bool:
    places = set(whole).union(*parts)
    return all(
        max(part[place] for part in parts) <= whole[place] <= sum(part[place] for part in parts)
        for place in places
    )


def _asked(mine: dict[str | None, Places]) -> Places:
    """Return how many were asked: all but those who were not."""
    known: set[str | None] = {None, *STATES_OF_THE_ASKED}
    return sum((count for answer, count in mine.items() if answer in known), Counter[str]())


def _when_asked(question: Question) -> set[str]:
    answers = {each.code for each in question.options if each.means is State.ANSWERED}
    return answers | STATES_OF_THE_ASKED


def _of_way(way: Way, answers: dict[str, dict[str | None, Places]]) -> Places:
    name, atoms = way[-1]
    question, _, option = name.partition(":")
    given = answers.get(question, {})
    wanted = (option,) if option else atoms
    return sum((given.get(each, Counter()) for each in wanted), Counter[str]())


def _chosen(question: str, option: str) -> Way:
    return ((question, (ANSWERED,)), (f"{question}:{option}", (YES,)))


def _atom(source: Question, code: str) -> str:
    """Return what an option counts as: itself, or the state that it stands for."""
    means = {option.code: option.means for option in source.options}.get(code, State.ANSWERED)
    return code if means is State.ANSWERED else MISSING[means].value
