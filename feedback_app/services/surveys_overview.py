"""What a survey officer sees of surveys: how many answered, and the addresses to give out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.services import clock, surveys
from feedback_app.store import Response, Survey


@dataclass(frozen=True)
class SurveyLine:
    """One survey in the list: plain totals, nothing of any answer."""

    id: str
    title: str
    is_open: bool
    opens_on: date
    closes_on: date | None
    closed_on: date | None
    responses: int


def overview(session: Session) -> list[SurveyLine]:
    """Return every survey, the newest first, with how many responses came in."""
    counts = dict(
        session.execute(select(Response.survey_id, func.count()).group_by(Response.survey_id)).all()
    )
    return [_line(survey, counts.get(survey.id, 0)) for survey in surveys.list_surveys(session)]


def survey_line(session: Session, survey: Survey) -> SurveyLine:
    """Return one survey as it stands in the list."""
    count = select(func.count()).where(Response.survey_id == survey.id)
    return _line(survey, session.scalar(count) or 0)


def responses_by_questionnaire(session: Session, survey_id: str) -> Mapping[str, int]:
    """Return how many responses each questionnaire of a survey has."""
    rows = session.execute(
        select(Response.questionnaire_id, func.count())
        .where(Response.survey_id == survey_id)
        .group_by(Response.questionnaire_id)
    )
    return dict(rows.all())


def _line(survey: Survey, responses: int) -> SurveyLine:
    return SurveyLine(
        survey.id,
        survey.title,
        surveys.is_open(survey, clock.today()),
        survey.opens_on,
        survey.closes_on,
        survey.closed_on,
        responses,
    )
