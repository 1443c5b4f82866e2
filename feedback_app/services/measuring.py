"""Measure agreement and drift for a survey, and keep the figures. Heavy: jobs import it alone."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from analysis.agreement import measure_agreement
from analysis.drift import Judged, measure_drift
from feedback_app.services import clock, codebooks, judging, surveys
from feedback_app.services.codebooks import USUAL
from feedback_app.store import AgreementMeasure, CodingDecision, CodingReview
from feedback_app.store.coding import Verdict

WHAT = {
    Verdict.CONFIRMED: Judged(right=1),
    Verdict.REJECTED: Judged(wrong=1),
    Verdict.ADDED: Judged(missed=1),
}


def measure(session: Session, survey_id: str, *, folders: Sequence[Path] = ()) -> None:
    """Measure how far people agree, and the machine with them, and keep it for pages to show."""
    survey = surveys.find_survey(session, survey_id)
    codebook = codebooks.current_codebook(session, survey.codebook_id or USUAL, folders=folders)
    follows = codebooks.standing(codebook)
    coders = judging.judgements_of_coders(session, survey_id, follows=follows)
    machine = judging.judgements_of_the_machine(session, survey_id, follows=follows)
    drift = measure_drift(judged_by_month(session, survey_id))
    document = {
        "coders": asdict(measure_agreement(coders)),
        "machine": asdict(measure_agreement(machine)),
        "drift": {**asdict(drift), "has_fallen": drift.has_fallen},
    }
    session.execute(
        insert(AgreementMeasure).values(
            survey_id=survey_id,
            measured_at=clock.now(),
            codebook_version=codebook.version,
            document=json.dumps(document),
        )
    )


def judged_by_month(session: Session, survey_id: str) -> dict[str, Judged]:
    """Return what coders said of suggestions they saw, by the month in which they said it."""
    rows = session.execute(
        select(CodingReview.reviewed_at, CodingDecision.verdict)
        .join(CodingDecision, CodingDecision.review_number == CodingReview.number)
        .where(
            CodingReview.survey_id == survey_id,
            CodingReview.saw_suggestions,
            CodingReview.is_undone.is_(False),
            CodingReview.reopened_for == "",
        )
    )
    found: dict[str, Judged] = {}
    for moment, verdict in rows:
        month = moment.strftime("%Y-%m")
        found[month] = found.get(month, Judged()) + WHAT[Verdict(verdict)]
    return found
