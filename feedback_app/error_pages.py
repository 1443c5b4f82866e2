"""Error pages: what happened, what to do, and help – in the layout of every other page."""

import logging
from urllib.parse import quote

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from feedback_app.errors import DraftGoneError, FeedbackError, SealError
from feedback_app.language import gettext as _

log = logging.getLogger(__name__)
RESPONDENTS = "respond"


def init_app(app: Flask) -> None:
    """Give an application its error pages."""
    app.register_error_handler(FeedbackError, _show_feedback_error)
    app.register_error_handler(CSRFError, _show_stale_page)
    app.register_error_handler(OperationalError, _show_busy)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_fault)


def show(
    status: int, heading: str, message: str, remedy: str = "", *, start_url: str = ""
) -> tuple[str, int]:
    """Return an error page, with the way back to a survey's first page if that helps."""
    page = render_template(
        "error.html", heading=heading, message=message, remedy=remedy, start_url=start_url
    )
    return page, status


def _show_feedback_error(error: FeedbackError) -> ResponseReturnValue:
    if isinstance(error, SealError) and request.blueprint == RESPONDENTS:
        log.error("what is sealed cannot be used at %s: see `feedback doctor`", request.endpoint)
        return _keep_for_later()
    words = (_(error.heading), _(error.message), _(error.remedy))
    if error.status == 503:
        return _keep(*words)
    return show(error.status, *words, start_url=_first_page_after(error))


def _first_page_after(error: FeedbackError) -> str:
    """Return where somebody whose answers are gone can start again."""
    token = (request.view_args or {}).get("token", "")
    return f"/s/{quote(token)}" if token and isinstance(error, DraftGoneError) else ""


def _show_stale_page(_error: CSRFError) -> ResponseReturnValue:
    return show(
        400,
        _("That page was open too long"),
        _("To keep you safe, a page can be sent for a few hours only."),
        _("Go back, reload the page and try again."),
    )


def _show_busy(error: OperationalError) -> ResponseReturnValue:
    log.error("the database did not answer at %s: %s", request.endpoint, type(error.orig).__name__)
    return _keep_for_later()


def _keep_for_later() -> ResponseReturnValue:
    return _keep(
        _("We could not save that just now"),
        _("Nothing you sent before is lost."),
        _("Wait a moment and try again."),
    )


def _keep(heading: str, message: str, remedy: str) -> ResponseReturnValue:
    """Say that something cannot be done just now; what a respondent sent stays in the page."""
    if request.method == "POST" and request.blueprint == RESPONDENTS:
        page = render_template(
            "respond/kept.html",
            heading=heading,
            message=message,
            remedy=remedy,
            action=request.full_path.rstrip("?"),
            kept=list(request.form.items(multi=True)),
        )
    else:
        page, _status = show(503, heading, message, remedy)
    return page, 503, {"Retry-After": "10"}


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    heading, message, remedy = _words(code)
    page, status = show(code, heading, message, remedy)
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return page, status, {"Allow": ", ".join(sorted(methods))} if methods else {}


def _words(code: int) -> tuple[str, str, str]:
    """Return what a person reads for an HTTP status."""
    words = {
        401: (
            _("You are not signed in"),
            _("Your session has ended."),
            _("Sign in and try again."),
        ),
        404: (
            _("We cannot find that page"),
            _("The address may be mistyped, or the page may have moved."),
            _("Check that you have the whole link."),
        ),
        405: (
            _("That page cannot be opened this way"),
            _("The address works from a button only."),
            _("Go back and use the button."),
        ),
        413: (
            _("That is too long to send"),
            _("What you wrote is longer than the box can take."),
            _("Go back and make it shorter. What you saved before is still here."),
        ),
        429: (
            _("Please wait a moment"),
            _("There were many tries from here in a short time."),
            _("Wait a minute and try again."),
        ),
    }
    return words.get(
        code,
        (_("There is a problem"), _("We could not do that."), _("Go back and try again.")),
    )


def _show_fault(error: Exception) -> ResponseReturnValue:
    """Say sorry, and log the kind of fault and where: never what somebody wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    log.error("%s at %s in %s", type(error).__name__, where, request.endpoint)
    return show(
        500,
        _("Something went wrong"),
        _("This is our fault, not yours."),
        _("What you saved before is still here. Wait a moment and try again."),
    )
