"""Answers from devices that could not be read or taken: an administrator tries again or deletes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.services import audit, device_answers
from feedback_app.services.device_answers import KEPT_ASIDE_DAYS, Reason
from feedback_app.store.staff import Role


@bp.get("/manage/set-aside")
@requires_role(Role.ADMINISTRATOR)
def set_aside() -> ResponseReturnValue:
    """Show what waits, and why; nothing of what was answered is shown."""
    reasons = {
        Reason.UNREADABLE: _("Cannot be read: damaged, or its key is missing"),
        Reason.NOT_TAKEN: _("Can be read, but came too late or from no survey of ours"),
    }
    with reading() as rows:
        waiting = device_answers.list_aside(rows)
    lines = [
        {
            "id": each.id,
            "day": each.received_on,
            "survey": each.survey_id,
            "why": reasons[each.reason],
        }
        for each in waiting
    ]
    told = request.args.get("told", "")
    return render_template("manage/set_aside.html", lines=lines, told=told, days=KEPT_ASIDE_DAYS)


@bp.post("/manage/set-aside/<aside_id>/again")
@requires_role(Role.ADMINISTRATOR)
def try_aside_again(aside_id: str) -> ResponseReturnValue:
    """Try to store what was kept aside."""
    with transaction() as rows:
        is_stored = device_answers.try_again(rows, aside_id)
        audit.record(rows, current_staff().id, "tried-set-aside", subject=aside_id[:16])
    return redirect(url_for(".set_aside", told="stored" if is_stored else "not-stored"), 303)


@bp.post("/manage/set-aside/<aside_id>/delete")
@requires_role(Role.ADMINISTRATOR)
def delete_aside(aside_id: str) -> ResponseReturnValue:
    """Delete what was kept aside."""
    with transaction() as rows:
        device_answers.drop(rows, aside_id)
        audit.record(rows, current_staff().id, "deleted-set-aside", subject=aside_id[:16])
    return redirect(url_for(".set_aside", told="deleted"), 303)
