"""What is said when a link asks for something that is not offered: a calm line, never an error."""

from feedback_app.language import gettext as _


def no_such_way() -> str:
    """Say that a way of answering is not offered here."""
    return _("That way of answering is not here. Choose one of these.")


def another_way_taken() -> str:
    """Say that the way a link asked for is not offered, and another was taken."""
    return _("That way of answering is not here. You can use this one.")


def no_such_language() -> str:
    """Say that the questions are not in the language that was asked for."""
    return _("These questions are not in that language yet.")
