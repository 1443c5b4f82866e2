"""The coder's pages: which surveys have words to read, and one verbatim after another."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.coding_form import CodingForm
from feedback_app.manage.coding_scope import CODERS, codebook_of, within
from feedback_app.manage.coding_view import view_codebook, view_page
from feedback_app.services import (
    audit,
    codebooks,
    coding_page,
    coding_queue,
    deciding,
    disputes,
    surveys,
    worries,
)
from feedback_app.services.deciding import Judged


@bp.get("/manage/coding")
@requires_role(*CODERS)
def coding_list() -> ResponseReturnValue:
    """Show the surveys with how much of each is coded."""
    with reading() as rows:
        limits = within(rows)
        lines = [
            {
                "survey": survey,
                "progress": coding_queue.progress_of_all(rows, survey.id, within=limits),
            }
            for survey in surveys.list_surveys(rows)
        ]
    return render_template("manage/coding_list.html", lines=lines)


@bp.post("/manage/coding/<survey_id>/start")
@requires_role(*CODERS)
def start_coding(survey_id: str) -> ResponseReturnValue:
    """Take up what came in since, then show the first verbatim."""
    with transaction() as rows:
        surveys.find_survey(rows, survey_id)
        coding_queue.refresh_queue(rows, survey_id)
    return redirect(url_for(".code", survey_id=survey_id), 303)


@bp.get("/manage/coding/<survey_id>")
@requires_role(*CODERS)
def code(survey_id: str) -> ResponseReturnValue:
    """Show the verbatim this coder should read next."""
    with transaction() as rows:
        surveys.find_survey(rows, survey_id)
        upcoming = _next(rows, survey_id)
        if upcoming is None:
            return _show_done(rows, survey_id)
        form = _decided_form(rows, survey_id, upcoming)
        return _show(rows, survey_id, form)


@bp.get("/manage/coding/<survey_id>/answers/<verbatim_id>")
@requires_role(*CODERS)
def code_again(survey_id: str, verbatim_id: str) -> ResponseReturnValue:
    """Show one verbatim again, with what this coder decided."""
    with transaction() as rows:
        form = _decided_form(rows, survey_id, verbatim_id)
        return _show(rows, survey_id, form)


@bp.post("/manage/coding/<survey_id>/answers/<verbatim_id>")
@requires_role(*CODERS)
def decide(survey_id: str, verbatim_id: str) -> ResponseReturnValue:
    """Keep what a coder decided about a verbatim, or add a theme to the ones shown."""
    with transaction() as rows:
        form = _form(rows, survey_id, verbatim_id)
        form.read(request.form)
        action = request.form.get("action", "save")
        if action == "none":
            return _keep(rows, survey_id, form, form.none_fits())
        if action == "add":
            return _show(rows, survey_id, form)
        if not form.check(
            _names(rows, survey_id),
            wording=_("Choose whether “{theme}” fits"),
            nothing=_("Choose a theme, or press “No theme fits”"),
        ):
            return _show(rows, survey_id, form), 422
        return _keep(rows, survey_id, form, form.decided())


@bp.post("/manage/coding/<survey_id>/answers/<verbatim_id>/hide")
@requires_role(*CODERS)
def hide_words(survey_id: str, verbatim_id: str) -> ResponseReturnValue:
    """Hide words that could identify a person, or say why they cannot be hidden."""
    staff = current_staff()
    words, kind = request.form.get("words", "").strip(), request.form.get("kind", "")
    try:
        with transaction() as rows:
            deciding.hide_words(
                rows, survey_id, verbatim_id, words=words, kind=kind, staff_id=staff.id
            )
            audit.record(rows, staff.id, "hid-words", subject=verbatim_id)
    except NotFoundError:
        raise
    except FeedbackError as error:
        with transaction() as rows:
            form = _decided_form(rows, survey_id, verbatim_id)
            return _show(rows, survey_id, form, hiding_error=str(error)), 422
    return redirect(url_for(".code_again", survey_id=survey_id, verbatim_id=verbatim_id), 303)


@bp.post("/manage/coding/<survey_id>/answers/<verbatim_id>/worry")
@requires_role(*CODERS)
def tell_of_worry(survey_id: str, verbatim_id: str) -> ResponseReturnValue:
    """Tell the safeguarding leads of an answer that worries whoever reads it."""
    with transaction() as rows:
        form = _decided_form(rows, survey_id, verbatim_id)
        level = request.form.get("level", "")
        try:
            worries.raise_worry(rows, form.shown.id, level=level, by=current_staff().id)
        except FeedbackError as error:
            return _show(rows, survey_id, form, worry_error=str(error)), 422
    return redirect(url_for(".code_again", survey_id=survey_id, verbatim_id=verbatim_id), 303)


@bp.post("/manage/coding/<survey_id>/undo")
@requires_role(*CODERS)
def undo(survey_id: str) -> ResponseReturnValue:
    """Take back this coder's last review and show its verbatim again."""
    staff = current_staff()
    with transaction() as rows:
        verbatim_id = deciding.undo(rows, survey_id, staff_id=staff.id)
        if verbatim_id is None:
            return redirect(url_for(".code", survey_id=survey_id), 303)
        audit.record(rows, staff.id, "took-back-coding", subject=verbatim_id)
    return redirect(url_for(".code_again", survey_id=survey_id, verbatim_id=verbatim_id), 303)


