"""Leave at any time: the draft is deleted, the cookie ends, and Back shows no question."""

from flask import redirect, session
from flask.typing import ResponseReturnValue

from feedback_app.access import settings
from feedback_app.database import statements
from feedback_app.respond.blueprint import bp
from feedback_app.respond.visit import DRAFT_KEY
from feedback_app.services import drafts


@bp.get("/exit")
def leave() -> ResponseReturnValue:
    """Delete what was answered so far and go to a page that tells nothing."""
    _forget()
    return redirect(settings().exit_url, 303)


@bp.get("/s/<token>/next-person")
def next_person(token: str) -> ResponseReturnValue:
    """Clear a shared device for the next respondent."""
    _forget()
    return redirect(f"/s/{token}", 303)


def _forget() -> None:
    token = session.get(DRAFT_KEY)
    if token:
        with statements() as connection:
            drafts.leave_draft(connection, token)
    session.clear()
