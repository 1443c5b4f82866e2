"""In words: ways of coming and answering, what links offer, who is asked, and on what ground."""

from feedback_app.language import gettext as _
from feedback_app.store.surveys import Basis, Condition, Offer, SurveyKind
from forms.definition import Mode, Presentation
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
