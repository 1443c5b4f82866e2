"""Every error a respondent may read on a question page.

Each begins with what to do and blames nobody. `_` offers a wording to translators; whoever
builds a form passes in the function that translates it.
"""

from forms.definition import Translate


def mark(text: str) -> str:
    """Return the text as it is; by the short name beneath, extractors know it for a message."""
    return text


_ = mark

CHOOSE_ONE = _("Choose one answer to go on")
CHOOSE_SOME = _("Choose at least one answer to go on")
CHOOSE_PLACE = _("Choose a place from the list to go on")
WRITE_SOMETHING = _("Write an answer to go on")
CHOOSE_LISTED = _("Choose from the answers on this page")
CHOOSE_FEWER = _("Choose no more than %(most)s. You have chosen %(given)s")
CHOOSE_ALONE = _("Choose ‘%(label)s’ on its own, or take it away and keep the others")
WRITE_LESS = _("Use %(most)s characters or fewer. You have used %(given)s so far")
SEND_AGAIN = _("Press the button again. This page had been open for a long time")


def say(message: str, *, translate: Translate, **values: object) -> str:
    """Return a message in the respondent's language with its values put in."""
    return translate(message) % values if values else translate(message)
