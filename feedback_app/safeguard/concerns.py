"""The safeguarding lead's pages: the queue, one concern whole, the steps taken, the figures.

Text is shown on the page of one concern alone, and every showing of it is recorded.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError
from feedback_app.language import gettext as _
from feedback_app.safeguard.blueprint import bp
from feedback_app.safeguard.wording import (
    level_names,
    local_time,
    outcome_choices,
    outcome_names,
    state_names,
)
from feedback_app.services import clock, handling, safeguarding
from feedback_app.services.concern_figures import monthly_figures
from feedback_app.services.concern_steps import ConcernStepError
from feedback_app.services.watches import CONTACT
from feedback_app.store.concerns import Outcome
from feedback_app.store.staff import Role


@bp.get("/safeguard/concerns")
@requires_role(Role.SAFEGUARDING_LEAD)
def queue() -> ResponseReturnValue:
    """Show the concerns that are not closed: the most urgent first, then the oldest."""
    with reading() as rows:
        waiting = safeguarding.queue(rows)
    return render_template(
        "safeguard/queue.html",
        waiting=waiting,
        today=clock.today(),
        levels=level_names(),
        states=state_names(),
        local_time=local_time,
    )


@bp.get("/safeguard/concerns/<concern_id>")
@requires_role(Role.SAFEGUARDING_LEAD)
def show_concern(concern_id: str) -> ResponseReturnValue:
    """Show one concern with the whole answer; that it was read is recorded."""
    return _concern_page(concern_id, {})


@bp.post("/safeguard/concerns/<concern_id>/decision")
@requires_role(Role.SAFEGUARDING_LEAD)
def decide(concern_id: str) -> ResponseReturnValue:
    """Record what a safeguarding lead decided about a concern."""
    outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
    if outcome not in set(Outcome):
        return _concern_page(concern_id, {"outcome": _("Choose what you decided")}), 422
    try:
        with transaction() as rows:
            handling.record_decision(
                rows,
                concern_id,
                outcome=Outcome(outcome),
                reason=reason,
                staff_id=current_staff().id,
            )
    except ConcernStepError:
        raise
    except FeedbackError as error:
        return _concern_page(concern_id, {"reason": str(error)}), 422
    return redirect(url_for(".show_concern", concern_id=concern_id), 303)


@bp.post("/safeguard/concerns/<concern_id>/closing")
@requires_role(Role.SAFEGUARDING_LEAD)
def close(concern_id: str) -> ResponseReturnValue:
    """Close a concern that was decided, saying what was done."""
    reason = request.form.get("closing-reason", "")
    try:
        with transaction() as rows:
            handling.close_concern(rows, concern_id, reason=reason, staff_id=current_staff().id)
    except ConcernStepError:
        raise
    except FeedbackError as error:
        return _concern_page(concern_id, {"closing-reason": str(error)}), 422
    return redirect(url_for(".queue"), 303)


@bp.post("/safeguard/concerns/<concern_id>/hand-over")
@requires_role(Role.SAFEGUARDING_LEAD)
def hand_over(concern_id: str) -> ResponseReturnValue:
    """Give a concern to another safeguarding lead."""
    to, reason = request.form.get("to", ""), request.form.get("handing-reason", "")
    try:
        with transaction() as rows:
            handling.hand_over(rows, concern_id, to=to, reason=reason, staff_id=current_staff().id)
    except ConcernStepError:
        raise
    except FeedbackError as error:
        return _concern_page(concern_id, {"handing-reason": str(error)}), 422
    return redirect(url_for(".queue"), 303)


@bp.get("/safeguard/figures")
@requires_role(Role.SAFEGUARDING_LEAD)
def figures() -> ResponseReturnValue:
    """Show what was raised and done, month by month."""
    with reading() as rows:
        months = monthly_figures(rows)
    return render_template(
        "safeguard/figures.html",
        months=months,
        levels=level_names(),
        outcomes=outcome_names(),
        waited={**level_names(), CONTACT: _("Wants to be contacted")},
    )


def _concern_page(concern_id: str, errors: dict[str, str]) -> str:
    with transaction() as rows:
        concern = safeguarding.read_concern(rows, concern_id, staff_id=current_staff().id)
        colleagues = [each for each in handling.leads(rows) if each.id != current_staff().id]
    return render_template(
        "safeguard/concern.html",
        concern=concern,
        levels=level_names(),
        states=state_names(),
        outcomes=outcome_names(),
        choices=outcome_choices(),
        colleagues=[{"value": each.id, "label": each.name} for each in colleagues],
        errors=errors,
        given=request.form,
    )
