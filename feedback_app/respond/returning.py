"""Save and return: three words to write down, and the page where they are given back."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from feedback_app.access import settings
from feedback_app.database import statements, transaction, writing
from feedback_app.language import gettext as _
from feedback_app.presenting import form_token
from feedback_app.respond.blueprint import bp
from feedback_app.respond.choosing import open_in_its_language
from feedback_app.respond.even_time import as_long_for_all
from feedback_app.respond.leaving import forget_visit
from feedback_app.respond.visit import DRAFT_KEY, Visit, find_visit
from feedback_app.services import limits, returning
from feedback_app.services.links import Link
from feedback_app.services.returning import WrongCodeError
from forms.csrf import VisitForm

SECONDS = 0.1
"""Several times what the right words take: a code is given back once, and no timing tells of it."""


def show_code(connection: Connection, visit: Visit) -> str:
    """Save a visit and return the page with its three words."""
    rules = settings()
    hours = returning.hours_of(
        visit.draft.presentation, usual=rules.draft_hours, adults=rules.adult_return_hours
    )
    code = returning.save_for_later(
        connection, visit.draft, hours=hours, secret_key=rules.secret_key
    )
    return render_template(
        "respond/code.html",
        words=code.split(),
        hours=hours,
        action=f"/s/{visit.token}/saved",
        go_on_url=visit.where_to_go_on,
    )


@bp.post("/s/<token>/saved")
def saved(token: str) -> ResponseReturnValue:
    """Put away what was saved: this device shows nothing of it any more."""
    with statements() as connection:
        find_visit(connection, token)
    session.clear()
    return redirect(f"/s/{token}/return?saved=yes", 303)


@bp.route("/s/<token>/return", methods=["GET", "POST"])
def return_by_code(token: str) -> ResponseReturnValue:
    """Ask for the three words, and go on with what they open."""
    with statements() as connection:
        link, _notice = open_in_its_language(connection, token)
    if not link.can_return:
        return redirect(f"/s/{token}", 303)
    if request.method == "GET":
        return _ask(link)
    if not VisitForm().validate():
        return _ask(
            link, _("Press the button again. This page had been open for a long time.")
        ), 422
    with as_long_for_all(SECONDS):
        return _use(link)


def _use(link: Link) -> ResponseReturnValue:
    """Go on with what the words open, or say plainly that they open nothing."""
    try:
        return _go_on(link, request.form.get("words", ""))
    except WrongCodeError as error:
        said = _(
            "Those three words do not open anything here."
            " Check each word. A code works once, and only for a short time."
        )
        return _ask(link, said), error.status
    except limits.TooManyTriesError as error:
        return _ask(link, _("There were many tries. Wait 15 minutes and try again.")), error.status


def _go_on(link: Link, given: str) -> ResponseReturnValue:
    with _try(link), writing() as connection:
        found = returning.return_to(
            connection, given, link_token=link.token, secret_key=settings().secret_key
        )
    forget_visit()
    session.permanent = True
    session[DRAFT_KEY] = found
    with statements() as connection:
        return redirect(find_visit(connection, link.token).where_to_go_on, 303)


@contextmanager
def _try(link: Link) -> Iterator[None]:
    """Take a try before the words are looked up; it is given back if they were right."""
    key = settings().secret_key
    with transaction() as rows:
        by_sender = limits.take(
            rows, limits.RETURN_SENDER, request.remote_addr or "", secret_key=key
        )
        by_link = limits.take(rows, limits.RETURN_LINK, link.token, secret_key=key)
    yield
    with transaction() as rows:
        limits.give_back(rows, by_sender, by_link)


def _ask(link: Link, error: str = "") -> str:
    return render_template(
        "respond/return.html",
        error=error,
        is_saved="saved" in request.args and not error,
        csrf_token=form_token(),
        back_url=f"/s/{link.token}",
    )
