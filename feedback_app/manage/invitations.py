"""Links for one person each: made, handed over once as a file, and stopped."""

import csv
import io
from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.errors import SurveyNotOpenError
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.surveys import OFFICERS, survey_page
from feedback_app.services import audit, clock, invitations, surveys
from feedback_app.store.surveys import SurveyKind


@bp.post("/manage/surveys/<survey_id>/invitations")
@requires_role(*OFFICERS)
def issue_invitations(survey_id: str) -> ResponseReturnValue:
    """Make so many links and hand them over: only hashes of them are kept."""
    given = request.form.get("count", "").strip()
    count = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    with transaction() as rows:
        survey = surveys.find_survey(rows, survey_id)
        is_known = survey.kind == SurveyKind.INVITED and not surveys.is_over(survey, clock.today())
        if not 0 < count <= invitations.MOST or not is_known:
            said = _("Write how many people you invite, from 1 to %(most)s", most=invitations.MOST)
            return survey_page(survey_id, count=said), 422
        try:
            tokens = invitations.issue(
                rows,
                survey,
                questionnaire_id=request.form.get("leads_to", ""),
                count=count,
                secret_key=settings().secret_key,
            )
        except SurveyNotOpenError:
            said = _("Choose what they answer: its link may be switched off")
            return survey_page(survey_id, leads_to=said), 422
        audit.record(rows, current_staff().id, "issued-invitations", subject=survey_id)
    return _file(survey_id, tokens)


@bp.get("/manage/surveys/<survey_id>/invitations/stop")
@requires_role(*OFFICERS)
def ask_to_stop(survey_id: str) -> ResponseReturnValue:
    """Ask once more, since a link that was stopped stays stopped."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        counted = invitations.tally(rows, survey_id)
    return render_template("manage/stop.html", survey=survey, unused=counted.unused)


@bp.post("/manage/surveys/<survey_id>/invitations/stop")
@requires_role(*OFFICERS)
def stop_invitations(survey_id: str) -> ResponseReturnValue:
    """Stop every link that was not used yet."""
    with transaction() as rows:
        surveys.find_survey(rows, survey_id)
        invitations.stop_unused(rows, survey_id)
        audit.record(rows, current_staff().id, "stopped-invitations", subject=survey_id)
    return redirect(url_for(".show_survey", survey_id=survey_id, _anchor="invitations"), 303)


def _file(survey_id: str, tokens: Sequence[str]) -> Response:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["link"])
    lines.writerows([f"{settings().public_url.rstrip('/')}/i/{token}"] for token in tokens)
    page = Response(text.getvalue(), mimetype="text/csv")
    name = f"invitations-{survey_id}.csv"
    page.headers["Content-Disposition"] = f"attachment; filename={name}"
    return page
