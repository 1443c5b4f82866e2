"""Candidate themes: what no theme fits yet, grouped and named by a job, adopted by people alone."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.jobs import open_jobs
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.coding_scope import CODERS, within
from feedback_app.services import audit, candidates, surveys
from feedback_app.store.coding_runs import CandidateState


@bp.get("/manage/coding/<survey_id>/candidates")
@requires_role(*CODERS)
def list_candidates(survey_id: str) -> ResponseReturnValue:
    """Show what the last search found, each candidate with its proposed name and words."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        others = [each for each in surveys.list_surveys(rows) if each.id != survey_id]
        found = candidates.newest_run(rows, survey_id)
    choices = [{"value": "", "label": _("Nothing")}]
    choices += [{"value": each.id, "label": each.title} for each in others]
    return render_template(
        "manage/candidates.html",
        survey=survey,
        found=found,
        choices=choices,
        states=state_names(),
        is_queued=request.args.get("queued") == "yes",
    )


@bp.post("/manage/coding/<survey_id>/candidates")
@requires_role(*CODERS)
def look_for_themes(survey_id: str) -> ResponseReturnValue:
    """Put the search for new themes into the queue of jobs."""
    day = "-".join(
        request.form.get(f"since-{part}", "").strip().zfill(size)
        for part, size in (("year", 4), ("month", 2), ("day", 2))
    )
    has_day = any(request.form.get(f"since-{part}") for part in ("year", "month", "day"))
    against = request.form.get("against", "") or (day if has_day else "")
    with transaction() as rows:
        surveys.find_survey(rows, survey_id)
        candidates.refuse_unknown_wave(rows, against)
        audit.record(rows, current_staff().id, "queued-discovery", subject=survey_id)
    open_jobs(settings().instance).discover_themes(survey_id, against)
    return redirect(url_for(".list_candidates", survey_id=survey_id, queued="yes"), 303)


@bp.get("/manage/coding/<survey_id>/candidates/<candidate_id>")
@requires_role(*CODERS)
def show_candidate(survey_id: str, candidate_id: str) -> ResponseReturnValue:
    """Show a candidate with the answers that stand for it."""
    with transaction() as rows:
        survey = surveys.find_survey(rows, survey_id)
        found = candidates.find_candidate(rows, survey_id, candidate_id)
        words = candidates.typical_words(rows, candidate_id, within=within(rows))
        audit.record(rows, current_staff().id, "read-candidate", subject=candidate_id)
    return render_template(
        "manage/candidate.html", survey=survey, candidate=found, words=words, states=state_names()
    )


@bp.post("/manage/coding/<survey_id>/candidates/<candidate_id>/drop")
@requires_role(*CODERS)
def drop_candidate(survey_id: str, candidate_id: str) -> ResponseReturnValue:
    """Note that a candidate is no theme."""
    staff = current_staff()
    with transaction() as rows:
        candidates.decide_candidate(
            rows, survey_id, candidate_id, CandidateState.DROPPED, staff_id=staff.id
        )
        audit.record(rows, staff.id, "dropped-candidate", subject=candidate_id)
    return redirect(url_for(".list_candidates", survey_id=survey_id), 303)


def state_names() -> dict[str, str]:
    """Return in words what people made of a candidate."""
    return {
        CandidateState.OFFERED: _("Offered"),
        CandidateState.PROPOSED: _("Proposed as a theme"),
        CandidateState.DROPPED: _("Dropped"),
    }
