"""Failures a person can meet: each carries the words that person reads, and the HTTP status.

What respondents can meet is marked with `_`, so that translators are offered it; the page that
shows it looks it up in its reader's language.
"""


def mark(text: str) -> str:
    """Return the text as it is; by the short name beneath, extractors know it for a message."""
    return text


_ = mark


class FeedbackError(Exception):
    """Something a person can be told about: what happened, and what to do."""

    status = 400
    heading = _("There is a problem")

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class UnknownLinkError(FeedbackError):
    """A survey link that this service never made, or no longer serves."""

    status = 404
    heading = _("We cannot find that page")


class SurveyNotOpenError(FeedbackError):
    """Somebody came to a survey before it opened or after it closed."""

    status = 410
    heading = _("This survey is not open")


class DraftGoneError(FeedbackError):
    """The answers kept while somebody answers are no longer there."""

    status = 410
    heading = _("Your answers are not here any more")


class NothingToShowError(FeedbackError):
    """A page that follows sending was opened after its short time, or where nothing was sent."""

    status = 410
    heading = _("There is nothing more to show here")

    def __init__(self) -> None:
        super().__init__(
            _("If you sent your answers, they are safe with us."),
            remedy=_("The eight words are shown once. Nobody can show them again."),
        )


class SignInError(FeedbackError):
    """The e-mail address and password did not match, or there were too many tries."""

    status = 401
    heading = "You are not signed in"


class ForbiddenError(FeedbackError):
    """A member of staff asked for something their role does not open."""

    status = 403
    heading = "You cannot open this page"


class NotFoundError(FeedbackError):
    """A survey, report, verbatim or member of staff that does not exist."""

    status = 404
    heading = _("We cannot find that")


class WithdrawnError(FeedbackError):
    """A report that was withdrawn; `day` and `because` are what anybody may know of it."""

    status = 410
    heading = "This report was withdrawn"

    def __init__(self, day: str, because: str) -> None:
        super().__init__(
            f"It was withdrawn on {day}. Reason: {because}",
            remedy="Please delete any copy of it that you kept.",
        )
        self.day, self.because = day, because


class SettingsError(FeedbackError):
    """The settings of this deployment are wrong; the message names the setting."""

    status = 500


class DatabaseError(FeedbackError):
    """The database is missing, out of date or cannot be reached."""

    status = 503


class ResponseFileError(FeedbackError):
    """A file of responses that cannot be read."""


class PlacesError(FeedbackError):
    """A place, date or area outside the dated rows."""


class SealError(FeedbackError):
    """Something sealed cannot be opened: it was altered or moved, or its key is missing."""

    status = 500
