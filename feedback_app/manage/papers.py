"""The survey officer's pages for papers: key one, key it again as somebody else, settle, done."""

from pathlib import Path

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.errors import NotFoundError
from feedback_app.jobs import open_jobs
from feedback_app.language import gettext as _
from feedback_app.language import offered, translations_of
from feedback_app.manage.blueprint import bp
from feedback_app.manage.papers_view import sheet_items, view_differences, view_fields
from feedback_app.services import paper_files, papers, papers_overview, surveys
from feedback_app.services.paper_files import Printed
from feedback_app.services.papers import PaperError, Sheet, Stage
from feedback_app.store.staff import Role
from forms.definition import GoToQuestionnaire, Presentation
from forms.keying import Keyed, read_paper
from forms.questionnaire import Questionnaire


@bp.get("/manage/surveys/<survey_id>/papers")
@requires_role(Role.SURVEY_OFFICER)
def paper_list(survey_id: str) -> ResponseReturnValue:
    """Show the papers that wait for a second person, and begin another."""
    return _list_page(survey_id, "")


@bp.get("/manage/surveys/<survey_id>/papers/key")
@requires_role(Role.SURVEY_OFFICER)
def key_paper(survey_id: str) -> ResponseReturnValue:
    """Show the questions of a paper, to be keyed; what somebody else keyed is not shown."""
    try:
        with reading() as rows:
            sheet, questionnaire = _sheet(rows, survey_id)
    except PaperError as error:
        return _list_page(survey_id, str(error)), 422
    return _form_page(survey_id, sheet, questionnaire, Keyed({}, {}))


@bp.post("/manage/surveys/<survey_id>/papers/key")
@requires_role(Role.SURVEY_OFFICER)
def keep_paper(survey_id: str) -> ResponseReturnValue:
    """Keep what was keyed; when a second person keyed the same, it is a response."""
    try:
        with transaction() as rows:
            sheet, questionnaire = _sheet(rows, survey_id)
            keyed = _keyed(questionnaire, sheet)
            if keyed.faults or keyed.way_out:
                return _form_page(survey_id, sheet, questionnaire, keyed), 422
            done = papers.key_paper(rows, survey_id, sheet, keyed.answers, by=current_staff().id)
    except PaperError as error:
        return _list_page(survey_id, str(error)), 422
    urgent = "1" if done.is_urgent else None
    if done.stage is Stage.DIFFERS:
        address = url_for(".settle", survey_id=survey_id, number=sheet.number, urgent=urgent)
        return redirect(address, 303)
    return redirect(
        url_for(".paper_list", survey_id=survey_id, done=done.stage.value, urgent=urgent), 303
    )


@bp.post("/manage/surveys/<survey_id>/papers/print")
@requires_role(Role.SURVEY_OFFICER)
def print_papers(survey_id: str) -> ResponseReturnValue:
    """Put the printing of every paper of a survey into the queue of jobs."""
    with reading() as rows:
        surveys.find_survey(rows, survey_id)
    open_jobs(settings().instance).print_papers(survey_id)
    return redirect(url_for(".paper_list", survey_id=survey_id, done="printing"), 303)


@bp.get("/manage/surveys/<survey_id>/papers/files/<name>")
@requires_role(Role.SURVEY_OFFICER)
def printed_paper(survey_id: str, name: str) -> ResponseReturnValue:
    """Hand out one paper as a PDF."""
    with reading() as rows:
        printed = {each.file_name: path for each, path in _printed(rows, survey_id)}
    if name not in printed or not printed[name].exists():
        raise NotFoundError("There is no such paper.", remedy="Make the papers ready first.")
    return send_file(printed[name], mimetype="application/pdf", download_name=name)


@bp.get("/manage/surveys/<survey_id>/papers/<number>")
@requires_role(Role.SURVEY_OFFICER)
def settle(survey_id: str, number: str) -> ResponseReturnValue:
    """Show where two people differ, so that a third look at the paper decides."""
    return _settle_page(survey_id, number, "")


