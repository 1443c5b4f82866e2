"""Turn groups counted in the database into count tables: true counts, for analysis only."""

from collections import Counter
from collections.abc import Iterable, Iterator

from analysis.asked import Asked, Instrument
from analysis.designs import TablePlan
from analysis.dimensions import MeasureKind, MissingState
from analysis.tabulate import CountTable, count_groups
from feedback_app.services.counting import ANSWERED, CodeGroup, TextGroup
from forms.definition import State

Group = tuple[tuple[str, ...], str | None, int]
MISSING = {
    State.SKIPPED: MissingState.SKIPPED,
    State.DONT_KNOW: MissingState.DONT_KNOW,
    State.RATHER_NOT_SAY: MissingState.RATHER_NOT_SAY,
    State.NOT_ASKED: MissingState.NOT_ASKED,
    State.NOT_APPLICABLE: MissingState.NOT_ASKED,
}


def tabulate_answers(
    plan: TablePlan, instrument: Instrument, counted: Counter[CodeGroup]
) -> CountTable:
    """Return the table of a closed question, over all or by place.

    Raises:
        TabulationError: for a code that the questionnaire does not have.
    """
    asked = next(each for each in instrument.closed if each.id == plan.subject)
    by_place = bool(plan.design.dimensions)
    groups = (
        (((place,) if by_place else ()), answer, count)
        for place, answer, count in _answers(asked, counted)
    )
    return count_groups(_merged(groups), plan.design)


def tabulate_responses(plan: TablePlan, counted: Counter[str]) -> CountTable:
    """Return the table of responses by one thing known of each."""
    return count_groups((((value,), None, n) for value, n in sorted(counted.items())), plan.design)


def tabulate_themes(plan: TablePlan, counted: Counter[TextGroup]) -> CountTable:
    """Return the table of respondents by the themes and priorities they mentioned, by place."""
    known = set(plan.design.measure.atoms) if plan.design.measure else set()
    by_place = bool(plan.design.dimensions)
    groups = (
        ((group.place_id,) if by_place else (), group.theme_id or None, count)
        for group, count in counted.items()
        if group.question_id == plan.subject and (not group.theme_id or group.theme_id in known)
    )
    return count_groups(_merged(groups), plan.design)


def _answers(asked: Asked, counted: Counter[CodeGroup]) -> Iterator[tuple[str, str | None, int]]:
    question_id, _, row_id = asked.id.partition("/")
    for group, count in counted.items():
        if (group.question_id, group.row_id) == (question_id, row_id):
            yield group.place_id, answer_of(asked, group), count


def answers_by_place(asked: Asked, counted: Counter[CodeGroup]) -> dict[str | None, Counter[str]]:
    """Return how many of each place gave each answer of a closed question, or are missing.

    None stands for all who answered.
    """
    found: dict[str | None, Counter[str]] = {None: Counter()}
    for place, answer, count in _answers(asked, counted):
        found.setdefault(answer, Counter())[place] += count
        if asked.kind is MeasureKind.ONE_OF and answer in {each.code for each in asked.answers}:
            found[None][place] += count
    return found


def answer_of(asked: Asked, group: CodeGroup) -> str | None:
    """Return the option chosen, the state the question was left in, or None for the base."""
    if group.state != ANSWERED:
        return MISSING[State(group.state)].value
    if asked.kind is MeasureKind.ANY_OF and not group.code:
        return None
    return group.code


def _merged(groups: Iterable[Group]) -> list[Group]:
    """Return the groups with those alike added up, in a fixed order."""
    found: Counter[tuple[tuple[str, ...], str | None]] = Counter()
    for atoms, answer, count in groups:
        found[atoms, answer] += count
    ordered = sorted(found, key=lambda each: (each[0], each[1] or ""))
    return [(atoms, answer, found[atoms, answer]) for atoms, answer in ordered]
