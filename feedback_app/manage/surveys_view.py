"""What the survey pages show: records for their templates."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from feedback_app.language import gettext as _
from feedback_app.manage.opening_form import OpeningForm
from feedback_app.services import coding_queue, speech, surveys, surveys_overview
from feedback_app.store import Survey, SurveyLink
from feedback_app.store.surveys import Basis, Condition, Offer, SurveyKind
from forms.definition import Mode, Presentation
from forms.questionnaire import Questionnaire
from forms.safety import Promise


def way_names() -> dict[str, str]:
    """Return in words how respondents come to a questionnaire."""
    return {
        Mode.OPEN_LINK: _("Open link, for everybody"),
        Mode.GROUP_CODE: _("A class or group"),
        Mode.SUPPORTED_IN_SETTING: _("With a helper, in a school or setting"),
        Mode.SUPPORTED_AT_HOME: _("With a helper, at home"),
        Mode.AGENCY_CODE: _("The staff of an agency"),
        Mode.MEMBER_CODE: _("Members of the panel"),
        Mode.PAPER: _("Typed in from paper"),
    }


def missing_programs() -> str:
    """Return what is missing to read aloud and how to install it, or nothing."""
    try:
        speech.find_programs()
    except speech.SpeechMissingError as missing:
        return str(missing)
    return ""


def presentation_names() -> dict[str, str]:
    """Return the presentations in words, as staff read them."""
    return {
        Presentation.AGES_5_8: _("Ages 5 to 8"),
        Presentation.AGES_9_12: _("Ages 9 to 12"),
        Presentation.AGES_13_18: _("Ages 13 to 18"),
        Presentation.ADULT: _("Adults"),
        Presentation.EASY_READ: _("Easy Read"),
    }


def offer_names() -> dict[str, str]:
    """Return in words what a link may offer beside the questions."""
    return {
        Offer.RETURN: _("Stop and go on later, with three words to write down"),
        Offer.NEXT_PERSON: _("One device for several people: clear it for the next person"),
    }


def kind_names() -> dict[str, str]:
    """Return in words who can answer a survey."""
    return {
        SurveyKind.OPEN: _("Anybody with the link"),
        SurveyKind.INVITED: _("A known list of people, each invited once"),
        SurveyKind.PANEL: _("A standing panel"),
    }


def promise_names() -> dict[str, str]:
    """Return in words what respondents are promised about being known."""
    return {
        Promise.ANONYMOUS: _("Nobody can know who answered"),
        Promise.LINKED: _("It can be known who was sent the link"),
    }


def promise_choices() -> list[dict[str, str]]:
    """Return the promises as choices, each with what respondents then read."""
    read = {
        Promise.ANONYMOUS: _("They read that nobody can come and help, and who can."),
        Promise.LINKED: _("They read that we may have to tell someone who can help."),
    }
    names = promise_names()
    return [
        {"value": each.value, "label": names[each], "hint": said} for each, said in read.items()
    ]


def basis_names() -> dict[str, str]:
    """Return in words on what basis a survey may ask."""
    return {
        Basis.PUBLIC_TASK: _("Public task"),
        Basis.LEGAL_OBLIGATION: _("Legal obligation"),
        Basis.CONSENT: _("Consent"),
        Basis.LEGITIMATE_INTERESTS: _("Legitimate interests"),
        Basis.VITAL_INTERESTS: _("Vital interests"),
        Basis.CONTRACT: _("Contract"),
    }


def condition_names() -> dict[str, str]:
    """Return in words on what condition a survey may hold what is special about people."""
    return {
        Condition.SAFEGUARDING: _("Safeguarding of children (Schedule 1, paragraph 18)"),
        Condition.STATUTORY_PURPOSE: _("Statutory purpose (Schedule 1, paragraph 6)"),
        Condition.RESEARCH_OR_STATISTICS: _("Research or statistics (Schedule 1, paragraph 4)"),
        Condition.HEALTH_OR_SOCIAL_CARE: _("Health or social care (Schedule 1, paragraph 2)"),
        Condition.EXPLICIT_CONSENT: _("Explicit consent"),
    }


def _items(names: Mapping[str, str]) -> list[dict[str, str]]:
    nothing = {"value": "", "label": _("Choose one")}
    return [nothing, *({"value": k, "label": v} for k, v in names.items())]


def view_survey(session: Session, survey: Survey, *, address: str) -> dict[str, Any]:
    """Return what the page of one survey is given; `address` is where the service is reached."""
    questionnaires = surveys.questionnaires_of(session, survey)
    counts = surveys_overview.responses_by_questionnaire(session, survey.id)
    names = way_names()
    titles = {each.id: _title(each) for each in questionnaires}
    return {
        "survey": surveys_overview.survey_line(session, survey),
        "kind": kind_names()[SurveyKind(survey.kind)],
        "promise": promise_names()[Promise(survey.promise)],
        "codebook_id": survey.codebook_id,
        "missing": missing_programs(),
        "on_paper": any(Mode.PAPER in each.modes for each in questionnaires),
        "progress": coding_queue.progress_of_all(session, survey.id),
        "counts": [
            {"title": titles[each.id], "count": counts.get(each.id, 0)} for each in questionnaires
        ],
        "links": [
            {
                "label": _label(link, names.get(link.mode, link.mode)),
                "title": titles.get(link.questionnaire_id, survey.title),
                "offers": [offer_names()[Offer(each)] for each in link.offers.split()],
                "address": f"{address.rstrip('/')}/s/{link.token}",
            }
            for link in survey.links
        ],
        "offers": [{"value": key, "label": name} for key, name in offer_names().items()],
        "ways": [
            {"value": f"{each.id}|{mode}", "label": f"{titles[each.id]}: {names.get(mode, mode)}"}
            for each in questionnaires
            for mode in surveys.modes_of_links(each)
        ],
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


def _label(link: SurveyLink, way: str) -> str:
    """Return whom a link is for, if that was said, and how they answer."""
    is_plain = link.label in ("", link.questionnaire_id)
    return way if is_plain else f"{link.label} ({way})"
