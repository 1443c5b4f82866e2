"""Withdraw a report: ask first, say what it cannot undo, and keep who did it, when and why."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.language import gettext as _
from feedback_app.report.blueprint import PUBLISHERS, bp
from feedback_app.services import snapshots, withdrawing


@bp.get("/reports/<hash_>/withdraw")
@requires_role(*PUBLISHERS)
def ask_to_withdraw(hash_: str) -> ResponseReturnValue:
    """Ask whether a report is really to be withdrawn, and why."""
    return _ask(hash_)


@bp.post("/reports/<hash_>/withdraw")
@requires_role(*PUBLISHERS)
def withdraw(hash_: str) -> ResponseReturnValue:
    """Withdraw every report of a release, for a reason that anybody may read."""
    reason = request.form.get("reason", "").strip()
    error = ""
    if not reason:
        error = _("Say why it is withdrawn")
    elif len(reason) > withdrawing.LONGEST:
        error = _("Say it in %(most)s characters or fewer", most=withdrawing.LONGEST)
    if error:
        return _ask(hash_, reason=reason, error=error), FeedbackError.status
    with transaction() as rows:
        name = withdrawing.release_of(rows, hash_)
        withdrawing.withdraw(rows, name, reason=reason, by=current_staff().id)
    return redirect(url_for(".show", hash_=hash_), 303)


def _ask(hash_: str, *, reason: str = "", error: str = "") -> str:
    with reading() as rows:
        name = withdrawing.release_of(rows, hash_)
        reports = [each for each in snapshots.list_reports(rows) if each.release == name]
    report = next((each for each in reports if each.hash == hash_), None)
    if report is None:
        raise NotFoundError("There is no such report.", remedy="Go back to the list.")
    return render_template(
        "report/withdraw.html",
        report=report,
        others=len(reports) - 1,
        reason=reason,
        error=error,
        trail=[
            {"text": _("Reports"), "href": url_for(".index")},
            {"text": report.title, "href": url_for(".show", hash_=hash_)},
        ],
    )
