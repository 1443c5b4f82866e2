"""Take the answers of a survey out as a file, for analysts: asked for, made, downloaded."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.jobs import open_jobs
from feedback_app.manage.blueprint import bp
from feedback_app.manage.bringing import csv_page, find_own
from feedback_app.manage.surveys import OFFICERS
from feedback_app.services import fetching, surveys, surveys_overview
from feedback_app.store.errands import ErrandKind, ErrandState


@bp.get("/manage/surveys/<survey_id>/export")
@requires_role(*OFFICERS)
def choose_export(survey_id: str) -> ResponseReturnValue:
    """Ask whether the file may hold what people wrote."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        line = surveys_overview.survey_line(rows, survey)
    return render_template("manage/export.html", survey=survey, responses=line.responses)


@bp.post("/manage/surveys/<survey_id>/export")
@requires_role(*OFFICERS)
def order_export(survey_id: str) -> ResponseReturnValue:
    """Have a worker make the file."""
    with_text = "with_text" in request.form
    with transaction() as rows:
        errand_id = fetching.order_export(
            rows, survey_id, with_text=with_text, by=current_staff().id
        )
    open_jobs(settings().instance).do_errand(errand_id)
    return redirect(url_for(".show_export", survey_id=survey_id, errand_id=errand_id), 303)


@bp.get("/manage/surveys/<survey_id>/export/<errand_id>")
@requires_role(*OFFICERS)
def show_export(survey_id: str, errand_id: str) -> ResponseReturnValue:
    """Say that the file is being made; then where it is."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        asked = find_own(rows, survey_id, errand_id, ErrandKind.EXPORT)
    return render_template(
        "manage/export_result.html",
        survey=survey,
        asked=asked,
        is_done=asked.state is ErrandState.DONE,
        is_failed=asked.state is ErrandState.FAILED,
        file_url=url_for(".send_export", survey_id=survey_id, errand_id=errand_id),
        here=request.path,
    )


@bp.get("/manage/surveys/<survey_id>/export/<errand_id>/responses.csv")
@requires_role(*OFFICERS)
def send_export(survey_id: str, errand_id: str) -> ResponseReturnValue:
    """Send the file; that it left is recorded, each time."""
    with transaction() as rows:
        asked = find_own(rows, survey_id, errand_id, ErrandKind.EXPORT)
        content = fetching.take_away(rows, asked, by=current_staff().id)
    return csv_page(content, f"{survey_id}-responses.csv")
