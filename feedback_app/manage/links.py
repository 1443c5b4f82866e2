"""The links of a survey: added, switched off and on, and printed for whoever hands them out."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.links_view import view_link
from feedback_app.manage.surveys import OFFICERS, survey_page
from feedback_app.services import audit, links, surveys
from feedback_app.store.surveys import Offer

LONGEST_LABEL = 100


@bp.post("/manage/surveys/<survey_id>/links")
@requires_role(*OFFICERS)
def add_link(survey_id: str) -> ResponseReturnValue:
    """Add an address for a class, a setting or an agency."""
    label = request.form.get("label", "").strip()
    questionnaire_id, _sign, mode = request.form.get("way", "").partition("|")
    with transaction() as rows:
        survey = surveys.find_survey(rows, survey_id)
        ways = {
            (one.id, each)
            for one in surveys.questionnaires_of(rows, survey)
            for each in surveys.modes_of_links(one)
        }
        if label and len(label) <= LONGEST_LABEL and (questionnaire_id, mode) in ways:
            added = surveys.add_link(
                rows, survey, questionnaire_id=questionnaire_id, mode=mode, label=label
            )
            chosen = request.form.getlist("offers")
            surveys.offer(added, [each for each in Offer if each in chosen])
            added.asks_invitation = added.asks_invitation and "anybody" not in request.form
            audit.record(rows, current_staff().id, "added-link", subject=survey_id)
            return redirect(url_for(".show_survey", survey_id=survey_id, _anchor="links"), 303)
    said = _("Write who the link is for, in up to 100 characters")
    return survey_page(survey_id, label=said), 422


@bp.get("/manage/surveys/<survey_id>/links/<token>")
@requires_role(*OFFICERS)
def print_link(survey_id: str, token: str) -> ResponseReturnValue:
    """Show one address large, with its picture, to be printed for a class or a wall."""
    with reading() as rows:
        link = view_link(rows, survey_id, token, address=settings().public_url)
    return render_template("manage/link.html", link=link, survey_id=survey_id)


@bp.get("/manage/surveys/<survey_id>/links/<token>/switch")
@requires_role(*OFFICERS)
def ask_to_switch(survey_id: str, token: str) -> ResponseReturnValue:
    """Ask once more before a link is switched off or on."""
    with reading() as rows:
        link = view_link(rows, survey_id, token, address=settings().public_url)
    return render_template("manage/switch.html", link=link, survey_id=survey_id)


@bp.post("/manage/surveys/<survey_id>/links/<token>/switch")
@requires_role(*OFFICERS)
def switch_link(survey_id: str, token: str) -> ResponseReturnValue:
    """Switch a link off or on, as the button said."""
    is_open = request.form.get("to") == "on"
    action = "switched-link-on" if is_open else "switched-link-off"
    with transaction() as rows:
        links.switch(rows, survey_id, token, is_open=is_open)
        audit.record(rows, current_staff().id, action, subject=survey_id)
    return redirect(url_for(".show_survey", survey_id=survey_id, _anchor="links"), 303)
