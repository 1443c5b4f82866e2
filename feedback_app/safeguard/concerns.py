"""The safeguarding lead's pages: the queue, one concern whole, the steps taken, the figures.

Text is shown on the page of one concern alone, and every showing of it is recorded.
"""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.language import gettext as _
from feedback_app.safeguard.blueprint import bp
from feedback_app.safeguard.queues import QUEUE_ARGUMENTS, choice, given, kept, pages, place
from feedback_app.safeguard.wording import (
    level_names,
    local_time,
    outcome_choices,
    outcome_names,
    state_names,
)
from feedback_app.services import clock, handling, related_concerns, safeguarding
from feedback_app.services.concern_figures import monthly_figures
from feedback_app.services.concern_steps import IncompleteStepError
from feedback_app.services.safeguarding import Wanted
from feedback_app.services.watches import CONTACT
from feedback_app.store.concerns import ConcernState, Outcome
from feedback_app.store.staff import Role

CLOSING, HANDING, ASKING = "closing-reason", "handing-reason", "asking-reason"


@bp.get("/safeguard/concerns")
@requires_role(Role.SAFEGUARDING_LEAD)
def queue() -> ResponseReturnValue:
    """Show a page of the concerns that are not closed: the most urgent first, then the oldest."""
    wanted = Wanted(given("level"), given("state"), given("survey_id"))
    with reading() as rows:
        page = safeguarding.queue(rows, wanted, place())
        surveys = safeguarding.surveys_waiting(rows)
    open_states = [each for each in state_names().items() if each[0] != ConcernState.CLOSED]
    return render_template(
        "safeguard/queue.html",
        page=page,
        pages=pages(".queue", page, [each.id for each in page.lines]),
        kept=kept(*QUEUE_ARGUMENTS),
        filter_fields=[
            choice("level", _("How urgent"), level_names().items()),
            choice("state", _("State"), open_states),
            choice("survey_id", _("Survey"), surveys),
        ],
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
    except IncompleteStepError as error:
        return _incomplete(concern_id, error)
    return _back_to_concern(concern_id)


@bp.post("/safeguard/concerns/<concern_id>/closing")
@requires_role(Role.SAFEGUARDING_LEAD)
def close(concern_id: str) -> ResponseReturnValue:
    """Close a concern that was decided, saying what was done."""
    reason = request.form.get(CLOSING, "")
    try:
        with transaction() as rows:
            handling.close_concern(rows, concern_id, reason=reason, staff_id=current_staff().id)
    except IncompleteStepError as error:
        return _incomplete(concern_id, error, reason=CLOSING)
    return _back_to_queue()


@bp.post("/safeguard/concerns/<concern_id>/hand-over")
@requires_role(Role.SAFEGUARDING_LEAD)
def hand_over(concern_id: str) -> ResponseReturnValue:
    """Give a concern to another safeguarding lead."""
    to, reason = request.form.get("to", ""), request.form.get(HANDING, "")
    try:
        with transaction() as rows:
            handling.hand_over(rows, concern_id, to=to, reason=reason, staff_id=current_staff().id)
    except IncompleteStepError as error:
        return _incomplete(concern_id, error, reason=HANDING)
    return _back_to_queue()


@bp.post("/safeguard/concerns/<concern_id>/second-reader")
@requires_role(Role.SAFEGUARDING_LEAD)
def ask_for_second_reader(concern_id: str) -> ResponseReturnValue:
    """Ask the deputies for a second reader, where no other lead can sign in."""
    try:
        with transaction() as rows:
            handling.ask_for_second_reader(
                rows,
                concern_id,
                deputies=settings().deputy_emails,
                reason=request.form.get(ASKING, ""),
                staff_id=current_staff().id,
            )
    except IncompleteStepError as error:
        return _incomplete(concern_id, error, reason=ASKING)
    return _back_to_concern(concern_id)


@bp.post("/safeguard/concerns/<concern_id>/links")
@requires_role(Role.SAFEGUARDING_LEAD)
def change_links(concern_id: str) -> ResponseReturnValue:
    """Link another concern about the same child, or take a link away again."""
    mine, other = current_staff().id, request.form.get("unlink", "")
    try:
        with transaction() as rows:
            if other:
                related_concerns.unlink(rows, concern_id, other_id=other, staff_id=mine)
            else:
                reference = request.form.get("reference", "")
                related_concerns.link(rows, concern_id, reference=reference, staff_id=mine)
    except IncompleteStepError as error:
        return _incomplete(concern_id, error)
    return _back_to_concern(concern_id)


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


def _back_to_queue() -> ResponseReturnValue:
    return redirect(url_for(".queue", **kept(*QUEUE_ARGUMENTS)), 303)


def _back_to_concern(concern_id: str) -> ResponseReturnValue:
    kept_with_it = kept(*QUEUE_ARGUMENTS)
    return redirect(url_for(".show_concern", concern_id=concern_id, **kept_with_it), 303)


def _incomplete(
    concern_id: str, error: IncompleteStepError, *, reason: str = "reason"
) -> ResponseReturnValue:
    """Show the concern again with what a step lacks; `reason` is the name of its reason's field."""
    field = reason if error.field == "reason" else error.field
    return _concern_page(concern_id, {field: str(error)}), 422


def _concern_page(concern_id: str, errors: Mapping[str, str]) -> str:
    mine = current_staff().id
    with transaction() as rows:
        concern = safeguarding.read_concern(rows, concern_id, staff_id=mine)
        colleagues = [each for each in handling.leads(rows) if each.id != mine]
        is_alone = handling.is_second_reader_needed(rows, concern_id, staff_id=mine)
    return render_template(
        "safeguard/concern.html",
        concern=concern,
        is_alone=is_alone,
        kept=kept(*QUEUE_ARGUMENTS),
        levels=level_names(),
        states=state_names(),
        outcomes=outcome_names(),
        choices=outcome_choices(),
        colleagues=[{"value": each.id, "label": each.name} for each in colleagues],
        errors=errors,
        given=request.form,
    )
