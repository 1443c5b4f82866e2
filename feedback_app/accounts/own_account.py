"""One's own account: who one is here, the password, and the browsers one is signed in with."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import SESSION_KEY, current_staff, own_address, settings
from feedback_app.accounts.admitting import admit, take_try
from feedback_app.accounts.blueprint import bp
from feedback_app.accounts.guard import person, requires_stage
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError, SignInError
from feedback_app.language import gettext as _
from feedback_app.services import (
    accounts,
    audit,
    limits,
    places,
    second_steps,
    signing_in,
    staff_sessions,
)
from feedback_app.services.accounts import SignedIn
from feedback_app.store.staff import Stage


@bp.get("/staff/account")
@requires_stage(Stage.OPEN)
def account() -> ResponseReturnValue:
    """Show who one is here, and what one can change."""
    staff = current_staff()
    with reading() as rows:
        names = places.area_names(rows)
        has_second_step = second_steps.has_any(rows, staff.id)
    locality = names.get(staff.locality_id or "", _("The whole partnership"))
    return render_template(
        "accounts/account.html", staff=staff, locality=locality, has_second_step=has_second_step
    )


@bp.route("/staff/account/password", methods=["GET", "POST"])
@requires_stage(Stage.OPEN)
def change_password() -> ResponseReturnValue:
    """Take a new password, after the one in use was given."""
    staff = current_staff()
    if request.method == "GET":
        return _password_page("", asks_old=True)
    try:
        _prove(staff, request.form.get("old", ""))
        _take_new(staff)
    except FeedbackError as error:
        return _password_page(str(error), asks_old=True), error.status
    return redirect(url_for(".account"), 303)


@bp.route("/staff/sign-in/password", methods=["GET", "POST"])
@requires_stage(Stage.CHOOSE)
def choose_password() -> ResponseReturnValue:
    """Ask for a password of one's own in place of one that was handed out."""
    if request.method == "GET":
        return _password_page("", asks_old=False)
    try:
        _take_new(person())
    except FeedbackError as error:
        return _password_page(str(error), asks_old=False), error.status
    with transaction() as rows:
        entered = signing_in.finish_step(rows, session[SESSION_KEY], Stage.CHOOSE)
    return admit(entered)


@bp.route("/staff/account/confirm", methods=["GET", "POST"])
@requires_stage(Stage.OPEN, Stage.SET_UP)
def confirm() -> ResponseReturnValue:
    """Ask for the password again before something that decides who can sign in."""
    if request.method == "GET":
        return _confirm_page("")
    try:
        _prove(person(), request.form.get("old", ""))
    except FeedbackError as error:
        return _confirm_page(str(error)), error.status
    with transaction() as rows:
        signing_in.confirm(rows, session[SESSION_KEY])
    return redirect(own_address(request.args.get("next", ""), otherwise="/staff/account"), 303)


@bp.get("/staff/account/sessions")
@requires_stage(Stage.OPEN)
def sessions() -> ResponseReturnValue:
    """List the browsers one is signed in with."""
    staff, rules = current_staff(), settings()
    with reading() as rows:
        found = staff_sessions.list_sessions(
            rows,
            staff.id,
            this=staff.session_id,
            idle_minutes=rules.session_idle_minutes,
            hours=rules.session_hours,
        )
    return render_template("accounts/sessions.html", sessions=found)


@bp.post("/staff/account/sessions/end")
@requires_stage(Stage.OPEN)
def end_session() -> ResponseReturnValue:
    """End one other session, or every other one."""
    staff = current_staff()
    reference = request.form.get("session", "")
    with transaction() as rows:
        if reference:
            staff_sessions.end_session(rows, staff.id, reference)
        else:
            accounts.end_sessions(rows, staff.id, but=staff.session_id)
        audit.record(rows, staff.id, "ended-sessions", subject=staff.id)
    return redirect(url_for(".sessions"), 303)


def _prove(staff: SignedIn, password: str) -> None:
    """Check that somebody signed in knows their password; tries are counted as at signing in."""
    key = settings().secret_key
    with take_try(limits.PASSWORD, staff.email), reading() as rows:
        try:
            signing_in.check_password(rows, staff.email, password)
        except SignInError as error:
            raise FeedbackError(_("That is not your password. Check it and try again.")) from error
    with transaction() as rows:
        limits.forget(rows, limits.PASSWORD, staff.email, secret_key=key)


def _take_new(staff: SignedIn) -> None:
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise FeedbackError(_("The two passwords differ. Type the new one twice."))
    with transaction() as rows:
        accounts.change_password(rows, staff.id, password, but_session=staff.session_id)
        audit.record(rows, staff.id, "changed-password", subject=staff.id)


def _password_page(error: str, *, asks_old: bool) -> str:
    return render_template(
        "accounts/password.html",
        heading=_("Change your password") if asks_old else _("Choose a password of your own"),
        error=error,
        asks_old=asks_old,
        asks_new=True,
        hint=_("12 characters or more: four or five words that nobody would put together do well."),
        button_text=_("Keep the new password"),
        action=request.full_path.rstrip("?"),
    )


def _confirm_page(error: str) -> str:
    return render_template(
        "accounts/password.html",
        heading=_("Enter your password again"),
        error=error,
        asks_old=True,
        asks_new=False,
        hint="",
        button_text=_("Go on"),
        action=request.full_path.rstrip("?"),
    )
