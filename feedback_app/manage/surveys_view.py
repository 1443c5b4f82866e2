"""What the survey pages show: records for their templates."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from feedback_app.language import gettext as _
from feedback_app.manage.links_view import view_links
from feedback_app.manage.names import (
    basis_names,
    condition_names,
    kind_names,
    offer_names,
    promise_choices,
    promise_names,
    way_names,
)
from feedback_app.manage.opening_form import OpeningForm
from feedback_app.services import (
    clock,
    coding_queue,
    denominators,
    invitations,
    speech,
    surveys,
    surveys_overview,
)
from feedback_app.store import Survey
from feedback_app.store.surveys import SurveyKind
from forms.definition import Mode
from forms.questionnaire import Questionnaire
from forms.safety import Promise


def missing_programs() -> str:
    """Return what is missing to read aloud and how to install it, or nothing."""
    try:
        speech.find_programs()
    except speech.SpeechMissingError as missing:
        return str(missing)
    return ""


def _items(names: Mapping[str, str]) -> list[dict[str, str]]:
    nothing = {"value": "", "label": _("Choose one")}
    return [nothing, *({"value": k, "label": v} for k, v in names.items())]


def view_survey(session: Session, survey: Survey, *, address: str) -> dict[str, Any]:
    """Return what the page of one survey is given; `address` is where the service is reached."""
    questionnaires = surveys.questionnaires_of(session, survey)
    counts = surveys_overview.responses_by_questionnaire(session, survey.id)
    names = way_names()
    is_over = surveys.is_over(survey, clock.today())
    titles = {each.id: _title(each) for each in questionnaires}
    return {
        "survey": surveys_overview.survey_line(session, survey),
        "kind": kind_names()[SurveyKind(survey.kind)],
        "promise": promise_names()[Promise(survey.promise)],
        "codebook_id": survey.codebook_id,
        "missing": missing_programs(),
        "on_paper": any(Mode.PAPER in each.modes for each in questionnaires),
        "invited": view_invited(session, survey),
        "progress": coding_queue.progress_of_all(session, survey.id),
        "counts": [
            {"title": titles[each.id], "count": counts.get(each.id, 0)} for each in questionnaires
        ],
        "is_over": is_over,
        "links": [] if is_over else view_links(session, survey, address=address),
        "invitations": invitations.tally(session, survey.id),
        "is_invited": survey.kind == SurveyKind.INVITED,
        "leads_to": _destinations(session, survey, titles),
        "offers": [{"value": key, "label": name} for key, name in offer_names().items()],
        "ways": [
            {"value": f"{each.id}|{mode}", "label": f"{titles[each.id]}: {names.get(mode, mode)}"}
            for each in questionnaires
            for mode in surveys.modes_of_links(each)
        ],
    }


def view_invited(session: Session, survey: Survey) -> dict[str, Any]:
    """Return how many were invited, by whom it was said, and the groups it can be said of."""
    groups = denominators.groups_of(surveys.questionnaires_of(session, survey))
    names = {"": _("Everybody"), **groups}
    return {
        "is_known": survey.kind != SurveyKind.OPEN,
        "rows": [
            {"name": names.get(code, code), "row": row}
            for code, row in sorted(denominators.invited_of(session, survey.id).items())
        ],
        "groups": [{"value": code, "label": name} for code, name in names.items()],
        "faults": {},
    }


def view_opening(
    form: OpeningForm, priorities: Mapping[str, str], codebooks: Iterable[str]
) -> dict[str, Any]:
    """Return what the page that opens a survey is given."""
    titles = [_title(each) for each in form.questionnaires]
    return {
        "form": form,
        "titles": titles,
        "title": form.given.get("title", titles[0] if titles else ""),
        "kinds": [{"value": key, "label": name} for key, name in kind_names().items()],
        "promises": promise_choices(),
        "bases": _items(basis_names()),
        "conditions": _items(condition_names()),
        "codebooks": [{"value": each, "label": each} for each in codebooks],
        "priorities": [{"value": key, "label": name} for key, name in priorities.items()],
        "errors": [
            {"href": f"#{name}{'-day' if name.endswith(('_on', '_until')) else ''}", "text": text}
            for name, text in form.errors.items()
        ],
    }


def _title(questionnaire: Questionnaire) -> str:
    return questionnaire.title.of(questionnaire.presentations[0])


def _destinations(
    session: Session, survey: Survey, titles: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return what invited people may be led to, as far as a link that asks for one is on."""
    asked = {
        each.questionnaire_id
        for each in surveys.links_of(session, survey.id)
        if each.is_open and each.asks_invitation
    }
    known = {surveys.FOR_ALL: _("Each to the questions for their age"), **titles}
    return [{"value": key, "label": name} for key, name in known.items() if key in asked]
