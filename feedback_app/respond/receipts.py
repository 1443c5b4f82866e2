"""See or withdraw answers by the words of a receipt: no name, no account, until the survey ends.

The words stand in the body of a form alone, never in an address. A wrong code tells nothing.
"""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback_app.access import settings
from feedback_app.database import transaction
from feedback_app.language import gettext as _
from feedback_app.presenting import form_token
from feedback_app.respond.blueprint import bp
from feedback_app.respond.visit import translate
from feedback_app.services import limits, receipts
from feedback_app.services.receipts import UnknownReceiptError
from forms.csrf import VisitForm


@bp.get("/receipt")
def receipt() -> ResponseReturnValue:
    """Ask for the words of a receipt."""
    return _ask("")


@bp.post("/receipt")
def use_receipt() -> ResponseReturnValue:
    """Show the answers that some words lead to, or withdraw them when that is pressed."""
    words = request.form.get("words", "")[:300]
    if not VisitForm().validate():
        stale = _("Press the button again. This page had been open for a long time.")
        return _ask(stale), 422
    taken = _count_a_try()
    try:
        page = _withdraw(words) if "withdraw" in request.form else _show(words)
    except UnknownReceiptError:
        wrong = _("Those words open no answers. Look at each word. The survey may be over.")
        return _ask(wrong), 404
    with transaction() as rows:
        limits.give_back(rows, taken)
    return page


def _count_a_try() -> str:
    with transaction() as rows:
        return limits.take(
            rows,
            limits.RECEIPT,
            request.remote_addr or "",
            secret_key=settings().secret_key,
        )


def _show(words: str) -> ResponseReturnValue:
    with transaction() as rows:
        survey, given = receipts.read(
            rows, words, secret_key=settings().secret_key, translate=translate
        )
        title = survey.title
    return render_template(
        "respond/receipt.html", survey=title, given=given, words=words, csrf_token=form_token()
    )


def _withdraw(words: str) -> ResponseReturnValue:
    from feedback_app.services import retention

    with transaction() as rows:
        found = receipts.find_response_id(rows, words, secret_key=settings().secret_key)
        retention.erase(rows, found, instance=settings().instance, by=receipts.RESPONDENT)
    return redirect("/receipt/withdrawn", 303)


@bp.get("/receipt/withdrawn")
def withdrawn() -> ResponseReturnValue:
    """Say what was done; the same for everybody."""
    return render_template(
        "respond/words.html",
        heading=_("Your answers are deleted"),
        paragraphs=[
            _("They are in no count, list or report that we make from now on."),
            _(
                "If what you wrote worried us, a person whose job is keeping children safe may "
                "keep it until they have done what is needed."
            ),
            _("Backups end in %(days)s days.", days=settings().backup_days),
        ],
    )


def _ask(error: str) -> str:
    return render_template("respond/receipt_words.html", error=error, csrf_token=form_token())
