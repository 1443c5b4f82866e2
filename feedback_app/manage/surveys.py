"""The survey officer's pages: surveys, their links, opening and closing, suggesting themes."""

from datetime import date
from pathlib import Path

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError
from feedback_app.jobs import open_jobs
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.opening_form import PARTS, OpeningForm
from feedback_app.manage.queueing import queue_and_record
from feedback_app.manage.surveys_view import view_opening, view_survey
from feedback_app.services import audit, clock, codebooks, places, surveys, surveys_overview
from feedback_app.services.duties import months_after
from feedback_app.services.questionnaires import choose_questionnaires, list_questionnaires
from feedback_app.services.responding import count_responses
from feedback_app.store.staff import Role
from forms.binding import BindingError
from forms.questionnaire import Questionnaire
from forms.safety import Promise

OFFICERS = (Role.ADMINISTRATOR, Role.SURVEY_OFFICER)


@bp.get("/manage/surveys")
@requires_role(*OFFICERS)
def survey_list() -> ResponseReturnValue:
    """Show every survey with how many answered."""
    with reading() as rows:
        lines = surveys_overview.overview(rows)
    return render_template("manage/surveys.html", lines=lines)


@bp.get("/manage/surveys/new")
@requires_role(*OFFICERS)
def choose() -> ResponseReturnValue:
    """Ask which questionnaires a new survey bundles."""
    return _show_choice(_("Choose one questionnaire or more") if "chosen" in request.args else "")


@bp.get("/manage/surveys/open")
@requires_role(*OFFICERS)
def fill_in() -> ResponseReturnValue:
    """Ask what a new survey has to be given."""
    try:
        questionnaires = _chosen(request.args.getlist("questionnaire"))
    except FeedbackError as error:
        return _show_choice(str(error)), 422
    if not questionnaires:
        return redirect(url_for(".choose", chosen="none"), 303)
    today = clock.today()
    parts = {"opens_on-day": today.day, "opens_on-month": today.month, "opens_on-year": today.year}
    given = {name: str(value) for name, value in parts.items()}
    given |= {"kind": "open", "promise": Promise.ANONYMOUS.value}
    return _show_opening(OpeningForm(questionnaires, {**given, **_usual(today)}))


def _usual(today: date) -> dict[str, str]:
    """Return what the settings say of every survey, to be shown and changed."""
    rules = settings()
    given = {
        "lawful_basis": rules.lawful_basis,
        "special_condition": rules.special_condition,
        "dpia": rules.dpia,
    }
    until = months_after(today, rules.keep_months)
    if until:
        given |= {f"kept_until-{part}": str(getattr(until, part)) for part in PARTS}
    return given


@bp.post("/manage/surveys/open")
@requires_role(*OFFICERS)
def open_survey() -> ResponseReturnValue:
    """Open a survey, or show what is missing with everything that was typed."""
    try:
        questionnaires = _chosen(request.form.getlist("questionnaire"))
    except FeedbackError as error:
        return _show_choice(str(error)), 422
    form = OpeningForm(questionnaires, request.form)
    survey_id, plan, parameters = form.read()
    if form.errors:
        return _show_opening(form), 422
    try:
        with transaction() as rows:
            codebooks.current_codebook(rows, plan.codebook_id, folders=_folders("codebooks"))
            surveys.open_survey(rows, survey_id, questionnaires, plan=plan, parameters=parameters)
            audit.record(rows, current_staff().id, "opened-survey", subject=survey_id)
    except (FeedbackError, BindingError) as error:
        form.errors["survey_id"] = str(error)
        return _show_opening(form), 422
    open_jobs(settings().instance).record_speech(survey_id)
    return redirect(url_for(".show_survey", survey_id=survey_id), 303)


@bp.get("/manage/surveys/<survey_id>")
@requires_role(*OFFICERS)
def show_survey(survey_id: str) -> ResponseReturnValue:
    """Show one survey: totals, addresses, and what can be done with it."""
    return survey_page(survey_id)


def survey_page(survey_id: str, **errors: str) -> str:
    """Return the page of one survey, with what is wrong beside the fields of those names."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        shown = view_survey(rows, survey, address=settings().public_url)
    is_queued = request.args.get("queued") == "themes"
    is_officer = current_staff().role is Role.SURVEY_OFFICER
    return render_template(
        "manage/survey.html",
        **shown,
        errors=errors,
        summary=[{"href": f"#{name}", "text": said} for name, said in errors.items()],
        is_queued=is_queued,
        is_officer=is_officer,
    )


@bp.get("/manage/surveys/<survey_id>/close")
@requires_role(*OFFICERS)
def ask_to_close(survey_id: str) -> ResponseReturnValue:
    """Ask once more, since a survey that was closed stays closed."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        responses = count_responses(rows, survey_id)
    return render_template("manage/close.html", survey=survey, responses=responses)


@bp.post("/manage/surveys/<survey_id>/close")
@requires_role(*OFFICERS)
def close_survey(survey_id: str) -> ResponseReturnValue:
    """Close a survey; whoever has begun can still send."""
    with transaction() as rows:
        surveys.close_survey(rows, survey_id)
        audit.record(rows, current_staff().id, "closed-survey", subject=survey_id)
    return redirect(url_for(".show_survey", survey_id=survey_id), 303)


@bp.post("/manage/surveys/<survey_id>/themes")
@requires_role(*OFFICERS)
def suggest_themes(survey_id: str) -> ResponseReturnValue:
    """Put the suggesting of themes into the queue of jobs."""
    queue_and_record(survey_id, "queued-suggesting", lambda jobs: jobs.suggest_themes)
    return redirect(url_for(".show_survey", survey_id=survey_id, queued="themes"), 303)


def _show_choice(error: str) -> str:
    """Show the questionnaires there are, with those that were chosen and what is wrong."""
    return render_template(
        "manage/choose.html",
        questionnaires=list_questionnaires(_folders("questionnaires")),
        chosen=request.values.getlist("questionnaire"),
        error=error,
    )


def _chosen(ids: list[str]) -> list[Questionnaire]:
    return choose_questionnaires(ids, folders=_folders("questionnaires")) if ids else []


def _folders(name: str) -> tuple[Path, ...]:
    """Return where this deployment keeps files of its own."""
    return (settings().instance / name,)


def _show_opening(form: OpeningForm) -> str:
    with reading() as rows:
        priorities = places.priorities_on(rows, clock.today())
        names = codebooks.codebook_names(rows, folders=_folders("codebooks"))
    return render_template("manage/open.html", **view_opening(form, priorities, names))
