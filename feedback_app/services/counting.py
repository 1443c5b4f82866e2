"""Count answers in the database, in slices of responses, so that memory stays small.

Only groups leave this module: a question, a code or state, a place, and how many. Whoever reads
them must not show them before they have been released.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback_app.services.counted import UNCHANGED, counted_codings
from feedback_app.store import Answer, Response, Verbatim

RESPONSES_A_SLICE = 20_000
ANSWERED = "answered"
NO_PLACE = "place-not-given"
Progress = Callable[[int], None]
Condition = ColumnElement[bool]
Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Scope:
    """Which responses are counted: those to one questionnaire, up to and including a day.

    With `after`, only those of later days than that.
    """

    survey_id: str
    questionnaire_id: str
    until: date
    after: date | None = None

    @property
    def condition(self) -> Condition:
        """The scope as a condition on responses."""
        later = true() if self.after is None else Response.received_on > self.after
        return and_(
            Response.survey_id == self.survey_id,
            Response.questionnaire_id == self.questionnaire_id,
            Response.received_on <= self.until,
            later,
        )


@dataclass(frozen=True)
class CodeGroup:
    """How many respondents of a place left a question with one code, or in one state."""

    question_id: str
    row_id: str
    code: str
    state: str
    place_id: str


@dataclass(frozen=True)
class TextGroup:
    """Respondents of a place who mentioned a theme, or (no theme) wrote anything at all."""

    question_id: str
    place_id: str
    theme_id: str = ""


@dataclass(frozen=True)
class CodingCount:
    """How many codings the themes rest on, and how many of them no person has looked at."""

    by_people: int
    by_machine: int


def count_responses(
    session: Session, scope: Scope, column: InstrumentedAttribute[Any]
) -> Counter[str]:
    """Return how many responses there are for each value of one column."""
    value = func.coalesce(column, literal_column(f"'{NO_PLACE}'"))
    rows = session.execute(select(value, func.count()).where(scope.condition).group_by(value))
    return Counter(dict(rows.all()))


def count_codes(
    session: Session, scope: Scope, *, several: Sequence[str], progress: Progress
) -> Counter[CodeGroup]:
    """Return how many respondents gave each code, or left a question in each state.

    For the questions in `several`, of which a respondent may choose many options, the group with
    the empty code and the state “answered” counts those who chose any: their base.
    """
    found: Counter[CodeGroup] = Counter()
    for part, size in _slices(session, scope):
        _add(found, session.execute(_codes(scope, part)), CodeGroup)
        if several:
            _add(found, session.execute(_bases(scope, part, several)), CodeGroup)
        progress(size)
    return found


def count_themes(
    session: Session,
    scope: Scope,
    *,
    threshold: float,
    priority_of: Mapping[str, str],
    progress: Progress,
    follows: Mapping[str, str] = UNCHANGED,
    by: ColumnElement[str] | None = None,
) -> Counter[TextGroup]:
    """Return how many respondents wrote anything, and how many mentioned each theme and priority.

    A theme counts that a person confirmed or added, or that the machine suggested with at least
    the threshold's probability and nobody rejected. Themes and priorities are those of
    `priority_of`; a respondent counts once however many of the themes of a priority they mention.
    `follows` names the theme under which the codings of each merged one count. Respondents are
    told apart by their place, or by another column of theirs (`by`).
    """
    found: Counter[TextGroup] = Counter()
    for part, size in _slices(session, scope):
        coded = _coded(scope, part, threshold, follows=follows, by=by)
        named = _under_priorities(coded, priority_of)
        _add(found, session.execute(_writers(scope, part, by)), TextGroup)
        _add(found, session.execute(_mentions(named, named.c.theme_id)), TextGroup)
        _add(found, session.execute(_mentions(named, named.c.priority_id)), TextGroup)
        progress(size)
    return found


def count_codings(session: Session, scope: Scope, *, threshold: float) -> CodingCount:
    """Return how many counted codings people decided, and how many the machine alone made."""
    by_people = by_machine = 0
    for part, _ in _slices(session, scope):
        coded = _coded(scope, part, threshold)
        row = session.execute(
            select(func.count(), func.coalesce(func.sum(coded.c.is_human), 0)).select_from(coded)
        ).one()
        by_people += row[1]
        by_machine += row[0] - row[1]
    return CodingCount(by_people, by_machine)


def counted_ids(session: Session, scope: Scope) -> Iterator[Sequence[str]]:
    """Yield the random id of every response in scope."""
    for part, _ in _slices(session, scope):
        yield from session.execute(select(Response.id).where(scope.condition, part))


def coded_rows(
    session: Session,
    scope: Scope,
    *,
    threshold: float,
    priority_of: Mapping[str, str],
    follows: Mapping[str, str] = UNCHANGED,
) -> Iterator[tuple[str, ...]]:
    """Yield what the counts of themes rest on: response, question, theme and priority.

    Each is there once, however many texts or coders say it.
    """
    for part, _ in _slices(session, scope):
        named = _under_priorities(_coded(scope, part, threshold, follows=follows), priority_of)
        kept = (named.c.response_id, named.c.question_id, named.c.theme_id, named.c.priority_id)
        for row in session.execute(select(*kept).distinct()):
            yield tuple(row)


def _slices(session: Session, scope: Scope) -> Iterator[tuple[Condition, int]]:
    """Yield conditions that share the responses out by their random ids, and how many each has."""
    total = session.scalar(select(func.count()).select_from(Response).where(scope.condition)) or 0
    parts = max(1, -(-total // RESPONSES_A_SLICE))
    edges = [f"{number * 0x10000 // parts:04x}" for number in range(1, parts)]
    for low, high in zip(["", *edges], [*edges, ""], strict=True):
        yield _between(low, high), total // parts


def _between(low: str, high: str) -> Condition:
    limits = [Response.id >= low] if low else []
    limits += [Response.id < high] if high else []
    return and_(true(), *limits)


def _codes(scope: Scope, part: Condition) -> Query:
    """Return the query for every code and state."""
    group = (Answer.question_id, Answer.row_id, Answer.code, Answer.state, place_or_none())
    return (
        select(*group, func.count())
        .select_from(Response)
        .join(Answer, Answer.response_id == Response.id)
        .where(scope.condition, part)
        .group_by(*group)
    )


def _bases(scope: Scope, part: Condition, several: Sequence[str]) -> Query:
    """Return the query for how many answered questions with several choices."""
    group = (Answer.question_id, Answer.row_id, place_or_none())
    return (
        select(
            Answer.question_id,
            Answer.row_id,
            literal(""),
            literal(ANSWERED),
            place_or_none(),
            func.count(Answer.response_id.distinct()),
        )
        .select_from(Response)
        .join(Answer, Answer.response_id == Response.id)
        .where(
            scope.condition,
            part,
            Answer.question_id.in_(list(several)),
            Answer.state == ANSWERED,
        )
        .group_by(*group)
    )


def _writers(scope: Scope, part: Condition, by: ColumnElement[str] | None) -> Query:
    told_by = place_or_none() if by is None else by
    return (
        select(
            Verbatim.question_id,
            told_by,
            literal(""),
            func.count(Verbatim.response_id.distinct()),
        )
        .join(Response, Response.id == Verbatim.response_id)
        .where(scope.condition, part, Verbatim.is_themed)
        .group_by(Verbatim.question_id, told_by)
    )


def _coded(
    scope: Scope,
    part: Condition,
    threshold: float,
    *,
    follows: Mapping[str, str] = UNCHANGED,
    by: ColumnElement[str] | None = None,
) -> Any:
    """Return the codings that count, as a subquery: response, question, place, theme, by whom."""
    written = (
        select(
            Verbatim.id,
            Verbatim.response_id,
            Verbatim.question_id,
            (place_or_none() if by is None else by).label("place_id"),
        )
        .join(Response, Response.id == Verbatim.response_id)
        .where(scope.condition, part, Verbatim.is_themed)
        .cte("written")
    )
    return counted_codings(written, threshold=threshold, follows=follows)


def _mentions(coded: Any, theme: Any) -> Query:
    group = (coded.c.question_id, coded.c.place_id, theme)
    return select(*group, func.count(coded.c.response_id.distinct())).group_by(*group)


def _under_priorities(coded: Any, priority_of: Mapping[str, str]) -> Any:
    """Return the codings of known themes with the priority of each beside it."""
    wider = case(dict(priority_of), value=coded.c.theme_id).label("priority_id")
    known = coded.c.theme_id.in_(list(priority_of))
    return select(coded, wider).where(known).subquery("named")


def place_or_none() -> ColumnElement[str]:
    """Return the place of a response, and a place of its own for those who gave none."""
    return func.coalesce(Response.place_id, literal_column(f"'{NO_PLACE}'"))


def _add(found: Counter[Any], rows: Any, group: type[Any]) -> None:
    for *values, count in rows:
        found[group(*values)] += count
