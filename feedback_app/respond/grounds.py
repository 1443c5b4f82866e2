"""On what ground of the law a survey asks, in words for those who are asked."""

from feedback_app.language import gettext as _
from feedback_app.store.surveys import Basis, Condition


def bases() -> dict[str, str]:
    """Return the lawful bases of Article 6 in words."""
    return {
        Basis.CONSENT: _("you agreed"),
        Basis.CONTRACT: _("a contract asks for it"),
        Basis.LEGAL_OBLIGATION: _("the law says we must"),
        Basis.VITAL_INTERESTS: _("it can save a life"),
        Basis.PUBLIC_TASK: _("keeping children safe is our job in law"),
        Basis.LEGITIMATE_INTERESTS: _("we have a fair reason that does not harm you"),
    }


def conditions() -> dict[str, str]:
    """Return the conditions of Article 9 in words."""
    return {
        Condition.EXPLICIT_CONSENT: _("you agreed to tell us private things"),
        Condition.SAFEGUARDING: _("it helps to keep children safe"),
        Condition.STATUTORY_PURPOSE: _("a law gives us this task"),
        Condition.HEALTH_OR_SOCIAL_CARE: _("it helps health and social care"),
        Condition.RESEARCH_OR_STATISTICS: _(
            "it is used to count and to learn, not to judge one person"
        ),
    }
