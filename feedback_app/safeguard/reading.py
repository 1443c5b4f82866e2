"""Everything that was typed, read by a trained person: the most worrying first, a few at a time."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import transaction
from feedback_app.language import gettext as _
from feedback_app.safeguard.blueprint import bp
from feedback_app.safeguard.queues import choice, given, kept, pages, place
from feedback_app.services import reading_queue
from feedback_app.store.staff import Role


@bp.get("/safeguard/reading")
@requires_role(Role.SAFEGUARDING_LEAD)
def read_texts() -> ResponseReturnValue:
    """Show a page of the texts that nobody has read; that they were shown is recorded."""
    survey_id = given("survey_id")
    with transaction() as rows:
        page = reading_queue.read_page(rows, survey_id, place(), staff_id=current_staff().id)
        surveys = reading_queue.surveys_waiting(rows)
    return render_template(
        "safeguard/reading.html",
        page=page,
        pages=pages(".read_texts", page, [each.response_id for each in page.shown]),
        kept=kept("survey_id", "after"),
        filter_fields=[choice("survey_id", _("Survey"), surveys)],
    )


@bp.post("/safeguard/reading")
@requires_role(Role.SAFEGUARDING_LEAD)
def mark_texts_read() -> ResponseReturnValue:
    """Record what was read, and raise a concern for what a reader ticked."""
    with transaction() as rows:
        reading_queue.mark_read(
            rows,
            request.form.getlist("read"),
            raised=request.form.getlist("raise"),
            staff_id=current_staff().id,
        )
    return redirect(url_for(".read_texts", **kept("survey_id", "after")), 303)
