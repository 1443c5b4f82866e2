"""“I would like someone to contact me”: offered after sending, and kept apart from the answers."""

from flask import g, render_template, request, session
from flask.typing import ResponseReturnValue

from feedback_app.access import settings
from feedback_app.database import statements, transaction, writing
from feedback_app.errors import NothingToShowError
from feedback_app.language import gettext as _
from feedback_app.presenting import form_token
from feedback_app.respond.blueprint import bp
from feedback_app.respond.visit import DRAFT_KEY
from feedback_app.services import contacting, drafts, limits
from feedback_app.services.contacting import ContactDetailsError, Details
from feedback_app.services.drafts import Sent
from forms.csrf import VisitForm

ASKED = "asked"
"""Held by the visit's own cookie alone, so that a second press asks for nothing twice."""


@bp.route("/s/<token>/contact", methods=["GET", "POST"])
def contact(token: str) -> ResponseReturnValue:
    """Ask how somebody can be reached, and keep it where nothing leads to their answers."""
    found = _sent()
    if request.method == "GET":
        return _thank_them() if session.get(ASKED) else _form(token, Details(), {})
    details = _given()
    if not VisitForm().validate():
        stale = _("Press the button again. This page had been open for a long time.")
        return _form(token, details, {"reach": stale}), 422
    try:
        contacting.check(details)
    except ContactDetailsError as error:
        return _form(token, details, {error.field: _words(error)}), 422
    if not session.get(ASKED):
        _keep(found.survey_id, details)
        session[ASKED] = True
    return _thank_them()


def _sent() -> Sent:
    """Return what this visit sent; who sent nothing is asked nothing here."""
    with statements() as connection:
        found = drafts.find_sent(connection, session.get(DRAFT_KEY, ""))
    if found is None:
        raise NothingToShowError
    g.presentation = found.presentation.value
    return found


def _given() -> Details:
    names = ("name", "reach", "safe", "about")
    return Details(**{name: request.form.get(name, "").strip() for name in names})


def _words(error: ContactDetailsError) -> str:
    if error.is_missing:
        return _("Tell us how we can reach you")
    return _("That is too long. Make it shorter")


def _keep(survey_id: str, details: Details) -> None:
    with transaction() as rows:
        sender, key = request.remote_addr or "", settings().secret_key
        limits.take(rows, limits.CONTACT, sender, secret_key=key)
    with writing() as connection:
        contacting.ask(connection, survey_id, details)


def _hours() -> dict[str, str]:
    return {"opens": settings().staffed_from, "closes": settings().staffed_to}


def _form(token: str, details: Details, errors: dict[str, str]) -> str:
    return render_template(
        "respond/contact.html",
        details=details,
        errors=errors,
        hours=_hours(),
        action=f"/s/{token}/contact",
        back_url=f"/s/{token}/sent",
        csrf_token=form_token(),
    )


def _thank_them() -> str:
    return render_template(
        "respond/words.html",
        heading=_("We will try to reach you"),
        paragraphs=[
            _("We read this on working days, from %(opens)s to %(closes)s.", **_hours()),
            _("In danger now? Call 999. You can call Childline free on 0800 1111, day or night."),
        ],
    )
