"""Everything that was typed, read by a trained person: the most worrying first, a few at a time."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import transaction
from feedback_app.safeguard.blueprint import bp
from feedback_app.services import reading_queue
from feedback_app.store.staff import Role


@bp.get("/safeguard/reading")
@requires_role(Role.SAFEGUARDING_LEAD)
def read_texts() -> ResponseReturnValue:
    """Show the next texts that nobody has read; that they were shown is recorded."""
    with transaction() as rows:
        waiting = reading_queue.count_waiting(rows)
        shown = reading_queue.read_next(rows, staff_id=current_staff().id)
    return render_template("safeguard/reading.html", shown=shown, waiting=waiting)


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
    return redirect(url_for(".read_texts"), 303)
