"""Requests to open sealed answers: a second person grants or refuses, and reads nothing here."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.manage.blueprint import bp
from feedback_app.services import openings
from feedback_app.store.staff import Role

DECIDERS = (Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)


@bp.get("/manage/openings")
@requires_role(*DECIDERS)
def opening_list() -> ResponseReturnValue:
    """Show the requests, those that wait first."""
    with reading() as rows:
        found = openings.list_openings(rows)
    return render_template("manage/openings.html", asked=found, me=current_staff().id)


@bp.post("/manage/openings/<opening_id>")
@requires_role(*DECIDERS)
def decide_opening(opening_id: str) -> ResponseReturnValue:
    """Grant or refuse a request of somebody else."""
    is_granted = request.form.get("answer") == "grant"
    with transaction() as rows:
        openings.decide(rows, opening_id, is_granted=is_granted, by=current_staff().id)
    return redirect(url_for(".opening_list"), 303)
