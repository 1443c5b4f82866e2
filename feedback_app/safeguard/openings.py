"""Sealed answers: a lead asks to open one and says why; once another grants it, they read it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError
from feedback_app.safeguard.blueprint import bp
from feedback_app.services import openings
from feedback_app.store.openings import OpeningKind
from feedback_app.store.staff import Role


@bp.get("/safeguard/openings")
@requires_role(Role.SAFEGUARDING_LEAD)
def opening_list() -> ResponseReturnValue:
    """Show what this lead asked for, and the form that asks."""
    return _list_page("")


@bp.post("/safeguard/openings")
@requires_role(Role.SAFEGUARDING_LEAD)
def ask_to_open() -> ResponseReturnValue:
    """Ask that a response be opened."""
    try:
        with transaction() as rows:
            openings.ask(
                rows,
                OpeningKind.RESPONSE,
                request.form.get("reference", ""),
                reason=request.form.get("reason", ""),
                by=current_staff().id,
            )
    except FeedbackError as error:
        return _list_page(str(error)), 422
    return redirect(url_for(".opening_list"), 303)


@bp.get("/safeguard/responses/<response_id>")
@requires_role(Role.SAFEGUARDING_LEAD)
def show_response(response_id: str) -> ResponseReturnValue:
    """Show a response that was opened to this lead; that it was read is recorded."""
    with transaction() as rows:
        found = openings.read_response(rows, response_id, by=current_staff().id)
    return render_template("safeguard/response.html", response=found)


def _list_page(error: str) -> str:
    me = current_staff().id
    with reading() as rows:
        mine = [each for each in openings.list_openings(rows) if each.asked_by == me]
    return render_template(
        "safeguard/openings.html", asked=mine, error=error, given=request.form if error else {}
    )
