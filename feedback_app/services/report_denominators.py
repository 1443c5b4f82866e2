"""The denominators of the questionnaires of a report, by the kind of each survey."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from analysis.ages import AGE, years_of
from analysis.denominators import Denominator
from analysis.statistics import SurveyKind
from feedback_app.services.denominators import (
    invited_of,
    margins_of,
    residents_by_age,
    residents_by_locality,
)
from feedback_app.services.report_counting import Counted
from feedback_app.services.reported_asks import day_words

OLDEST = 18


def denominators_of(session: Session, counted: Sequence[Counted]) -> dict[str, Denominator]:
    """Return how many there were to answer each questionnaire that was counted."""
    return {each.instrument.key: _denominator(session, each) for each in counted}


def _denominator(session: Session, counted: Counted) -> Denominator:
    survey, ages = counted.survey, counted.instrument.ages
    invited = invited_of(session, survey.id)
    residents: dict[str, int] = {}
    source = ""
    if counted.instrument.who.is_young and ages[1] <= OLDEST:
        residents, source = residents_by_locality(session, ages, survey.opens_on)
    margins = margins_of(survey)
    is_by_age = AGE in margins and bool(residents)
    years = years_of(counted.instrument) if is_by_age else {}
    of_ages = residents_by_age(session, years, survey.opens_on)
    whole = invited.get("")
    return Denominator(
        SurveyKind(survey.kind),
        {code: row.invited for code, row in invited.items()},
        f"{whole.supplied_by}, {day_words(whole.supplied_on)}" if whole else "",
        residents,
        source,
        margins,
        of_ages,
    )
