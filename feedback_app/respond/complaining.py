"""Complaints and requests about one's own data: made by anyone, of any age, without signing in."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from feedback_app.access import settings
from feedback_app.database import transaction
from feedback_app.errors import FeedbackError
from feedback_app.language import gettext as _
from feedback_app.presenting import form_token
from feedback_app.respond.blueprint import bp
from feedback_app.services import limits, subject_requests
from feedback_app.services.limits import TooOftenError
from feedback_app.store.requests import RequestKind
from forms.csrf import VisitForm


@bp.route("/complaints", methods=["GET", "POST"])
def complain() -> ResponseReturnValue:
    """Ask what somebody wants to tell the data protection officer, and keep it sealed."""
    if request.method == "GET":
        return _form({})
    kind, words = request.form.get("kind", ""), request.form.get("words", "")
    errors = _faults(kind, words)
    if errors:
        return _form(errors), 422
    try:
        with transaction() as rows:
            sender, key = request.remote_addr or "", settings().secret_key
            limits.take(rows, limits.COMPLAINT, sender, secret_key=key)
            subject_requests.make(rows, RequestKind(kind), words)
    except TooOftenError:
        raise
    except FeedbackError:
        return _form({"words": _("That is too long. Make it shorter")}), 422
    return render_template(
        "respond/words.html",
        heading=_("We have it"),
        paragraphs=[
            _(
                "A person reads it. If you told us how, we will answer within %(days)s days.",
                days=subject_requests.ACKNOWLEDGE_DAYS,
            ),
            _("You can also complain to the Information Commissioner: 0303 123 1113."),
            _("In danger now? Call 999. You can call Childline free on 0800 1111, day or night."),
        ],
    )


def _faults(kind: str, words: str) -> dict[str, str]:
    if not VisitForm().validate():
        return {"words": _("Press the button again. This page had been open for a long time.")}
    if kind not in set(RequestKind):
        return {"kind": _("Choose what you want")}
    if not words.strip():
        return {"words": _("Write what you want to tell us")}
    return {}


def _form(errors: dict[str, str]) -> str:
    choices = {
        RequestKind.COMPLAINT: _("Something was not right. I want to complain"),
        RequestKind.SEE: _("I want to see what you keep about me"),
        RequestKind.MEND: _("Something you keep about me is wrong"),
        RequestKind.DELETE: _("I want you to delete what you keep about me"),
        RequestKind.OBJECT: _("I do not want you to use what you keep about me"),
    }
    return render_template(
        "respond/complaints.html",
        choices=[{"value": kind.value, "label": label} for kind, label in choices.items()],
        given=request.form,
        errors=errors,
        csrf_token=form_token(),
    )
