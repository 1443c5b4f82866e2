"""Themes and priorities over surveys: who mentioned them, by audience, locality, month or facet.

True counts, for analysts on this machine; whatever is published goes through a report's release.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import Session

from analysis.asked import Frame
from analysis.codebook import Codebook
from analysis.designs import PRIORITY_PREFIX
from feedback_app.services import codebooks, surveys
from feedback_app.services.counted import HELD, latest_decisions, standing_theme
from feedback_app.services.counting import NO_PLACE, Scope, TextGroup, count_themes
from feedback_app.services.instruments import describe_frame
from feedback_app.store import CodingDecision, CodingFacet, Response, Verbatim

ELSEWHERE = "elsewhere"


class By(StrEnum):
    """What respondents are told apart by."""

    WHOLE = "whole"
    AUDIENCE = "audience"
    LOCALITY = "locality"
    MONTH = "month"


@dataclass(frozen=True)
class Mention:
    """How many respondents of a group mentioned a theme or priority, of those who wrote anything.

    `kind` is theme, priority, or the facet that was said beside the theme.
    """

    survey_id: str
    questionnaire_id: str
    question_id: str
    group: str
    kind: str
    id: str
    name: str
    respondents: int
    base: int


@dataclass(frozen=True)
class Counting:
    """How to count: apart by what, on the areas and priorities of which day, how sure a machine."""

    by: By = By.WHOLE
    day: date | None = None
    threshold: float = 0.5


def count_mentions(
    session: Session,
    survey_ids: Sequence[str],
    counting: Counting,
    *,
    folders: Sequence[Path] = (),
) -> Iterator[Mention]:
    """Yield the mentions of every theme and priority in surveys, wave after wave.

    All surveys are laid out by the areas and priorities of one day, by default the first day of
    the newest, so that waves can be compared although areas were reorganised between them.

    Raises:
        NotFoundError: there is no such survey, or no such codebook.
    """
    found = sorted(
        (surveys.find_survey(session, each) for each in dict.fromkeys(survey_ids)),
        key=lambda survey: (survey.opens_on, survey.id),
    )
    day = counting.day or max(survey.opens_on for survey in found)
    for survey in found:
        name = survey.codebook_id or codebooks.USUAL
        codebook = codebooks.current_codebook(session, name, folders=folders)
        frame = describe_frame(session, day, codebook)
        for questionnaire in surveys.questionnaires_of(session, survey):
            scope = Scope(survey.id, questionnaire.id, date.max)
            yield from _mentions(session, scope, frame, codebook, counting=counting)
            yield from _beside(session, scope, codebook, counting)


def _mentions(
    session: Session, scope: Scope, frame: Frame, codebook: Codebook, *, counting: Counting
) -> Iterator[Mention]:
    names = {theme.id: ("theme", theme.name) for theme in frame.themes}
    names |= {PRIORITY_PREFIX + each.id: ("priority", each.name) for each in frame.priorities}
    counted = count_themes(
        session,
        scope,
        threshold=counting.threshold,
        priority_of={theme.id: PRIORITY_PREFIX + theme.priority for theme in frame.themes},
        progress=lambda _: None,
        follows=codebooks.standing(codebook),
        by=_column(counting.by),
    )
    groups = _grouped(counted, frame, counting.by)
    for question, group in sorted({(each.question_id, each.place_id) for each in groups}):
        base = groups[TextGroup(question, group)]
        for theme_id, (kind, name) in names.items():
            number = groups[TextGroup(question, group, theme_id)]
            ident = theme_id.removeprefix(PRIORITY_PREFIX)
            where = (scope.survey_id, scope.questionnaire_id, question, group)
            yield Mention(*where, kind, ident, name, number, base)


def _grouped(counted: Counter[TextGroup], frame: Frame, by: By) -> Counter[TextGroup]:
    """Return the counts by locality, where they are by place; one respondent has one place."""
    if by is not By.LOCALITY:
        return counted
    locality = {place: each.name for each in frame.localities for place in each.places}
    found: Counter[TextGroup] = Counter()
    for group, count in counted.items():
        found[replace(group, place_id=locality.get(group.place_id, ELSEWHERE))] += count
    return found


def _column(by: By) -> ColumnElement[str]:
    match by:
        case By.WHOLE:
            return literal("")
        case By.AUDIENCE:
            return func.coalesce(Response.respondent_group, "")
        case By.LOCALITY:
            return func.coalesce(Response.place_id, NO_PLACE)
        case By.MONTH:
            return func.substr(cast(Response.received_on, String), 1, 7)


def _beside(
    session: Session, scope: Scope, codebook: Codebook, counting: Counting
) -> Iterator[Mention]:
    """Yield how many respondents said each option beside a theme; base: who said that facet."""
    decided = latest_decisions().subquery("decided")
    theme = standing_theme(decided.c.theme_id, codebooks.standing(codebook))
    facet, option = CodingFacet.facet_id, CodingFacet.option
    respondents = func.count(Verbatim.response_id.distinct())
    joined = (
        select(Verbatim.question_id, theme, facet)
        .join(Response, Response.id == Verbatim.response_id)
        .join(decided, decided.c.verbatim_id == Verbatim.id)
        .join(CodingDecision, CodingDecision.number == decided.c.number)
        .join(CodingFacet, CodingFacet.decision_number == CodingDecision.number)
        .where(scope.condition, decided.c.age == 1, decided.c.verdict.in_(HELD))
        .group_by(Verbatim.question_id, theme, facet)
    )
    if counting.by is not By.WHOLE:
        return
    bases = {
        (question, theme_id, facet_id): count
        for question, theme_id, facet_id, count in session.execute(joined.add_columns(respondents))
    }
    known = codebooks.theme_by_id(codebook)
    rows = session.execute(joined.add_columns(option, respondents).group_by(option)).all()
    for question, theme_id, facet_id, said, count in sorted(rows):
        where = (scope.survey_id, scope.questionnaire_id, question, known[theme_id].name)
        base = bases[question, theme_id, facet_id]
        yield Mention(*where, facet_id, said, said, count, base)
