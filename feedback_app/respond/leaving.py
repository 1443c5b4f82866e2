"""Leave at any time: the draft is deleted, the cookie ends, and Back shows no question.

What leaving does, and what it cannot do, is told on a page of its own before the first question.
"""

from flask import redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from feedback_app.access import settings
from feedback_app.database import statements
from feedback_app.respond.blueprint import bp
from feedback_app.respond.fresh_pages import kept_page
from feedback_app.respond.visit import DRAFT_KEY, Visit, find_visit, lead_to
from feedback_app.services import drafts
from feedback_app.symbols import picture

LEAVING, CHECK = "leaving", "check"


@bp.route("/s/<token>/leaving", methods=["GET", "POST"])
def before_leaving(token: str) -> ResponseReturnValue:
    """Tell how to leave quickly; then lead on to where the visit stands."""
    if request.method == "POST":
        first = request.args.get("first", "")
        return lead_to(f"/s/{token}/{first if first.isdecimal() or first == CHECK else 1}")
    with statements() as connection:
        visit = find_visit(connection, token)
    first = visit.where_to_go_on.rpartition("/")[2]
    key = (LEAVING, token, visit.draft.presentation, visit.draft.offers, first)
    return kept_page(key, lambda: _how_to_leave(visit, first))


def _how_to_leave(visit: Visit, first: str) -> str:
    keep = f"/s/{visit.token}/keep?as={visit.draft.presentation}"
    return render_template(
        "respond/leaving.html",
        action=f"/s/{visit.token}/leaving?first={first}",
        back_url=visit.address(visit.questionnaire.start_page),
        symbol_src=picture("finish"),
        keep_url="" if visit.draft.invitation_id else keep,
    )


@bp.get("/exit")
def leave() -> ResponseReturnValue:
    """Delete what was answered so far and go to a page that tells nothing."""
    forget_visit()
    return redirect(settings().exit_url, 303)


@bp.get("/s/<token>/next-person")
def next_person(token: str) -> ResponseReturnValue:
    """Clear a shared device for the next respondent."""
    forget_visit()
    return redirect(f"/s/{token}", 303)


def forget_visit() -> None:
    """Delete what this browser began, and end its cookie."""
    token = session.get(DRAFT_KEY)
    if token:
        with statements() as connection:
            drafts.leave_draft(connection, token)
    session.clear()
