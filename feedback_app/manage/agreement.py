"""How far people and machine agree: figures that a job kept, for the survey officer."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.coding_scope import codebook_of
from feedback_app.manage.queueing import queue_and_record
from feedback_app.services import audit, codebooks, coding_page, coding_queue, disputes, surveys
from feedback_app.services.measures import Kept, newest_measure
from feedback_app.store.staff import Role

GOOD, USABLE = 0.8, 0.67
"""Krippendorff's own bounds: good from .80 on; below .67 nothing should rest on a theme."""


@bp.get("/manage/coding/<survey_id>/agreement")
@requires_role(Role.SURVEY_OFFICER)
def show_agreement(survey_id: str) -> ResponseReturnValue:
    """Show agreement of coders, theme by theme, and drift of the machine."""
    with reading() as rows:
        return _page(rows, survey_id)


@bp.post("/manage/coding/<survey_id>/agreement")
@requires_role(Role.SURVEY_OFFICER)
def measure_agreement(survey_id: str) -> ResponseReturnValue:
    """Put the measuring into the queue of jobs."""
    queue_and_record(survey_id, "queued-measuring", lambda jobs: jobs.measure_agreement)
    return redirect(url_for(".show_agreement", survey_id=survey_id, queued="yes"), 303)


@bp.post("/manage/coding/<survey_id>/twice")
@requires_role(Role.SURVEY_OFFICER)
def set_twice(survey_id: str) -> ResponseReturnValue:
    """Set how many of a hundred answers are read by two people."""
    percent = request.form.get("percent", -1, type=int)
    with transaction() as rows:
        surveys.find_survey(rows, survey_id)
        if not 0 <= percent <= 100:
            return _page(rows, survey_id, error=_("Write a whole number from 0 to 100")), 422
        coding_queue.set_twice_percent(rows, survey_id, percent)
        subject = f"{survey_id} {percent}"
        audit.record(rows, current_staff().id, "set-double-coding", subject=subject)
    return redirect(url_for(".show_agreement", survey_id=survey_id), 303)


def _page(rows: Session, survey_id: str, *, error: str = "") -> str:
    survey, kept = surveys.find_survey(rows, survey_id), newest_measure(rows, survey_id)
    codebook = codebook_of(rows, survey_id)
    run = coding_page.last_run(rows, survey_id)
    names = {key: theme.name for key, theme in codebooks.theme_by_id(codebook).items()}
    return render_template(
        "manage/agreement.html",
        survey=survey,
        codebook=codebook,
        run=run,
        kept=kept,
        coders=_compared(kept, "coders", names),
        machine=_compared(kept, "machine", names),
        drift=_drift(kept),
        percent=request.form.get("percent", survey.twice_percent),
        disputed=disputes.count_disputes(rows, survey_id, codebook=codebook),
        error=error,
        is_queued=request.args.get("queued") == "yes",
    )


def _compared(kept: Kept | None, which: str, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return one comparison in words: the whole, then a line for each theme, the worst first."""
    if kept is None or not kept.figures[which]["verbatims"]:
        return None
    found = kept.figures[which]
    lines = [
        {
            "name": names.get(each["theme"], each["theme"]),
            "given": each["given"],
            "alpha": in_words(each["alpha"]),
            "kappa": in_words(each["kappa"]),
            "verdict": verdict(each["alpha"]["value"]),
            "order": 2 if each["alpha"]["value"] is None else each["alpha"]["value"],
        }
        for each in found["themes"]
    ]
    return {
        "verbatims": found["verbatims"],
        "alpha": in_words(found["alpha"]),
        "verdict": verdict(found["alpha"]["value"]),
        "themes": sorted(lines, key=lambda line: (line["order"], line["name"])),
    }


def _drift(kept: Kept | None) -> dict[str, Any] | None:
    if kept is None or not kept.figures["drift"]["periods"]:
        return None
    found = kept.figures["drift"]
    return {
        "has_fallen": found["has_fallen"],
        "change": in_words(found["change"]),
        "periods": [
            {
                "name": each["period"],
                "judged": each["judged"],
                "precision": in_words(each["precision"]),
                "recall": in_words(each["recall"]),
            }
            for each in found["periods"]
        ],
    }


def in_words(estimate: Mapping[str, float | None]) -> str:
    """Return a figure with its interval, or that it cannot be told."""
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None:
        return _("Cannot be told yet")
    if low is None or high is None:
        return f"{value:.2f}"
    return _(
        "%(value)s (%(low)s to %(high)s)",
        value=f"{value:.2f}",
        low=f"{low:.2f}",
        high=f"{high:.2f}",
    )


def verdict(value: float | None) -> str:
    """Return what an alpha lets one do."""
    if value is None:
        return ""
    if value >= GOOD:
        return _("Good")
    return _("Usable with care") if value >= USABLE else _("Mend the theme first")
