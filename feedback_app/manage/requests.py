"""Complaints and requests about somebody's data: the log with its days, one of them, each step.

What was written stands on the page of one alone, and every showing of it is recorded.
"""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.services import assessment, subject_requests
from feedback_app.store.requests import RequestKind, RequestState
from feedback_app.store.staff import Role

HEARERS = (Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)


@bp.get("/manage/requests")
@requires_role(*HEARERS)
def request_log() -> ResponseReturnValue:
    """Show every complaint and request with the day it is due, without a word of it."""
    with reading() as rows:
        listed = subject_requests.listed(rows)
    return render_template("manage/requests.html", listed=listed, kinds=_kinds(), states=_states())


@bp.get("/manage/requests/<request_id>")
@requires_role(*HEARERS)
def show_request(request_id: str) -> ResponseReturnValue:
    """Show one whole; that it was read is recorded."""
    with transaction() as rows:
        line, words = subject_requests.read(rows, request_id, staff_id=current_staff().id)
    return render_template(
        "manage/request.html", line=line, words=words, kinds=_kinds(), states=_states()
    )


@bp.post("/manage/requests/<request_id>")
@requires_role(*HEARERS)
def take_request_step(request_id: str) -> ResponseReturnValue:
    """Record the next step: acknowledged, then answered."""
    with transaction() as rows:
        subject_requests.step(rows, request_id, staff_id=current_staff().id)
    return redirect(url_for(".request_log"), 303)


@bp.get("/manage/dpia")
@requires_role(Role.ADMINISTRATOR)
def show_assessment() -> ResponseReturnValue:
    """Show the impact assessment as the configuration and the tables make it today."""
    with reading() as rows:
        sections = assessment.assess(rows, settings())
    return render_template("manage/dpia.html", sections=sections)


def _kinds() -> dict[str, str]:
    return {
        RequestKind.COMPLAINT: _("Complaint"),
        RequestKind.SEE: _("Wants to see"),
        RequestKind.MEND: _("Wants something mended"),
        RequestKind.DELETE: _("Wants to have deleted"),
        RequestKind.OBJECT: _("Objects"),
    }


def _states() -> dict[str, str]:
    return {
        RequestState.RECEIVED: _("Received"),
        RequestState.ACKNOWLEDGED: _("Acknowledged"),
        RequestState.ANSWERED: _("Answered"),
    }
