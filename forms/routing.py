"""Which page comes next, given the answers so far: pure functions of definition and answers.

Only answers to pages that are themselves on the path decide anything, so a change upstream can
never be contradicted by a stale answer further down.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from forms.definition import (
    AnswerIs,
    Check,
    ChosenAtLeast,
    Condition,
    Destination,
    GoToClosingPage,
    GoToQuestionnaire,
    Mode,
    Page,
    ParameterIs,
    State,
)

if TYPE_CHECKING:
    from forms.answers import Answer, Answers
    from forms.questionnaire import Questionnaire

Step = Page | Check | GoToQuestionnaire | GoToClosingPage


def path(questionnaire: Questionnaire, answers: Answers, *, mode: Mode) -> tuple[Page, ...]:
    """Return the pages this respondent meets, in order.

    The path ends with the page whose answer leads out of the questionnaire, if there is one.
    """
    plan = _plan(questionnaire, mode)
    return plan.pages if plan.is_straight else tuple(_walk(plan, answers)[0])


def next_step(
    questionnaire: Questionnaire, answers: Answers, *, after: Page | None, mode: Mode
) -> Step:
    """Return what follows a page: a page, the check page, or a way out; None is the start page."""
    after = after or questionnaire.start_page
    if after.number == 0:
        held = answers.get(after.key)
        way_out = _way_out(after, held)
        pages = path(questionnaire, answers, mode=mode)
    else:
        plan = _plan(questionnaire, mode)
        met, decided = _walk(plan, answers)
        way_out = _way_out(after, decided.get(after.key))
        pages = tuple(met)
    return way_out or next((page for page in pages if page.number > after.number), Check())


def previous_page(
    questionnaire: Questionnaire, answers: Answers, *, before: Page | None, mode: Mode
) -> Page:
    """Return the page before one, or before the check page (None); the first follows the start."""
    met = path(questionnaire, answers, mode=mode)
    end = before.number if before else len(questionnaire.pages) + 1
    return next((page for page in reversed(met) if page.number < end), questionnaire.start_page)


def is_on_path(questionnaire: Questionnaire, answers: Answers, *, page: Page, mode: Mode) -> bool:
    """Return whether this respondent meets the page; the start page is met by everyone."""
    return page.number == 0 or any(
        met.number == page.number for met in path(questionnaire, answers, mode=mode)
    )


def owed_page(questionnaire: Questionnaire, answers: Answers, *, mode: Mode) -> Page | None:
    """Return the first page on the path that requires an answer and has none, or None."""
    for page in path(questionnaire, answers, mode=mode):
        if page.question.required:
            answer = answers.get(page.key)
            if answer is None or answer.state is State.SKIPPED:
                return page
    return None


@dataclass(frozen=True)
class Count:
    """A page's place among the questions met, how many there are at most, and if that is certain.

    Information pages are not counted: one has the place of the question before it.
    """

    place: int
    most: int
    is_certain: bool


def count_of(questionnaire: Questionnaire, answers: Answers, *, page: Page, mode: Mode) -> Count:
    """Return where a page stands; while an answer to come could change how many there are, at most.

    A respondent who leaves for another questionnaire is counted there anew.
    """
    plan = _plan(questionnaire, mode)
    met, decided = (plan.pages, {}) if plan.is_straight else _walk(plan, answers)
    questions = [step for step in met if step.takes_answer]
    place = sum(1 for step in questions if step.number <= page.number)
    ahead = (step for step in questions if step.number >= page.number)
    if not any(step.key in plan.turning and step.key not in answers for step in ahead):
        return Count(place, len(questions), is_certain=True)
    return Count(place, _most(plan, met, decided), is_certain=False)


def _most(plan: _Plan, met: Sequence[Page], decided: Mapping[str, Answer]) -> int:
    """Return how many questions are met at most, whatever is answered from now on."""
    known = {page.key for page in met}
    waiting: set[str] = set()
    possible = 0
    for page in plan.pages:
        if page.key not in known and not _may_be_shown(page, decided, waiting):
            continue
        possible += page.takes_answer
        if page.key not in decided:
            waiting.add(page.key)
    return possible


def _may_be_shown(page: Page, decided: Mapping[str, Answer], waiting: Container[str]) -> bool:
    """Return whether a page can still be met, where some answers are waited for."""
    question = page.question
    source = question.options_from_answer
    if source and source not in waiting and not carried_codes(page, decided.get(source)):
        return False
    return all(
        getattr(when, "page", "") in waiting or _holds(when, decided) for when in question.show_if
    )


def prune(questionnaire: Questionnaire, answers: Answers, *, mode: Mode) -> dict[str, Answer]:
    """Return the answers that still stand: those on the path, less options no longer offered."""
    plan = _plan(questionnaire, mode)
    met, decided = _walk(plan, answers)
    kept = {}
    for page in (questionnaire.start_page, *met):
        held = decided.get(page.key) if page.key in plan.deciding else answers.get(page.key)
        if held is not None and page.question.options_from_answer:
            held = _still_offered(page, held, decided)
        if held is not None:
            kept[page.key] = held
    return kept


def carried_codes(page: Page, source: Answer | None) -> frozenset[str]:
    """Return the codes carried forward to a page from the answer it takes its options from."""
    if source is None or source.state is not State.ANSWERED:
        return frozenset()
    return frozenset(source.codes) & page.question.carried_codes


@dataclass(frozen=True)
class _Plan:
    """What is worked out once for a questionnaire and a mode.

    `turning` are the keys of pages whose answers can change which pages are met, or what a later
    page offers; `deciding` are those and the pages that options are carried to.
    """

    pages: tuple[Page, ...]
    deciding: frozenset[str]
    turning: frozenset[str]
    is_straight: bool


def _plan(questionnaire: Questionnaire, mode: Mode) -> _Plan:
    made = questionnaire.worked_out.get(mode)
    if made is None:
        made = questionnaire.worked_out[mode] = _make_plan(questionnaire, mode)
    return cast(_Plan, made)


def _make_plan(questionnaire: Questionnaire, mode: Mode) -> _Plan:
    pages = tuple(
        page
        for page in questionnaire.pages
        if not page.question.modes or mode in page.question.modes
    )
    asked = {page.question.id: page.question for page in pages}.values()
    conditions = (condition for ask in asked for condition in ask.show_if)
    turning = {when.page for when in conditions if not isinstance(when, ParameterIs)}
    turning |= {route.when.page for ask in asked for route in ask.routes}
    turning |= {ask.options_from_answer for ask in asked if ask.options_from_answer}
    carrying = {ask.id for ask in asked if ask.options_from_answer}
    is_straight = not turning
    return _Plan(pages, frozenset(turning | carrying), frozenset(turning), is_straight)


def _walk(plan: _Plan, answers: Answers) -> tuple[list[Page], dict[str, Answer]]:
    """Return the pages met and the answers that decided it."""
    met: list[Page] = []
    decided: dict[str, Answer] = {}
    for page in plan.pages:
        question = page.question
        if (question.show_if or question.options_from_answer) and not _is_shown(page, decided):
            continue
        met.append(page)
        if page.key in plan.deciding and page.key in answers:
            held = _still_offered(page, answers[page.key], decided)
            if held is not None:
                decided[page.key] = held
                if question.routes and _way_out(page, held):
                    break
    return met, decided


def _is_shown(page: Page, decided: Mapping[str, Answer]) -> bool:
    question = page.question
    source = question.options_from_answer
    if source and not carried_codes(page, decided.get(source)):
        return False
    return all(_holds(condition, decided) for condition in question.show_if)


def _holds(condition: Condition, decided: Mapping[str, Answer]) -> bool:
    """Return whether a condition holds; one on a parameter is settled before anyone answers."""
    if isinstance(condition, AnswerIs):
        answer = decided.get(condition.page)
        return answer is not None and any(code in condition.codes for code in answer.codes)
    if isinstance(condition, ChosenAtLeast):
        answer = decided.get(condition.page)
        return (
            answer is not None
            and answer.state is State.ANSWERED
            and len(answer.codes) >= condition.count
        )
    return False


def _way_out(page: Page, held: Answer | None) -> Destination | None:
    if held is None:
        return None
    decided = {page.key: held}
    return next((route.to for route in page.question.routes if _holds(route.when, decided)), None)


def _still_offered(page: Page, held: Answer, decided: Mapping[str, Answer]) -> Answer | None:
    """Return the answer less the codes no longer carried forward; None if nothing is left of it."""
    question = page.question
    if not question.options_from_answer or not held.codes:
        return held
    carried = carried_codes(page, decided.get(question.options_from_answer))
    dropped = question.carried_codes - carried
    codes = tuple(code for code in held.codes if code not in dropped)
    if codes == held.codes:
        return held
    return replace(held, codes=codes) if codes else None
