"""Codings: what the machine suggested and what people decided, kept apart and read together.

The newest decision of a person on a theme counts; no machine ever changes one. This is the seam
between the rows and `analysis`: verbatims and codings leave it as plain records.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analysis.verbatim import Verbatim
from feedback_app.services import places, redacting, verbatims
from feedback_app.services.counted import UNCHANGED
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.store import CodingDecision, CodingReview, Response, SuggestedCoding
from feedback_app.store import Verbatim as VerbatimRow
from feedback_app.store.coding import Verdict

BATCH = 1000


class CodingState(StrEnum):
    """How a theme stands on a verbatim, all decisions taken together."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    ADDED = "added"

    @property
    def is_held(self) -> bool:
        """Whether a person says that the theme is there."""
        return self in (CodingState.CONFIRMED, CodingState.ADDED)


@dataclass(frozen=True)
class Suggestion:
    """A theme the machine offers, how sure it is (0 to 1), and the words that caused it."""

    verbatim_id: str
    theme_id: str
    probability: float
    words: tuple[str, ...] = ()
    because: str = ""
    codebook_version: str = ""


@dataclass(frozen=True)
class Decision:
    """What one person decided last about one theme on one verbatim."""

    verbatim_id: str
    theme_id: str
    verdict: Verdict
    staff_id: str
    codebook_version: str
    settles: bool = False


@dataclass(frozen=True)
class CodedTheme:
    """One theme on one verbatim as it stands now; `staff_id` is empty for a mere suggestion."""

    verbatim_id: str
    theme_id: str
    state: CodingState
    probability: float | None
    staff_id: str = ""
    codebook_version: str = ""


def collect_verbatims(
    session: Session, survey_id: str, *, on: date | None = None
) -> Iterator[Verbatim]:
    """Yield every verbatim of a survey that is to be themed, by id, redacted, as plain records.

    Each lies in the locality (an area's id) its place belonged to on the day it was given, or
    on the day `on`; the wave is the survey. Rows are read in batches, so memory stays small.
    """
    localities: dict[date, Mapping[str, str]] = {}
    for row, text in _in_batches(session, survey_id):
        day = on or row.received_on
        if day not in localities:
            localities[day] = places.locality_of_places(session, day)
        yield Verbatim(
            id=row.id,
            text=text,
            question=row.question_id,
            locality=localities[day].get(row.place_id or "", ""),
            group=row.respondent_group,
            language=row.language,
            wave=survey_id,
        )


def suggestions_of(session: Session, survey_id: str) -> list[Suggestion]:
    """Return what the machine suggests for a survey, by verbatim and theme."""
    rows = session.scalars(
        _of_survey(select(SuggestedCoding), survey_id).order_by(
            SuggestedCoding.verbatim_id, SuggestedCoding.theme_id
        )
    )
    return [as_suggestion(session, row) for row in rows]


def decisions_of(session: Session, survey_id: str) -> list[Decision]:
    """Return the newest decision of each person on each theme, by verbatim, theme and time.

    Those that settle a disagreement come last of their theme, because they stand.
    """
    decided = CodingDecision
    newest = (
        select(func.max(decided.number))
        .join(CodingReview, CodingReview.number == decided.review_number)
        .where(CodingReview.survey_id == survey_id, CodingReview.is_undone.is_(False))
        .group_by(
            decided.verbatim_id,
            decided.theme_id,
            decided.staff_id,
            CodingReview.is_adjudication,
        )
    )
    settles = CodingReview.is_adjudication
    rows = session.execute(
        select(decided, settles)
        .join(CodingReview, CodingReview.number == decided.review_number)
        .where(decided.number.in_(newest))
        .order_by(decided.verbatim_id, decided.theme_id, settles, decided.number)
    )
    return [replace(as_decision(row), settles=is_settled) for row, is_settled in rows]


def codings_of(session: Session, survey_id: str) -> list[CodedTheme]:
    """Return every theme on every verbatim of a survey as it stands now.

    Of several people the newest decision counts; a suggestion stands only where nobody decided.
    """
    standing: dict[tuple[str, str], CodedTheme] = {}
    for each in suggestions_of(session, survey_id):
        standing[each.verbatim_id, each.theme_id] = CodedTheme(
            each.verbatim_id,
            each.theme_id,
            CodingState.SUGGESTED,
            each.probability,
            codebook_version=each.codebook_version,
        )
    for decision in decisions_of(session, survey_id):
        key = (decision.verbatim_id, decision.theme_id)
        suggested = standing.get(key)
        standing[key] = CodedTheme(
            *key,
            CodingState(decision.verdict),
            suggested.probability if suggested else None,
            decision.staff_id,
            decision.codebook_version,
        )
    return [standing[key] for key in sorted(standing)]


