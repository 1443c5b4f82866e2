"""Bring in answers that were gathered elsewhere: send a file, see what is wrong, then store it."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.jobs import open_jobs
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.surveys import OFFICERS
from feedback_app.services import bringing, errands, surveys
from feedback_app.services.errands import Asked
from feedback_app.services.response_files import Upload
from feedback_app.store.errands import ErrandKind, ErrandState

MOST_SENT = 20_000_000
"""Above what is taken, so that whoever sends too much is told how much is too much."""
LONGEST_NAME = 120


@bp.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let more be sent to the one page that takes files of answers."""
    if endpoint == f"{bp.name}.send_file":
        request.max_content_length = MOST_SENT


@bp.get("/manage/surveys/<survey_id>/import")
@requires_role(*OFFICERS)
def choose_file(survey_id: str) -> ResponseReturnValue:
    """Ask for a file and its mapping."""
    return _form(survey_id, "")


@bp.post("/manage/surveys/<survey_id>/import")
@requires_role(*OFFICERS)
def send_file(survey_id: str) -> ResponseReturnValue:
    """Take a file and its mapping, and have it looked through; nothing is stored yet."""
    file, mapping = _upload("file"), _upload("mapping")
    if file is None or mapping is None:
        return _form(survey_id, _("Choose both a file of answers and its mapping")), 422
    try:
        with transaction() as rows:
            errand_id = bringing.offer(
                rows, survey_id, file=file, mapping=mapping, by=current_staff().id
            )
    except FeedbackError as error:
        return _form(survey_id, str(error)), 422
    open_jobs(settings().instance).do_errand(errand_id)
    return redirect(url_for(".show_import", survey_id=survey_id, errand_id=errand_id), 303)


@bp.get("/manage/surveys/<survey_id>/import/<errand_id>")
@requires_role(*OFFICERS)
def show_import(survey_id: str, errand_id: str) -> ResponseReturnValue:
    """Show what is wrong with a file, and let it be stored; or what came of that."""
    return _result(survey_id, errand_id, "")


@bp.post("/manage/surveys/<survey_id>/import/<errand_id>")
@requires_role(*OFFICERS)
def store_file(survey_id: str, errand_id: str) -> ResponseReturnValue:
    """Have a worker store what was looked through, once."""
    try:
        with transaction() as rows:
            asked = find_own(rows, survey_id, errand_id, ErrandKind.IMPORT)
            store_rest = "rest" in request.form
            bringing.decide(rows, asked, store_rest=store_rest, by=current_staff().id)
    except NotFoundError:
        raise
    except FeedbackError as error:
        return _result(survey_id, errand_id, str(error)), 422
    open_jobs(settings().instance).do_errand(errand_id)
    return redirect(request.path, 303)


@bp.get("/manage/surveys/<survey_id>/import/<errand_id>/rejects.csv")
@requires_role(*OFFICERS)
def send_rejects(survey_id: str, errand_id: str) -> ResponseReturnValue:
    """Send the rows that were refused, each with its reason, to be mended."""
    with reading() as rows:
        find_own(rows, survey_id, errand_id, ErrandKind.IMPORT)
        content = errands.read_file(rows, errand_id, bringing.REJECTS)
    return csv_page(content, f"{survey_id}-rejects.csv")


def find_own(rows: Session, survey_id: str, errand_id: str, kind: ErrandKind) -> Asked:
    """Return what the one who is signed in asked for; what others asked for is not theirs to see.

    Raises:
        NotFoundError: they asked for no such thing, or it is forgotten.
    """
    asked = errands.find(rows, errand_id, kind)
    if asked.survey_id != survey_id or asked.asked_by != current_staff().id:
        raise NotFoundError("There is no such file of yours.", remedy="Ask for it again.")
    return asked


def csv_page(content: bytes, name: str) -> Response:
    """Return a file to be saved, that no browser keeps."""
    page = Response(content, mimetype="text/csv")
    page.headers["Content-Disposition"] = f"attachment; filename={name}"
    page.headers["Cache-Control"] = "no-store"
    return page


def _upload(name: str) -> Upload | None:
    given: FileStorage | None = request.files.get(name)
    if given is None or not given.filename:
        return None
    with given.stream:
        content = given.read()
    plain = given.filename.replace("\\", "/").rpartition("/")[2]
    return Upload(plain[-LONGEST_NAME:] or name, content)


def _form(survey_id: str, error: str) -> str:
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        names = [each.id for each in surveys.questionnaires_of(rows, survey)]
    most = f"{bringing.MOST_BYTES // 1_000_000} MB"
    return render_template(
        "manage/import.html",
        survey=survey,
        questionnaires=names,
        most=most,
        rows=f"{bringing.MOST_ROWS:,}",
        error=error,
    )


def _result(survey_id: str, errand_id: str, error: str) -> str:
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        asked = find_own(rows, survey_id, errand_id, ErrandKind.IMPORT)
        refused = bringing.refused_rows(rows, asked)
    told: dict[str, Any] = {"good": 0, "bad": 0, **asked.told}
    return render_template(
        "manage/import_result.html",
        survey=survey,
        asked=asked,
        is_storing=asked.wanted["step"] != bringing.CHECK,
        is_checked=asked.state is ErrandState.CHECKED,
        is_done=asked.state is ErrandState.DONE,
        is_failed=asked.state is ErrandState.FAILED,
        good=told["good"],
        bad=told["bad"],
        refused=[[{"text": each.number}, {"text": each.reason}] for each in refused],
        error=error,
        here=request.path,
    )
