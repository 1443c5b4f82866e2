"""What respondents are told about being known: at the start, above each box, and at the end.

Anonymous: we cannot know who you are, so we cannot come and help. Linked: we may have to tell.
"""

from feedback_app.language import gettext as _
from forms.safety import Promise


def at_the_start(promise: Promise) -> str:
    """Return the promise as the first page says it."""
    if promise is Promise.LINKED:
        return _(
            "We know who was sent this link. If you tell us that someone is not safe, we may have "
            "to tell someone who can help."
        )
    return _(
        "We do not know who you are. So we cannot come and help. "
        "Press “Get help now” to see who can."
    )


def above_a_box(promise: Promise) -> str:
    """Return the promise as it stands above a box for words."""
    if promise is Promise.LINKED:
        return _("If someone is not safe, we may have to tell someone who can help.")
    return _("We do not know who you are. So we cannot come and help.")


def at_the_end(promise: Promise) -> str:
    """Return the promise as the last page says it."""
    if promise is Promise.LINKED:
        return _("If you told us that someone is not safe, we may get in touch with you.")
    return _("We do not know which answers are yours. So we cannot come and help.")