@bp.post("/manage/surveys/<survey_id>/papers/<number>")
@requires_role(Role.SURVEY_OFFICER)
def keep_settled(survey_id: str, number: str) -> ResponseReturnValue:
    """Store a paper as it was settled, or let it be keyed anew."""
    me = current_staff().id
    try:
        with transaction() as rows:
            if "again" in request.form:
                papers.restart_paper(rows, survey_id, number, by=me)
                return redirect(url_for(".paper_list", survey_id=survey_id), 303)
            compared = papers.compare_paper(rows, survey_id, number, by=me)
            second = {
                each.code: request.form[each.name] == "second"
                for each in view_differences(compared)
                if request.form.get(each.name) in ("first", "second")
            }
            papers.settle_paper(rows, survey_id, number, second=second, by=me)
    except PaperError as error:
        return _settle_page(survey_id, number, str(error)), 422
    return redirect(url_for(".paper_list", survey_id=survey_id, done=Stage.STORED.value), 303)


def _sheet(rows: Session, survey_id: str) -> tuple[Sheet, Questionnaire]:
    """Return which paper a request is about, and its questionnaire."""
    survey = surveys.find_survey(rows, survey_id)
    known = {each.id: each for each in surveys.questionnaires_of(rows, survey)}
    parts = request.values.get("sheet", "").split("|")
    values = {item["value"] for item in sheet_items(known.values(), offered())}
    if "|".join(parts) not in values:
        raise PaperError(_("Choose which paper it is. It is printed at the head of the paper."))
    number = papers.clean_number(request.values.get("number", ""))
    return Sheet(number, *parts), known[parts[0]]


def _keyed(questionnaire: Questionnaire, sheet: Sheet) -> Keyed:
    return read_paper(
        questionnaire,
        request.form,
        presentation=Presentation(sheet.presentation),
        translate=translations_of([sheet.language])[sheet.language],
    )


def _list_page(survey_id: str, error: str) -> str:
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        sheets = sheet_items(surveys.questionnaires_of(rows, survey), offered())
        if not sheets:
            raise NotFoundError(
                _("This survey is not asked on paper."),
                remedy=_("Its questionnaires would have to offer it."),
            )
        waiting = papers_overview.papers_waiting(rows, survey_id)
        stored = papers_overview.count_stored(rows, survey_id)
        printed = [each.file_name for each, path in _printed(rows, survey_id) if path.exists()]
    labels = {f"{each['value'].replace('|', '-')}.pdf": each["label"] for each in sheets}
    return render_template(
        "manage/papers.html",
        survey=survey,
        sheets=sheets,
        waiting=waiting,
        stored=stored,
        printed=[(name, labels[name]) for name in printed],
        me=current_staff().id,
        error=error,
        done=request.args.get("done", ""),
        is_urgent="urgent" in request.args,
        given=request.values,
    )


def _printed(rows: Session, survey_id: str) -> list[tuple[Printed, Path]]:
    """Return every paper of a survey, and where its file lies or will lie."""
    family = surveys.questionnaires_of(rows, surveys.find_survey(rows, survey_id))
    folder = settings().instance
    return [
        (each, paper_files.path_of(folder, survey_id, each))
        for each in paper_files.sheets_of(family, offered())
    ]


def _form_page(survey_id: str, sheet: Sheet, questionnaire: Questionnaire, keyed: Keyed) -> str:
    fields = view_fields(questionnaire, sheet, request.form, keyed.faults)
    errors = [{"href": f"#{each.name}", "text": each.error} for each in fields if each.error]
    if not errors and keyed.way_out:
        errors = [{"href": f"#{fields[0].name}", "text": _way_out(keyed)}]
    return render_template(
        "manage/paper_key.html",
        survey_id=survey_id,
        sheet=sheet,
        value=f"{sheet.questionnaire_id}|{sheet.presentation}|{sheet.language}",
        fields=fields,
        errors=errors,
    )


def _way_out(keyed: Keyed) -> str:
    if isinstance(keyed.way_out, GoToQuestionnaire):
        return _("These answers lead to another paper. Key that one, with its own number.")
    return _("This person did not agree to take part. Do not key the paper; destroy it.")


def _settle_page(survey_id: str, number: str, error: str) -> str:
    with transaction() as rows:
        compared = papers.compare_paper(rows, survey_id, number, by=current_staff().id)
    return render_template(
        "manage/paper_settle.html",
        survey_id=survey_id,
        sheet=compared.sheet,
        differences=view_differences(compared),
        given=request.form,
        error=error,
        is_urgent="urgent" in request.args,
    )
