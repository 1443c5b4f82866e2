"""One's own second steps: the authenticator app and the printed codes."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import SESSION_KEY, settings
from feedback_app.accounts.admitting import keep_token, take_try
from feedback_app.accounts.blueprint import bp
from feedback_app.accounts.guard import person, requires_stage
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError
from feedback_app.services import limits, second_steps, signing_in
from feedback_app.store.staff import Stage

EITHER = (Stage.OPEN, Stage.SET_UP)


@bp.get("/staff/account/second-steps")
@requires_stage(*EITHER, confirmed=True)
def second_steps_page() -> ResponseReturnValue:
    """Show the second steps one has, and what can be added or removed."""
    from feedback_app.services import passkeys

    staff, rules = person(), settings()
    with reading() as rows:
        shown = {
            "has_app": second_steps.has_app(rows, staff.id),
            "codes_left": second_steps.count_codes(rows, staff.id),
            "passkeys": passkeys.list_passkeys(rows, staff.id),
        }
    return render_template(
        "accounts/second_steps.html",
        **shown,
        is_owed=staff.stage is Stage.SET_UP,
        can_have_passkeys=passkeys.site_at(rules.public_url, rules.service_name).can_have_passkeys,
    )


@bp.post("/staff/account/app")
@requires_stage(*EITHER, confirmed=True)
def start_app() -> ResponseReturnValue:
    """Make a secret for a new app."""
    with transaction() as rows:
        second_steps.start_app(rows, person().id, secret_key=settings().secret_key)
    return redirect(url_for(".scan_app"), 303)


@bp.get("/staff/account/app")
@requires_stage(*EITHER, confirmed=True)
def scan_app() -> ResponseReturnValue:
    """Show the picture that an app scans, and ask for its first code."""
    return _scan_page("")


@bp.post("/staff/account/app/confirm")
@requires_stage(*EITHER, confirmed=True)
def confirm_app() -> ResponseReturnValue:
    """Take the app into use, and print codes for the day the phone is lost."""
    staff, key = person(), settings().secret_key
    try:
        with take_try(limits.SECOND_STEP, staff.id), transaction() as rows:
            second_steps.confirm_app(rows, staff.id, request.form.get("code", ""), secret_key=key)
            limits.forget(rows, limits.SECOND_STEP, staff.id, secret_key=key)
    except FeedbackError as error:
        return _scan_page(str(error), status=error.status)
    return after_adding()


@bp.post("/staff/account/app/remove")
@requires_stage(Stage.OPEN, confirmed=True)
def remove_app() -> ResponseReturnValue:
    """Remove the app."""
    staff = person()
    with transaction() as rows:
        second_steps.remove_app(rows, staff.id, by=staff.id)
    return redirect(url_for(".second_steps_page"), 303)


@bp.post("/staff/account/codes")
@requires_stage(Stage.OPEN, confirmed=True)
def print_codes() -> ResponseReturnValue:
    """Show new printed codes, once; the earlier ones count no more."""
    with transaction() as rows:
        codes = second_steps.print_codes(rows, person().id)
    return render_template("accounts/codes.html", codes=codes)


def after_adding() -> ResponseReturnValue:
    """Lead on after a second step was added; with the first come the printed codes."""
    staff = person()
    with transaction() as rows:
        codes = (
            []
            if second_steps.count_codes(rows, staff.id)
            else second_steps.print_codes(rows, staff.id)
        )
        if staff.stage is Stage.SET_UP:
            keep_token(signing_in.finish_step(rows, session[SESSION_KEY], Stage.SET_UP))
    if codes:
        return render_template("accounts/codes.html", codes=codes)
    return redirect(url_for(".second_steps_page"), 303)


def _scan_page(error: str, *, status: int = 200) -> ResponseReturnValue:
    import segno

    staff, rules = person(), settings()
    with reading() as rows:
        made = second_steps.app_in_the_making(
            rows,
            staff.id,
            name=staff.email,
            service=rules.service_name,
            secret_key=rules.secret_key,
        )
    if made is None:
        return redirect(url_for(".second_steps_page"), 303)
    secret, address = made
    page = render_template(
        "accounts/app.html",
        error=error,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=segno.make(address, micro=False).svg_data_uri(scale=4, border=2),
    )
    return page, status
