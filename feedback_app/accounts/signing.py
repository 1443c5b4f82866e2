"""Sign in and out, and the second step. Tries are counted in the database, over every worker."""

from collections.abc import Callable

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from feedback_app.access import SESSION_KEY, arriving, own_address, settings
from feedback_app.accounts.admitting import admit, take_try
from feedback_app.accounts.blueprint import bp
from feedback_app.accounts.guard import ADDRESSES, person, requires_stage
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError, SignInError
from feedback_app.menu import first_page
from feedback_app.services import audit, limits, second_steps, signing_in
from feedback_app.services.accounts import SignedIn
from feedback_app.services.staff_sessions import name_browser
from feedback_app.store.staff import Stage

REFUSALS = (SignInError, limits.TooManyTriesError)


class SignInForm(FlaskForm):
    """Who is signing in."""

    email = StringField()
    password = PasswordField()


class CodeForm(FlaskForm):
    """The code of the second step."""

    code = StringField()


@bp.route("/staff/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign a member of staff in, with a new session each time."""
    form = SignInForm()
    email = form.email.data or ""
    return _try_or_refuse(
        form,
        "accounts/sign_in.html",
        lambda: _enter(email, form.password.data or ""),
        email=email,
    )


def _enter(email: str, password: str) -> ResponseReturnValue:
    key = settings().secret_key
    who = email.strip().lower()
    with take_try(limits.PASSWORD, who):
        try:
            with reading() as rows:
                staff_id = signing_in.check_password(rows, email, password)
        except SignInError:
            with transaction() as rows:
                signing_in.record_refusal(rows, email)
            raise
    with transaction() as rows:
        limits.forget(rows, limits.PASSWORD, who, secret_key=key)
        entered = signing_in.begin_session(rows, staff_id, browser=name_browser(_agent()))
    return admit(entered)


def _agent() -> str:
    return request.headers.get("User-Agent", "")


@bp.route("/staff/sign-in/code", methods=["GET", "POST"])
@requires_stage(Stage.SECOND_STEP)
def second_step() -> ResponseReturnValue:
    """Ask for the code of the app, or a printed one."""
    form = CodeForm()
    return _try_or_refuse(
        form,
        "accounts/second_step.html",
        lambda: _pass_second_step(person(), form.code.data or ""),
    )


def _pass_second_step(staff: SignedIn, code: str) -> ResponseReturnValue:
    key = settings().secret_key
    with take_try(limits.SECOND_STEP, staff.id):
        try:
            with transaction() as rows:
                second_steps.use_code(rows, staff.id, code, secret_key=key)
                entered = signing_in.finish_step(rows, session[SESSION_KEY], Stage.SECOND_STEP)
                limits.forget(rows, limits.SECOND_STEP, staff.id, secret_key=key)
        except SignInError:
            with transaction() as rows:
                audit.record(rows, staff.id, "failed-second-step")
            raise
    return admit(entered)


def _try_or_refuse(
    form: FlaskForm, template: str, enter: Callable[[], ResponseReturnValue], **shown: str
) -> ResponseReturnValue:
    """Do what was sent, or show the form: empty, or with why it was refused."""
    refused: FeedbackError | None = None
    if form.validate_on_submit():
        try:
            return enter()
        except REFUSALS as error:
            refused = error
    page = render_template(
        template,
        error=str(refused or ""),
        csrf_token=form.csrf_token.current_token,
        action=request.full_path.rstrip("?"),
        passkey_url=url_for(".use_passkey", next=request.args.get("next")),
        **shown,
    )
    return page, refused.status if refused else 200


@bp.post("/staff/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session on the server and in the browser."""
    token = session.get(SESSION_KEY)
    if token:
        with transaction() as rows:
            signing_in.sign_out(rows, token)
    session.clear()
    page = redirect("/staff/sign-in", 303)
    page.headers["Clear-Site-Data"] = '"cache", "storage"'
    return page


@bp.get("/staff")
def home() -> ResponseReturnValue:
    """Lead to the first page of the role, to the step that is owed, or to signing in."""
    staff = arriving()
    if staff is None:
        return redirect("/staff/sign-in", 303)
    if staff.stage is not Stage.OPEN:
        return redirect(url_for(ADDRESSES[staff.stage]), 303)
    wanted = own_address(request.args.get("next", ""), otherwise=first_page(staff.role))
    return redirect(wanted, 303)
