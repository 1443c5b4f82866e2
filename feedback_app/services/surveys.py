"""Open and close surveys; give each its links; read back the questionnaires it froze."""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Engine, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import clock, places
from feedback_app.services.duties import Duties, refuse_undecided
from feedback_app.services.opening import refuse_unsound
from feedback_app.store import Survey, SurveyLink, SurveyQuestionnaire
from feedback_app.store.statement import Statement
from feedback_app.store.surveys import Offer, SurveyKind
from forms.binding import PlaceOption, bind
from forms.definition import Mode, PlaceLevel, Presentation, State
from forms.freezing import freeze, thaw
from forms.questionnaire import Questionnaire
from forms.safety import Promise

FOR_ALL = ""
"""In place of a questionnaire's id: the address leads each respondent to their own."""
FROZEN = Statement(
    select(SurveyQuestionnaire.frozen).filter_by(
        survey_id=bindparam("survey"), questionnaire_id=bindparam("questionnaire")
    )
)
WHOLE_AREA = "All of the partnership's area"
_thawed: WeakKeyDictionary[Engine, dict[tuple[str, str], Questionnaire]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Plan:
    """What a survey officer decides when a survey opens; what is left out has a plain default."""

    title: str = ""
    kind: SurveyKind = SurveyKind.OPEN
    opens_on: date | None = None
    closes_on: date | None = None
    codebook_id: str = "safeguarding"
    is_demonstration: bool = False
    duties: Duties = Duties()
    promise: Promise = Promise.ANONYMOUS


@dataclass(frozen=True)
class SurveyFacts:
    """What respondents may know of a survey: its grounds, its promise, and its last days."""

    title: str
    lawful_basis: str
    condition: str
    dpia: str
    promise: Promise
    closes_on: date | None
    kept_until: date | None


def facts_behind(session: Session, survey_id: str) -> SurveyFacts:
    """Return what respondents may know of a survey."""
    survey = find_survey(session, survey_id)
    return SurveyFacts(
        survey.title,
        survey.lawful_basis,
        survey.condition,
        survey.dpia,
        Promise(survey.promise),
        survey.closes_on,
        survey.kept_until,
    )


def open_survey(
    session: Session,
    survey_id: str,
    questionnaires: Sequence[Questionnaire],
    *,
    plan: Plan = Plan(),
    parameters: Mapping[str, object] | None = None,
) -> Survey:
    """Open a survey on a family of questionnaires, each frozen as it is now.

    Every questionnaire gets a link for each way it may be answered; more links (a class, an
    agency) are added apart. `parameters` fill the braces of the questionnaires that name them.

    Raises:
        FeedbackError: the survey exists already, its short name or dates cannot be, or no
            questionnaire is given.
        DutiesError: nobody decided on what ground it asks, or until when answers are kept.
        DefinitionError: a questionnaire needs a parameter that is missing.
    """
    if session.get(Survey, survey_id) is not None:
        raise FeedbackError(
            f"There is already a survey called “{survey_id}”.", remedy="Choose another short name."
        )
    day = plan.opens_on or clock.today()
    refuse_unsound(survey_id, questionnaires, opens=day, closes=plan.closes_on)
    refuse_undecided(plan.duties, last_day=plan.closes_on or day)
    survey = Survey(
        id=survey_id,
        title=plan.title or _title(questionnaires[0]),
        kind=plan.kind,
        opens_on=day,
        closes_on=plan.closes_on,
        codebook_id=plan.codebook_id,
        is_demonstration=plan.is_demonstration,
        lawful_basis=plan.duties.basis or "",
        condition=plan.duties.condition or "",
        dpia=plan.duties.dpia.strip(),
        kept_until=plan.duties.kept_until,
        promise=plan.promise,
    )
    session.add(survey)
    offered = place_options(session, day)
    for position, questionnaire in enumerate(questionnaires):
        own = _own(questionnaire, parameters or {})
        bound = replace(bind(questionnaire, parameters=own, places=offered), promise=plan.promise)
        _freeze(session, survey, bound, position=position)
    for mode in _modes_of_several(questionnaires):
        add_link(session, survey, questionnaire_id=FOR_ALL, mode=mode)
    return survey


def _modes_of_several(questionnaires: Sequence[Questionnaire]) -> list[str]:
    """Return the ways of coming that lead to more than one questionnaire, in their order."""
    counts = Counter(mode for each in questionnaires for mode in modes_of_links(each))
    return [mode.value for mode, count in counts.items() if count > 1]


def _freeze(
    session: Session, survey: Survey, questionnaire: Questionnaire, *, position: int
) -> None:
    """Keep a survey's own copy of a questionnaire, with a link for each way to answer it."""
    session.add(
        SurveyQuestionnaire(
            survey_id=survey.id,
            questionnaire_id=questionnaire.id,
            position=position,
            title=_title(questionnaire),
            version=questionnaire.version,
            frozen=freeze(questionnaire),
        )
    )
    session.flush()
    for mode in modes_of_links(questionnaire):
        link = add_link(session, survey, questionnaire_id=questionnaire.id, mode=mode)
        offer(link, usual_offers(questionnaire, mode))


def offer(link: SurveyLink, offers: Collection[Offer]) -> None:
    """Say what a link offers beside the questions."""
    link.offers = " ".join(sorted(offers))


def usual_offers(questionnaire: Questionnaire, mode: str) -> Collection[Offer]:
    """Return what a link offers where nobody said: a code for helped sessions and for adults."""
    is_adult = questionnaire.presentations == (Presentation.ADULT,)
    return (Offer.RETURN,) if is_adult or mode == Mode.SUPPORTED_IN_SETTING else ()


def modes_of_links(questionnaire: Questionnaire) -> list[Mode]:
    """Return the ways of coming that have an address: papers are keyed by two people instead."""
    return [mode for mode in questionnaire.modes if mode is not Mode.PAPER]


def _title(questionnaire: Questionnaire) -> str:
    return questionnaire.title.of(questionnaire.presentations[0])


def _own(questionnaire: Questionnaire, parameters: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters a questionnaire names; a family is opened with those of all."""
    names = {parameter.name for parameter in questionnaire.parameters}
    return {name: value for name, value in parameters.items() if name in names}


def place_options(session: Session, day: date) -> list[PlaceOption]:
    """Return what place questions offer on a day: settlements, then their districts."""
    listed = places.places_on(session, day)
    districts = {each.district_id: each.district for each in listed if each.district_id}
    whole_id, _ = places.partnership_on(session, day)
    return [
        *(
            PlaceOption(each.id, each.name, PlaceLevel.SETTLEMENT, each.district, State(each.means))
            for each in listed
        ),
        *(PlaceOption(key, name, PlaceLevel.DISTRICT) for key, name in districts.items()),
        PlaceOption(whole_id or "whole-area", WHOLE_AREA, PlaceLevel.WHOLE),
    ]


def add_link(
    session: Session,
    survey: Survey,
    *,
    questionnaire_id: str,
    mode: str,
    label: str = "",
    presentation: str = "",
    language: str = "",
) -> SurveyLink:
    """Add an unguessable address to a survey (120 random bits)."""
    link = SurveyLink(
        token=secrets.token_urlsafe(15),
        survey_id=survey.id,
        questionnaire_id=questionnaire_id,
        mode=mode,
        label=label or questionnaire_id,
        presentation=presentation,
        language=language,
        # A demonstration is there to be tried, and nobody gets its letters.
        asks_invitation=survey.kind == SurveyKind.INVITED and not survey.is_demonstration,
    )
    session.add(link)
    session.flush()
    return link


def close_survey(session: Session, survey_id: str) -> Survey:
    """Close a survey today; answers begun before can still be sent while their draft lives."""
    survey = find_survey(session, survey_id)
    survey.closed_on = clock.today()
    return survey


def find_survey(session: Session, survey_id: str) -> Survey:
    """Return a survey.

    Raises:
        NotFoundError: there is none of that name; the message lists those there are.
    """
    survey = session.get(Survey, survey_id)
    if survey is None:
        names = session.scalars(select(Survey.id).order_by(Survey.id)).all()
        raise NotFoundError(
            f"There is no survey called “{survey_id}”.",
            remedy=f"There are: {', '.join(names)}." if names else "Open one first.",
        )
    return survey


def list_surveys(session: Session) -> list[Survey]:
    """Return every survey, the newest first."""
    return list(session.scalars(select(Survey).order_by(Survey.opens_on.desc(), Survey.id)))


def links_of(session: Session, survey_id: str) -> list[SurveyLink]:
    """Return the addresses of a survey, by questionnaire and label."""
    order = (SurveyLink.questionnaire_id, SurveyLink.label, SurveyLink.mode)
    return list(session.scalars(select(SurveyLink).filter_by(survey_id=survey_id).order_by(*order)))


def is_open(survey: Survey, day: date) -> bool:
    """Whether somebody may start to answer on a day."""
    return survey.opens_on <= day and not is_over(survey, day)


def is_over(survey: Survey, day: date) -> bool:
    """Whether nobody can start to answer on a day, nor later."""
    return survey.closed_on is not None or bool(survey.closes_on and survey.closes_on < day)


def is_open_on(day: ColumnElement[date]) -> ColumnElement[bool]:
    """Return the condition that a survey can be started on a day, for a statement."""
    return and_(
        Survey.closed_on.is_(None),
        Survey.opens_on <= day,
        or_(Survey.closes_on.is_(None), day <= Survey.closes_on),
    )


def frozen_questionnaire(
    connection: Connection, survey_id: str, questionnaire_id: str
) -> Questionnaire:
    """Return a survey's own copy of a questionnaire, read once in each process.

    Raises:
        NotFoundError: the survey has no such questionnaire.
    """
    kept = _thawed.setdefault(connection.engine, {})
    found = kept.get((survey_id, questionnaire_id))
    if found is None:
        row = FROZEN.one(connection, survey=survey_id, questionnaire=questionnaire_id)
        if row is None:
            raise NotFoundError(f"{survey_id} has no questionnaire called “{questionnaire_id}”.")
        found = kept[survey_id, questionnaire_id] = thaw(row[0])
    return found


def questionnaires_of(session: Session, survey: Survey) -> list[Questionnaire]:
    """Return every questionnaire of a survey, in order."""
    connection = session.connection()
    return [
        frozen_questionnaire(connection, survey.id, each.questionnaire_id)
        for each in survey.questionnaires
    ]
