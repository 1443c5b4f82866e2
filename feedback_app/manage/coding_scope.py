"""Who codes, which answers they may read, and by which codebook: what all coding pages share."""

from pathlib import Path

from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from feedback_app.access import current_staff, settings
from feedback_app.services import clock, codebooks, places, surveys
from feedback_app.services.coding_queue import Within
from feedback_app.store.staff import Role

CODERS = (Role.CODER, Role.SURVEY_OFFICER)


def within(rows: Session) -> Within:
    """Return the places whose answers this coder may read, or None for all."""
    locality_id = current_staff().locality_id
    return places.places_within(rows, locality_id, clock.today()) if locality_id else None


def codebook_id_of(rows: Session, survey_id: str) -> str:
    """Return the name of the codebook that a survey is coded by."""
    return surveys.find_survey(rows, survey_id).codebook_id or codebooks.USUAL


def codebook_of(rows: Session, survey_id: str) -> Codebook:
    """Return the codebook that a survey is coded by, as it stands now."""
    return codebooks.current_codebook(rows, codebook_id_of(rows, survey_id), folders=folders())


def folders() -> tuple[Path, ...]:
    """Return where this deployment keeps codebooks of its own."""
    return (settings().instance / "codebooks",)
