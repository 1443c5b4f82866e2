"""The history of coding: every reading of every answer, without a word of the answers."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import requires_role
from feedback_app.database import reading
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.coding_scope import codebook_of, within
from feedback_app.manage.coding_view import in_words
from feedback_app.services import codebooks, coding_history, surveys
from feedback_app.store.coding import Verdict
from feedback_app.store.staff import Role


@bp.get("/manage/coding/<survey_id>/history")
@requires_role(Role.SURVEY_OFFICER)
def show_history(survey_id: str) -> ResponseReturnValue:
    """Show every coding of a survey, or of one answer, the newest first."""
    verbatim_id = request.args.get("answer", "")[:32].replace("\0", "")
    before = min(max(request.args.get("before", 0, type=int), 0), 2**31 - 1)
    with reading() as rows:
        survey, codebook = surveys.find_survey(rows, survey_id), codebook_of(rows, survey_id)
        lines = coding_history.reviews_of(
            rows, survey_id, verbatim_id=verbatim_id, before=before, within=within(rows)
        )
    more = len(lines) == coding_history.PAGE
    known = codebooks.theme_by_id(codebook)
    return render_template(
        "manage/coding_history.html",
        survey=survey,
        lines=lines,
        names={theme_id: theme.name for theme_id, theme in known.items()},
        verdicts=verdict_names(),
        in_words=in_words,
        answer=verbatim_id,
        older_url=url_for(
            ".show_history",
            survey_id=survey_id,
            answer=verbatim_id or None,
            before=lines[-1].number,
        )
        if more
        else "",
    )


def verdict_names() -> dict[str, str]:
    """Return in words what somebody decided about a theme."""
    return {
        Verdict.CONFIRMED: _("confirmed"),
        Verdict.REJECTED: _("rejected"),
        Verdict.ADDED: _("added"),
    }
