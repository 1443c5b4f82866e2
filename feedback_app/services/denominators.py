"""Who could have answered: the numbers invited, and the children who live in each locality."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError
from feedback_app.services import places
from feedback_app.services.surveys import find_survey
from feedback_app.store import InvitedCount, Population, Survey
from feedback_app.store.surveys import SurveyKind
from forms.questionnaire import Questionnaire

LONGEST = 120
AGENCY = "work.agency"
"""What a question asks that lists the agencies."""
LOCALITY = "locality"


def set_invited(
    session: Session,
    survey_id: str,
    *,
    group: str,
    invited: int,
    supplied_by: str,
    supplied_on: date,
) -> None:
    """Keep how many of a group were invited, who said so and when; a later number replaces it.

    Raises:
        FeedbackError: the survey is an open link, the number is not above 0, or nobody said so.
    """
    survey = find_survey(session, survey_id)
    if survey.kind == SurveyKind.OPEN:
        raise FeedbackError(
            f"{survey_id} is an open link: nobody knows how many were asked.",
            remedy="A report prints coverage for it, never a response rate.",
        )
    if invited <= 0 or not 0 < len(supplied_by.strip()) <= LONGEST:
        raise FeedbackError(
            "Say how many were invited, above 0, and who said so.",
            remedy="For example: --invited 240 --by 'Head of service'.",
        )
    row = session.get(InvitedCount, (survey_id, group)) or InvitedCount(
        survey_id=survey_id, group_code=group
    )
    row.invited, row.supplied_by, row.supplied_on = invited, supplied_by.strip(), supplied_on
    session.add(row)
    session.flush()


def invited_of(session: Session, survey_id: str) -> dict[str, InvitedCount]:
    """Return the numbers invited to a survey by group; an empty group stands for everybody."""
    rows = session.scalars(select(InvitedCount).where(InvitedCount.survey_id == survey_id))
    return {row.group_code: row for row in rows}


def groups_of(questionnaires: Iterable[Questionnaire]) -> dict[str, str]:
    """Return the groups whose number invited may be told apart, by code, in words: the agencies."""
    return {
        option.code: option.label.of(each.presentations[0])
        for each in questionnaires
        for question in each.questions
        if question.item == AGENCY
        for option in question.options
    }


def declare_margins(session: Session, survey_id: str, margins: Sequence[str]) -> None:
    """Keep by which margins reports weight a survey; none puts an end to it.

    Raises:
        FeedbackError: the survey is no open link, or age is named without locality.
    """
    survey = find_survey(session, survey_id)
    if survey.kind != SurveyKind.OPEN:
        raise FeedbackError(
            f"{survey_id} is not an open link.", remedy="Weight surveys of children only."
        )
    if margins and LOCALITY not in margins:
        raise FeedbackError(
            "Age alone is no margin here: reports count it within each locality.",
            remedy="Name both: locality age.",
        )
    survey.weighted_by = ",".join(dict.fromkeys(margins))


def margins_of(survey: Survey) -> tuple[str, ...]:
    """Return the margins by which a survey is weighted."""
    return tuple(each for each in survey.weighted_by.split(",") if each)


def residents_by_age(
    session: Session, years: Mapping[str, tuple[int, int]], day: date
) -> dict[str, int]:
    """Return how many live here on a day of each age group, given its first and last year.

    Nothing is returned where any group has no whole estimate.
    """
    found = {
        code: sum(residents_by_locality(session, span, day)[0].values())
        for code, span in years.items()
    }
    return found if all(found.values()) else {}


def residents_by_locality(
    session: Session, ages: tuple[int, int], day: date
) -> tuple[dict[str, int], str]:
    """Return how many of some ages live in each locality on a day, and whose estimate it is.

    Nothing is returned where some age or some district has no estimate: half a number misleads.
    """
    low, high = ages
    rows = session.execute(
        select(
            Population.area_id,
            func.sum(Population.people),
            func.count(),
            func.min(Population.source),
        )
        .where(Population.age.between(low, high))
        .group_by(Population.area_id)
    ).all()
    located = places.locality_of_places(session, day)
    found: dict[str, int] = {}
    source = ""
    for area_id, people, years, said in rows:
        if area_id in located and years == high - low + 1:
            found[located[area_id]] = found.get(located[area_id], 0) + int(people)
            source = said
    return found, source
