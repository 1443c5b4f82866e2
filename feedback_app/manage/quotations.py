"""Quotations: a coder proposes words that may be quoted; two others approve or refuse them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role
from feedback_app.database import transaction
from feedback_app.errors import FeedbackError, ForbiddenError, NotFoundError
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.coding_scope import CODERS, codebook_of, within
from feedback_app.services import audit, coding_page, quotations, surveys


@bp.get("/manage/quotations/<survey_id>")
@requires_role(*CODERS)
def quotation_list(survey_id: str) -> ResponseReturnValue:
    """Show the quotations of a survey with what was decided; reading them is recorded."""
    _refuse_limited()
    me = current_staff().id
    with transaction() as rows:
        survey = surveys.find_survey(rows, survey_id)
        found = quotations.list_quotations(rows, survey_id)
        names = _theme_names(rows, survey_id)
        audit.record(rows, me, "read-quotations", subject=survey_id)
    return render_template("manage/quotations.html", survey=survey, found=found, names=names, me=me)


@bp.post("/manage/quotations/<survey_id>/<quotation_id>")
@requires_role(*CODERS)
def decide_quotation(survey_id: str, quotation_id: str) -> ResponseReturnValue:
    """Approve or refuse a quotation that somebody else proposed."""
    _refuse_limited()
    is_approved = request.form.get("answer") == "approve"
    with transaction() as rows:
        quotations.decide(rows, quotation_id, is_approved=is_approved, by=current_staff().id)
    return redirect(url_for(".quotation_list", survey_id=survey_id), 303)


@bp.get("/manage/coding/<survey_id>/answers/<verbatim_id>/quote")
@requires_role(*CODERS)
def choose_words(survey_id: str, verbatim_id: str) -> ResponseReturnValue:
    """Show an answer, redacted, to choose words from; or say why it may not be quoted."""
    return _choosing_page(survey_id, verbatim_id, "")


@bp.post("/manage/coding/<survey_id>/answers/<verbatim_id>/quote")
@requires_role(*CODERS)
def propose_quotation(survey_id: str, verbatim_id: str) -> ResponseReturnValue:
    """Propose words as a quotation."""
    try:
        with transaction() as rows:
            _shown(rows, survey_id, verbatim_id)
            quotations.propose(
                rows,
                survey_id,
                verbatim_id,
                words=request.form.get("words", ""),
                theme_id=_theme(rows, survey_id),
                by=current_staff().id,
            )
    except NotFoundError:
        raise
    except FeedbackError as error:
        return _choosing_page(survey_id, verbatim_id, str(error)), 422
    return redirect(url_for(".code_again", survey_id=survey_id, verbatim_id=verbatim_id), 303)


def _choosing_page(survey_id: str, verbatim_id: str, error: str) -> str:
    with transaction() as rows:
        shown = _shown(rows, survey_id, verbatim_id)
        why_not = quotations.may_be_quoted(rows, survey_id, verbatim_id)
        names = _theme_names(rows, survey_id)
        audit.record(rows, current_staff().id, "read-verbatim", subject=shown.id)
        survey = surveys.find_survey(rows, survey_id)
    themes = [{"value": each, "label": name} for each, name in names.items()]
    return render_template(
        "manage/quote.html",
        survey=survey,
        shown=shown,
        why_not=why_not,
        error=error,
        themes=[{"value": "", "label": _("Choose a theme")}, *themes],
        given=request.form,
    )


def _shown(rows: Session, survey_id: str, verbatim_id: str) -> coding_page.VerbatimToCode:
    return coding_page.show_verbatim(
        rows,
        survey_id,
        verbatim_id,
        codebook=codebook_of(rows, survey_id),
        staff_id=current_staff().id,
        within=within(rows),
    )


def _refuse_limited() -> None:
    """Refuse somebody limited to a locality: quotations come from everywhere and name no place."""
    if current_staff().locality_id:
        raise ForbiddenError(
            "Quotations come from every locality, and your account is limited to one.",
            remedy="Propose them; others decide.",
        )


def _theme(rows: Session, survey_id: str) -> str:
    chosen = request.form.get("theme", "")
    return chosen if chosen in _theme_names(rows, survey_id) else ""


def _theme_names(rows: Session, survey_id: str) -> dict[str, str]:
    return {theme.id: theme.name for theme in codebook_of(rows, survey_id).active_themes}
