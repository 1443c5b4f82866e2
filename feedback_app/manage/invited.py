"""How many were invited to a survey, and who says so: what a response rate needs."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.opening_form import PARTS
from feedback_app.manage.surveys import OFFICERS
from feedback_app.manage.surveys_view import view_invited
from feedback_app.services import audit, denominators, surveys


@bp.get("/manage/surveys/<survey_id>/invited")
@requires_role(*OFFICERS)
def show_invited(survey_id: str) -> ResponseReturnValue:
    """Show how many were invited, and ask for it."""
    return _page(survey_id, {})


@bp.post("/manage/surveys/<survey_id>/invited")
@requires_role(*OFFICERS)
def set_invited(survey_id: str) -> ResponseReturnValue:
    """Keep how many were invited; a later number replaces it."""
    number, day = _number(), _day()
    supplied_by = request.form.get("supplied_by", "").strip()
    faults = {}
    if not number:
        faults["invited"] = _("Write how many were invited, as a number above 0")
    if not 0 < len(supplied_by) <= denominators.LONGEST:
        faults["supplied_by"] = _("Write who says so, in up to 120 characters")
    if day is None:
        faults["supplied_on"] = _("Write a real date, such as 27 3 2026")
    if faults or day is None:
        return _page(survey_id, faults), 422
    try:
        with transaction() as rows:
            survey = surveys.find_survey(rows, survey_id)
            known = denominators.groups_of(surveys.questionnaires_of(rows, survey))
            group = request.form.get("group", "")
            denominators.set_invited(
                rows,
                survey_id,
                group=group if group in known else "",
                invited=number,
                supplied_by=supplied_by,
                supplied_on=day,
            )
            audit.record(rows, current_staff().id, "set-invited", subject=survey_id)
    except FeedbackError as error:
        return _page(survey_id, {"invited": str(error)}), 422
    return redirect(url_for(".show_survey", survey_id=survey_id) + "#how-many", 303)


def _number() -> int:
    text = request.form.get("invited", "").strip().replace(",", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _day() -> date | None:
    try:
        parts = [int(request.form.get(f"supplied_on-{part}", "")) for part in reversed(PARTS)]
        return date(*parts)
    except (ValueError, OverflowError):
        return None


def _page(survey_id: str, faults: dict[str, str]) -> str:
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        shown = view_invited(rows, survey)
    errors = [
        {"href": f"#{name}{'-day' if name.endswith('_on') else ''}", "text": text}
        for name, text in faults.items()
    ]
    given = {**request.form.to_dict(), "faults": faults}
    return render_template(
        "manage/invited.html", survey=survey, errors=errors, invited={**shown, **given}
    )
