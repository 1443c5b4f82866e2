"""Count favourable answers by place and age group, for surveys that are weighted by both.

Only groups leave this module, and nobody may show them before they have been released.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from analysis.asked import Instrument
from analysis.designs import TablePlan
from analysis.dimensions import MissingState
from analysis.tabulate import CountTable, count_groups
from feedback_app.services.counting import ANSWERED, CodeGroup, Scope, place_or_none
from feedback_app.services.tabulating import MISSING, answer_of
from feedback_app.store import Answer, Response
from forms.definition import State

Aged = Counter[tuple[CodeGroup, str]]


@dataclass(frozen=True)
class AgeAsked:
    """Which question asks for an age, and over which responses."""

    question_id: str
    scope: Scope


def count_aged(session: Session, asked: AgeAsked) -> Aged:
    """Return how many respondents of a place and an age left a question with each code."""
    age = aliased(Answer)
    group = (Answer.question_id, Answer.row_id, Answer.code, Answer.state, place_or_none())
    is_age = and_(age.response_id == Response.id, age.question_id == asked.question_id)
    rows = session.execute(
        select(*group, age.code, age.state, func.count())
        .select_from(Response)
        .join(Answer, Answer.response_id == Response.id)
        .outerjoin(age, is_age)
        .where(asked.scope.condition)
        .group_by(*group, age.code, age.state)
    )
    found: Aged = Counter()
    for *values, years, state, count in rows:
        found[CodeGroup(*values), _atom(years, state)] += count
    return found


def _atom(years: str | None, state: str | None) -> str:
    """Return the age group chosen, or the state in which the question was left."""
    if years is not None and state == ANSWERED:
        return years
    return MISSING[State(state)].value if state else MissingState.NOT_ASKED.value


def tabulate_aged(plan: TablePlan, instrument: Instrument, counted: Aged) -> CountTable:
    """Return the table of a closed question by place and age.

    Raises:
        TabulationError: for a code that the questionnaire does not have.
    """
    asked = next(each for each in instrument.closed if each.id == plan.subject)
    question_id, _, row_id = asked.id.partition("/")
    merged: Counter[tuple[tuple[str, ...], str | None]] = Counter()
    for (group, years), count in counted.items():
        if (group.question_id, group.row_id) == (question_id, row_id):
            merged[(group.place_id, years), answer_of(asked, group)] += count
    ordered = sorted(merged, key=lambda each: (each[0], each[1] or ""))
    return count_groups([(*each, merged[each]) for each in ordered], plan.design)
