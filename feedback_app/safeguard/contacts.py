"""People who want to be contacted: the queue, one of them whole, and each step taken.

Who they are stands on the page of one alone, and every showing of it is recorded.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.language import gettext as _
from feedback_app.safeguard.blueprint import bp
from feedback_app.safeguard.wording import contact_choices, contact_states, local_time
from feedback_app.services import contacting
from feedback_app.services.concern_steps import IncompleteStepError
from feedback_app.store.contacts import ContactState
from feedback_app.store.staff import Role


@bp.get("/safeguard/contacts")
@requires_role(Role.SAFEGUARDING_LEAD)
def contact_queue() -> ResponseReturnValue:
    """Show who waits, without a word of who they are."""
    with reading() as rows:
        waiting = contacting.queue(rows)
    return render_template(
        "safeguard/contacts.html", waiting=waiting, states=contact_states(), local_time=local_time
    )


@bp.get("/safeguard/contacts/<contact_id>")
@requires_role(Role.SAFEGUARDING_LEAD)
def show_contact(contact_id: str) -> ResponseReturnValue:
    """Show one of them whole; that it was read is recorded."""
    return _page(contact_id, {})


@bp.post("/safeguard/contacts/<contact_id>")
@requires_role(Role.SAFEGUARDING_LEAD)
def take_contact_step(contact_id: str) -> ResponseReturnValue:
    """Record that somebody was tried, reached, or that this is closed."""
    state, note = request.form.get("state", ""), request.form.get("note", "")
    if state not in set(ContactState):
        return _page(contact_id, {"state": _("Choose what you did")}), 422
    try:
        with transaction() as rows:
            contacting.record_step(
                rows, contact_id, ContactState(state), note=note, staff_id=current_staff().id
            )
    except IncompleteStepError as error:
        return _page(contact_id, {"note": str(error)}), 422
    return redirect(url_for(".contact_queue"), 303)


def _page(contact_id: str, errors: dict[str, str]) -> str:
    with transaction() as rows:
        wish = contacting.read(rows, contact_id, staff_id=current_staff().id)
    return render_template(
        "safeguard/contact.html",
        wish=wish,
        states=contact_states(),
        choices=contact_choices(),
        errors=errors,
        given=request.form,
    )