def coded_verbatims(
    session: Session, survey_id: str, *, follows: Mapping[str, str] = UNCHANGED
) -> dict[str, frozenset[str]]:
    """Return the themes that people put on each verbatim they went through; none is an answer.

    `follows` names the theme that stands for each merged one.
    """
    found: dict[str, set[str]] = {each: set() for each in reviewers_of(session, survey_id)}
    for coded in codings_of(session, survey_id):
        if coded.state.is_held:
            found[coded.verbatim_id].add(follows.get(coded.theme_id, coded.theme_id))
    return {verbatim_id: frozenset(themes) for verbatim_id, themes in found.items()}


def reviewers_of(session: Session, survey_id: str) -> dict[str, frozenset[str]]:
    """Return who went through each verbatim of a survey; the others have no entry."""
    rows = session.execute(
        select(CodingReview.verbatim_id, CodingReview.staff_id)
        .where(
            CodingReview.survey_id == survey_id,
            CodingReview.is_undone.is_(False),
            CodingReview.is_adjudication.is_(False),
        )
        .distinct()
        .order_by(CodingReview.verbatim_id, CodingReview.staff_id)
    )
    found: dict[str, set[str]] = {}
    for verbatim_id, staff_id in rows:
        found.setdefault(verbatim_id, set()).add(staff_id)
    return {verbatim_id: frozenset(people) for verbatim_id, people in found.items()}


def seal_reasons(
    session: Session, reasons: Mapping[str, object], *, survey_id: str, coding: tuple[str, str]
) -> bytes:
    """Return why a theme was suggested for a verbatim, sealed for that row."""
    return seal_words(session, reasons, survey_id=survey_id, place=_place_of_reasons(*coding))


def read_reasons(session: Session, row: SuggestedCoding) -> dict[str, Any]:
    """Return why a theme was suggested: its words, or whose words like these had it."""
    if row.sealed_reasons is None:
        return {}
    place = _place_of_reasons(row.verbatim_id, row.theme_id)
    return read_words(session, row.sealed_reasons, place=place)


def seal_words(
    session: Session, words: Mapping[str, object], *, survey_id: str, place: Place
) -> bytes:
    """Return words of respondents, as a record, sealed for one place."""
    text = json.dumps(words, ensure_ascii=False)
    return seal(session.connection(), text, survey_id=survey_id, place=place)


def read_words(session: Session, sealed: bytes, *, place: Place) -> dict[str, Any]:
    """Return words of respondents that were sealed as a record."""
    found: dict[str, Any] = json.loads(unseal(session.connection(), sealed, place=place))
    return found


def _place_of_reasons(verbatim_id: str, theme_id: str) -> Place:
    return Place("suggested_coding", "sealed_reasons", f"{verbatim_id}/{theme_id}")


def as_suggestion(session: Session, row: SuggestedCoding) -> Suggestion:
    """Return a suggestion as a record."""
    reasons = read_reasons(session, row)
    return Suggestion(
        row.verbatim_id,
        row.theme_id,
        row.probability,
        tuple(reasons.get("words", ())),
        reasons.get("because", ""),
        row.codebook_version,
    )


def as_decision(row: CodingDecision) -> Decision:
    """Return a decision as a record."""
    return Decision(
        row.verbatim_id, row.theme_id, Verdict(row.verdict), row.staff_id, row.codebook_version
    )


def _of_survey(query: Select[SuggestedCoding], survey_id: str) -> Select[SuggestedCoding]:
    return (
        query.join(VerbatimRow, VerbatimRow.id == SuggestedCoding.verbatim_id)
        .join(Response, Response.id == VerbatimRow.response_id)
        .where(Response.survey_id == survey_id)
    )


def _in_batches(
    session: Session, survey_id: str
) -> Iterator[tuple[Any, str]]:  # rows named by column
    """Yield the verbatims of a survey by id, each with its redacted words, batch by batch."""
    response = Response
    ids = session.scalars(
        select(VerbatimRow.id)
        .join(response, response.id == VerbatimRow.response_id)
        .where(response.survey_id == survey_id, VerbatimRow.is_themed)
    ).all()
    query = select(
        VerbatimRow.id,
        VerbatimRow.sealed_text,
        VerbatimRow.question_id,
        response.place_id,
        response.respondent_group,
        response.language,
        response.received_on,
    ).join(response, response.id == VerbatimRow.response_id)
    for batch in batched(sorted(ids), BATCH):
        rows = session.execute(
            query.where(VerbatimRow.id.in_(batch)).order_by(VerbatimRow.id)
        ).all()
        words = {row.id: verbatims.open_text(session, row.id, row.sealed_text) for row in rows}
        texts = redacting.redacted_texts(session, words)
        yield from ((row, texts[row.id]) for row in rows)


def batched(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield a list in pieces of a size, the last one shorter."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
