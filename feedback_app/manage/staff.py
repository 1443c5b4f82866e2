"""The administrator's pages: who has an account, with which role, limited to which locality."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.services import accounts, audit, clock, places, second_steps, staff_sessions
from feedback_app.store.staff import Role, Staff


@bp.get("/manage/staff")
@requires_role(Role.ADMINISTRATOR)
def staff_list() -> ResponseReturnValue:
    """Show the accounts in use, and the form that adds one."""
    return _list_page("")


def _list_page(error: str) -> str:
    with reading() as rows:
        shown: dict[str, Any] = {
            "people": accounts.list_staff(rows),
            "area_names": places.area_names(rows),
            "localities": _localities(rows),
        }
        asked = accounts.roles_with_second_step(rows)
    roles = role_choices()
    shown["asked"] = [{**each, "checked": each["value"] in asked} for each in roles]
    shown["role_names"] = {each["value"]: each["label"].partition(":")[0] for each in roles}
    given = request.form if error else {}
    return render_template("manage/staff.html", **shown, roles=roles, error=error, given=given)


@bp.post("/manage/staff")
@requires_role(Role.ADMINISTRATOR)
def add_person() -> ResponseReturnValue:
    """Add an account."""
    given = request.form
    try:
        with transaction() as rows:
            added = accounts.add_staff(
                rows,
                given.get("email", ""),
                name=given.get("name", ""),
                role=_role(given.get("role", "")),
                password=given.get("password", ""),
                locality_id=given.get("locality", ""),
                is_handed_out=True,
            )
            audit.record(rows, current_staff().id, "added-staff", subject=added.id)
    except FeedbackError as error:
        return _list_page(str(error)), 422
    return redirect(url_for(".staff_list"), 303)


@bp.get("/manage/staff/<staff_id>")
@requires_role(Role.ADMINISTRATOR)
def show_person(staff_id: str) -> ResponseReturnValue:
    """Show one account with what can be changed."""
    return _person_page(staff_id, "")


def _person_page(staff_id: str, error: str, *, handed_out: str = "") -> str:
    rules = settings()
    with reading() as rows:
        person = _find(rows, staff_id)
        localities = _localities(rows)
        has_second_step = second_steps.has_any(rows, staff_id)
        sessions = staff_sessions.count_sessions(
            rows, staff_id, idle_minutes=rules.session_idle_minutes, hours=rules.session_hours
        )
    return render_template(
        "manage/person.html",
        person=person,
        localities=localities,
        roles=role_choices(),
        is_oneself=person.id == current_staff().id,
        error=error,
        handed_out=handed_out,
        sessions=sessions,
        has_second_step=has_second_step,
    )


@bp.post("/manage/staff/<staff_id>/role")
@requires_role(Role.ADMINISTRATOR)
def change_role(staff_id: str) -> ResponseReturnValue:
    """Give a person another role; it holds at once, since they are signed out."""
    try:
        with transaction() as rows:
            person = _somebody_else(rows, staff_id)
            role = _role(request.form.get("role", ""))
            locality = request.form.get("locality", "")
            accounts.change_role(rows, person.email, role=role, locality_id=locality)
            audit.record(rows, current_staff().id, "changed-role", subject=f"{staff_id} {role}")
    except FeedbackError as error:
        return _person_page(staff_id, str(error)), 422
    return redirect(url_for(".staff_list"), 303)


@bp.post("/manage/staff/<staff_id>/remove")
@requires_role(Role.ADMINISTRATOR)
def remove_person(staff_id: str) -> ResponseReturnValue:
    """Close an account; what the person decided stays on record."""
    try:
        with transaction() as rows:
            accounts.remove_staff(rows, _somebody_else(rows, staff_id).email)
            audit.record(rows, current_staff().id, "removed-staff", subject=staff_id)
    except FeedbackError as error:
        return _person_page(staff_id, str(error)), 422
    return redirect(url_for(".staff_list"), 303)


@bp.post("/manage/staff/<staff_id>/password")
@requires_role(Role.ADMINISTRATOR)
def hand_out_password(staff_id: str) -> ResponseReturnValue:
    """Show a new password for a person, once; with it they choose their own."""
    try:
        with transaction() as rows:
            password = accounts.hand_out_password(rows, _somebody_else(rows, staff_id).email)
            audit.record(rows, current_staff().id, "handed-out-password", subject=staff_id)
    except FeedbackError as error:
        return _person_page(staff_id, str(error)), 422
    return _person_page(staff_id, "", handed_out=password)


@bp.post("/manage/staff/<staff_id>/sessions")
@requires_role(Role.ADMINISTRATOR)
def end_sessions(staff_id: str) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    with transaction() as rows:
        accounts.end_sessions(rows, _find(rows, staff_id).id)
        audit.record(rows, current_staff().id, "ended-sessions", subject=staff_id)
    return redirect(url_for(".show_person", staff_id=staff_id), 303)


@bp.post("/manage/staff/<staff_id>/second-steps")
@requires_role(Role.ADMINISTRATOR)
def remove_second_steps(staff_id: str) -> ResponseReturnValue:
    """Remove the second steps of a person who lost them; they are signed out everywhere."""
    try:
        with transaction() as rows:
            person = _somebody_else(rows, staff_id)
            second_steps.remove_all(rows, person.id, by=current_staff().id)
            accounts.end_sessions(rows, person.id)
    except FeedbackError as error:
        return _person_page(staff_id, str(error)), 422
    return redirect(url_for(".show_person", staff_id=staff_id), 303)


@bp.post("/manage/staff/asking")
@requires_role(Role.ADMINISTRATOR)
def ask_second_step() -> ResponseReturnValue:
    """Keep of which roles a second step is asked at signing in."""
    roles = frozenset(_role(each) for each in request.form.getlist("asked"))
    with transaction() as rows:
        accounts.ask_second_step(rows, roles)
        names = " ".join(sorted(roles)) or "none"
        audit.record(rows, current_staff().id, "asked-second-step", subject=names)
    return redirect(url_for(".staff_list"), 303)


def role_choices() -> list[dict[str, str]]:
    """Return the roles in words, for the choices of a form."""
    names = {
        Role.ADMINISTRATOR: _("Administrator: staff accounts and surveys"),
        Role.SURVEY_OFFICER: _("Survey officer: surveys, links and themes"),
        Role.CODER: _("Coder: reads answers and codes themes"),
        Role.SAFEGUARDING_LEAD: _("Safeguarding lead: reads concerns"),
        Role.BOARD_READER: _("Board reader: reads reports"),
        Role.YOUNG_PERSPECTIVES: _("Young Perspectives Board member: reads reports"),
    }
    return [{"value": role.value, "label": name} for role, name in names.items()]


def _find(rows: Session, staff_id: str) -> Staff:
    found = next((each for each in accounts.list_staff(rows) if each.id == staff_id), None)
    if found is None:
        raise NotFoundError(_("There is no such account."), remedy=_("It may have been closed."))
    return found


def _somebody_else(rows: Session, staff_id: str) -> Staff:
    """Return a person who is not oneself: nobody locks themselves out by mistake."""
    if staff_id == current_staff().id:
        raise FeedbackError(
            _("This is your own account."), remedy=_("Ask another administrator to change it.")
        )
    return _find(rows, staff_id)


def _role(value: str) -> Role:
    if value not in set(Role):
        raise FeedbackError(_("There is no role chosen."), remedy=_("Choose what they do."))
    return Role(value)


def _localities(rows: Session) -> list[dict[str, str]]:
    """Return the choices of a locality, with none first."""
    found = places.localities_on(rows, clock.today())
    named = [{"value": each, "label": name} for each, name in found.items()]
    return [{"value": "", "label": _("The whole partnership")}, *named]