@bp.get("/manage/coding/<survey_id>/codebook")
@requires_role(*CODERS)
def show_codebook(survey_id: str) -> ResponseReturnValue:
    """Show every theme with its definition, when to use it and when not."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        codebook = codebook_of(rows, survey_id)
    return render_template("manage/codebook.html", survey=survey, **view_codebook(codebook))


def _next(rows: Session, survey_id: str) -> str | None:
    """Return what comes next; an empty queue is filled first, if anything came in."""
    staff_id, places = current_staff().id, within(rows)
    upcoming = coding_queue.next_verbatim(rows, survey_id, staff_id=staff_id, within=places)
    if upcoming is None and coding_queue.refresh_queue(rows, survey_id):
        upcoming = coding_queue.next_verbatim(rows, survey_id, staff_id=staff_id, within=places)
    return upcoming


def _form(rows: Session, survey_id: str, verbatim_id: str) -> CodingForm:
    codebook = codebook_of(rows, survey_id)
    shown = coding_page.show_verbatim(
        rows,
        survey_id,
        verbatim_id,
        codebook=codebook,
        staff_id=current_staff().id,
        within=within(rows),
    )
    return CodingForm(shown, [each.id for each in codebook.facets])


def _decided_form(rows: Session, survey_id: str, verbatim_id: str) -> CodingForm:
    """Return the form as this coder left it."""
    form = _form(rows, survey_id, verbatim_id)
    form.start_from_decided()
    return form


def _keep(rows: Session, survey_id: str, form: CodingForm, judged: Judged) -> ResponseReturnValue:
    staff = current_staff()
    codebook = codebook_of(rows, survey_id)
    codebook_id = surveys.find_survey(rows, survey_id).codebook_id or codebook.id
    codebooks.keep_codebook(rows, codebook_id, codebook)
    deciding.decide(rows, survey_id, form.shown.id, judged, codebook=codebook, staff_id=staff.id)
    audit.record(rows, staff.id, "coded-verbatim", subject=form.shown.id)
    return redirect(url_for(".code", survey_id=survey_id), 303)


def _show(
    rows: Session,
    survey_id: str,
    form: CodingForm,
    *,
    hiding_error: str = "",
    worry_error: str = "",
) -> str:
    staff = current_staff()
    audit.record(rows, staff.id, "read-verbatim", subject=form.shown.id)
    return render_template(
        "manage/code.html",
        survey=surveys.find_survey(rows, survey_id),
        progress=coding_queue.progress(rows, survey_id, within=within(rows)),
        can_undo=deciding.last_review(rows, survey_id, staff_id=staff.id) is not None,
        is_told=worries.was_told(rows, form.shown.id),
        **view_page(
            form, codebook_of(rows, survey_id), hiding_error=hiding_error, worry_error=worry_error
        ),
    )


def _show_done(rows: Session, survey_id: str) -> str:
    return render_template(
        "manage/coding_done.html",
        survey=surveys.find_survey(rows, survey_id),
        progress=coding_queue.progress(rows, survey_id, within=within(rows)),
        can_undo=deciding.last_review(rows, survey_id, staff_id=current_staff().id) is not None,
        disputed=disputes.count_disputes(
            rows, survey_id, codebook=codebook_of(rows, survey_id), within=within(rows)
        ),
    )


def _names(rows: Session, survey_id: str) -> dict[str, str]:
    known = codebooks.theme_by_id(codebook_of(rows, survey_id))
    return {theme_id: theme.name for theme_id, theme in known.items()}
