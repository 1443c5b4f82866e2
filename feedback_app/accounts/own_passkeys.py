"""Adding, removing and using passkeys. The library for them is loaded by these pages alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import settings
from feedback_app.accounts.admitting import admit, take_try
from feedback_app.accounts.blueprint import bp
from feedback_app.accounts.guard import person, requires_stage
from feedback_app.accounts.own_second_steps import EITHER, after_adding
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError
from feedback_app.language import gettext as _
from feedback_app.services import limits, signing_in
from feedback_app.services.staff_sessions import name_browser
from feedback_app.store.staff import Stage

if TYPE_CHECKING:
    from feedback_app.services.passkeys import Challenge, Site

CHALLENGE = "passkey"


@bp.route("/staff/account/passkeys", methods=["GET", "POST"])
@requires_stage(*EITHER, confirmed=True)
def add_passkey() -> ResponseReturnValue:
    """Ask the browser to make a passkey, and keep its public half."""
    if request.method == "GET":
        return _making_page("")
    try:
        _keep_made()
    except FeedbackError as error:
        return _making_page(str(error)), error.status
    return after_adding()


@bp.post("/staff/account/passkeys/remove")
@requires_stage(Stage.OPEN, confirmed=True)
def remove_passkey() -> ResponseReturnValue:
    """Remove one passkey."""
    from feedback_app.services import passkeys

    with transaction() as rows:
        passkeys.remove_passkey(rows, person().id, request.form.get("passkey", ""))
    return redirect(url_for(".second_steps_page"), 303)


@bp.route("/staff/sign-in/passkey", methods=["GET", "POST"])
def use_passkey() -> ResponseReturnValue:
    """Sign somebody in by a passkey: it is a password and a second step in one."""
    if request.method == "GET":
        return _using_page("")
    try:
        return _enter()
    except FeedbackError as error:
        return _using_page(str(error)), error.status


def _keep_made() -> None:
    from feedback_app.services import passkeys

    challenge = _take_challenge()
    with transaction() as rows:
        passkeys.add_passkey(
            rows,
            person().id,
            answer=request.form.get("answer", ""),
            challenge=challenge,
            site=_site(),
            label=request.form.get("label", ""),
        )


def _enter() -> ResponseReturnValue:
    from feedback_app.services import passkeys

    challenge = _take_challenge()
    with take_try(limits.PASSKEY, request.remote_addr or ""), transaction() as rows:
        staff_id = passkeys.who_signed(
            rows, answer=request.form.get("answer", ""), challenge=challenge, site=_site()
        )
        browser = name_browser(request.headers.get("User-Agent", ""))
        entered = signing_in.begin_session(rows, staff_id, browser=browser, done=Stage.SECOND_STEP)
    return admit(entered)


def _making_page(error: str) -> str:
    from feedback_app.services import passkeys

    challenge = passkeys.new_challenge()
    _keep_challenge(challenge)
    with reading() as rows:
        options = passkeys.registration_options(rows, person().id, _site(), challenge)
    return render_template(
        "accounts/passkey.html",
        error=error,
        heading=_("Add a passkey"),
        options=options,
        way="create",
        button_text=_("Make a passkey"),
        action=request.full_path.rstrip("?"),
    )


def _using_page(error: str) -> str:
    from feedback_app.services import passkeys

    challenge = passkeys.new_challenge()
    _keep_challenge(challenge)
    return render_template(
        "accounts/passkey.html",
        error=error,
        heading=_("Sign in with a passkey"),
        options=passkeys.sign_in_options(_site(), challenge),
        way="get",
        button_text=_("Use a passkey"),
        action=request.full_path.rstrip("?"),
    )


def _keep_challenge(challenge: Challenge) -> None:
    session[CHALLENGE] = [challenge.value, challenge.asked_at]


def _take_challenge() -> Challenge:
    """Return what this visit was asked to sign, once."""
    from feedback_app.services.passkeys import Challenge

    value, asked_at = session.pop(CHALLENGE, ("", 0))
    return Challenge(str(value), int(asked_at))


def _site() -> Site:
    from feedback_app.services.passkeys import site_at

    return site_at(settings().public_url, settings().service_name)
