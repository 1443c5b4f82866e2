"""Figures that a job measured and kept, as pages show them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.services.coders import names_of_coders
from feedback_app.store import AgreementMeasure, CodingReview


@dataclass(frozen=True)
class Kept:
    """The newest measure of a survey; `figures` holds what `analysis` found, as plain values."""

    measured_at: datetime
    codebook_version: str
    figures: Mapping[str, Any]
    careless: tuple[str, ...]
    coders: tuple[str, ...]
    reviews_since: int


def newest_measure(session: Session, survey_id: str) -> Kept | None:
    """Return what was measured last, with the names of coders, and how much was coded since."""
    row = session.scalar(
        select(AgreementMeasure)
        .where(AgreementMeasure.survey_id == survey_id)
        .order_by(AgreementMeasure.number.desc())
        .limit(1)
    )
    if row is None:
        return None
    figures, names = json.loads(row.document), names_of_coders(session)
    since = session.scalar(
        select(func.count()).where(
            CodingReview.survey_id == survey_id, CodingReview.reviewed_at > row.measured_at
        )
    )
    return Kept(
        row.measured_at,
        row.codebook_version,
        figures,
        tuple(names.get(each, each) for each in figures["coders"]["careless"]),
        tuple(names.get(each, each) for each in figures["coders"]["coders"]),
        since or 0,
    )
