"""Levels, states and outcomes of concerns in words."""

from datetime import UTC, datetime

from babel.dates import format_datetime

from feedback_app.language import current_language
from feedback_app.language import gettext as _
from feedback_app.services.working_time import ENGLAND
from feedback_app.store.concerns import ConcernState, Outcome
from feedback_app.store.contacts import ContactState


def level_names() -> dict[str, str]:
    """Return the levels in words, the most urgent first."""
    return {
        "T3": _("Danger now: read at once"),
        "T2": _("Possible harm: read today"),
        "T1": _("Worry: read this week"),
    }


def state_names() -> dict[str, str]:
    """Return the states in words."""
    return {
        ConcernState.NEW: _("Nobody has read it"),
        ConcernState.SEEN: _("Read"),
        ConcernState.DECIDED: _("Decided"),
        ConcernState.CLOSED: _("Closed"),
    }


def outcome_names() -> dict[str, str]:
    """Return the outcomes in words."""
    return {
        Outcome.NO_CONCERN: _("No concern"),
        Outcome.ADVICE: _("Advice"),
        Outcome.REFER: _("Referral"),
        Outcome.EMERGENCY: _("Emergency services"),
    }


def outcome_choices() -> list[dict[str, str]]:
    """Return the outcomes as choices, each with what it means."""
    means = {
        Outcome.NO_CONCERN: _("Nothing here needs anybody to act."),
        Outcome.ADVICE: _("Advice was given or taken, to or from a partner."),
        Outcome.REFER: _("Passed on to children's social care or another service."),
        Outcome.EMERGENCY: _("999 was called."),
    }
    names = outcome_names()
    return [
        {"value": each.value, "label": names[each], "hint": hint} for each, hint in means.items()
    ]


def contact_states() -> dict[str, str]:
    """Return how far somebody who wants to be contacted was helped, in words."""
    return {
        ContactState.NEW: _("Nobody has read it"),
        ContactState.SEEN: _("Read"),
        ContactState.TRIED: _("Tried, not reached"),
        ContactState.REACHED: _("Reached"),
        ContactState.CLOSED: _("Closed"),
    }


def contact_choices() -> list[dict[str, str]]:
    """Return the steps that can be taken for somebody who wants to be contacted."""
    names = contact_states()
    taken = (ContactState.TRIED, ContactState.REACHED, ContactState.CLOSED)
    return [{"value": each.value, "label": names[each]} for each in taken]


def local_time(moment: datetime) -> str:
    """Return a moment as a clock in England shows it."""
    local = moment.replace(tzinfo=UTC).astimezone(ENGLAND)
    return format_datetime(local, "EEE d MMM, HH:mm", tzinfo=ENGLAND, locale=current_language())
