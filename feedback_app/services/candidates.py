"""Candidate themes that a job found: shown to people, who propose them as themes or drop them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import coding, redacting, verbatims
from feedback_app.services.coding_queue import Within, lies_within
from feedback_app.services.sealing import Place
from feedback_app.store import CandidateVerbatim, DiscoveryRun, Survey, ThemeCandidate, Verbatim
from feedback_app.store.coding_runs import CandidateState


@dataclass(frozen=True)
class CandidateLine:
    """A candidate with its proposed name, its words, and how much it holds, and holds anew."""

    id: str
    name: str
    terms: tuple[str, ...]
    keywords: tuple[Mapping[str, Any], ...]
    verbatims: int
    new: int
    state: CandidateState


@dataclass(frozen=True)
class Found:
    """What the newest run found; `new_words` are said more than in what it was compared with."""

    made_at: datetime
    codebook_version: str
    compared_with: str
    new_words: tuple[Mapping[str, Any], ...]
    candidates: tuple[CandidateLine, ...]


def place_of(table: str, row_id: str) -> Place:
    """Return where the words of a run or a candidate are sealed."""
    return Place(table, "sealed_words", row_id)


def newest_run(session: Session, survey_id: str) -> Found | None:
    """Return what was found last in a survey, or None when nobody has looked yet."""
    run = session.scalar(
        select(DiscoveryRun)
        .where(DiscoveryRun.survey_id == survey_id)
        .order_by(DiscoveryRun.made_at.desc(), DiscoveryRun.id)
        .limit(1)
    )
    if run is None:
        return None
    rows = session.scalars(
        select(ThemeCandidate)
        .where(ThemeCandidate.survey_id == survey_id)
        .order_by(ThemeCandidate.position, ThemeCandidate.id)
    ).all()
    words = coding.read_words(session, run.sealed_words, place=place_of("discovery_run", run.id))
    return Found(
        run.made_at,
        run.codebook_version,
        run.compared_with,
        tuple(words["new_words"]),
        tuple(_line(session, row) for row in rows),
    )


def find_candidate(session: Session, survey_id: str, candidate_id: str) -> CandidateLine:
    """Return one candidate.

    Raises:
        NotFoundError: the survey has no such candidate.
    """
    return _line(session, _find(session, survey_id, candidate_id))


def typical_words(session: Session, candidate_id: str, *, within: Within = None) -> list[str]:
    """Return the verbatims that stand for a candidate, redacted, as far as they may be read."""
    rows = session.execute(
        select(Verbatim.id, Verbatim.sealed_text)
        .join(CandidateVerbatim, CandidateVerbatim.verbatim_id == Verbatim.id)
        .where(
            CandidateVerbatim.candidate_id == candidate_id,
            CandidateVerbatim.is_typical,
            lies_within(Verbatim.id, within),
        )
        .order_by(Verbatim.id)
    ).all()
    texts = {each.id: verbatims.open_text(session, each.id, each.sealed_text) for each in rows}
    return list(redacting.redacted_texts(session, texts).values())


def decide_candidate(
    session: Session, survey_id: str, candidate_id: str, state: CandidateState, *, staff_id: str
) -> None:
    """Keep what somebody made of a candidate.

    Raises:
        NotFoundError: the survey has no such candidate.
    """
    row = _find(session, survey_id, candidate_id)
    session.execute(
        update(ThemeCandidate)
        .where(ThemeCandidate.id == row.id)
        .values(state=state, decided_by=staff_id)
    )


def _find(session: Session, survey_id: str, candidate_id: str) -> ThemeCandidate:
    row = session.get(ThemeCandidate, candidate_id)
    if row is None or row.survey_id != survey_id:
        raise NotFoundError(
            "There is no such candidate.", remedy="Reload the list of candidate themes."
        )
    return row


def _line(session: Session, row: ThemeCandidate) -> CandidateLine:
    place = place_of("theme_candidate", row.id)
    words = coding.read_words(session, row.sealed_words, place=place)
    held = CandidateVerbatim
    counts = session.execute(
        select(held.is_new, func.count()).where(held.candidate_id == row.id).group_by(held.is_new)
    )
    by_newness = {bool(is_new): count for is_new, count in counts}
    return CandidateLine(
        row.id,
        words["name"],
        tuple(words["terms"]),
        tuple(words["keywords"]),
        sum(by_newness.values()),
        by_newness.get(True, 0),
        CandidateState(row.state),
    )


def wave_day(against: str) -> date:
    """Return the day that was written.

    Raises:
        FeedbackError: it is none.
    """
    try:
        return date.fromisoformat(against)
    except ValueError as error:
        raise FeedbackError(
            f"“{against}” is neither a survey nor a day.",
            remedy="Give the short name of a survey, or a day such as 2026-09-01.",
        ) from error


def is_survey(session: Session, against: str) -> bool:
    """Whether what a wave is compared with is another survey."""
    return session.get(Survey, against) is not None


def refuse_unknown_wave(session: Session, against: str) -> None:
    """Refuse to compare with what is neither a survey nor a day; nothing at all is well.

    Raises:
        FeedbackError: there is no such thing.
    """
    if against and not is_survey(session, against):
        wave_day(against)
