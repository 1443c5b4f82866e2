"""Look for themes that a survey's codebook does not name. Heavy: jobs and commands import it alone.

What is found is kept as candidates for people; nothing is adopted.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from analysis.discovery import Candidate, discover
from analysis.embedding import Embedder, best_embedder
from analysis.keyness import Keyword, wave_keywords
from analysis.learning import learn
from analysis.vector_cache import CachedEmbedder
from analysis.verbatim import Verbatim
from feedback_app.services import candidates, clock, codebooks, coding, surveys, theming
from feedback_app.services.coding import collect_verbatims
from feedback_app.store import CandidateVerbatim, DiscoveryRun, Response, ThemeCandidate
from feedback_app.store import Verbatim as VerbatimRow
from feedback_app.store.base import random_id
from feedback_app.store.coding_runs import CandidateState

BEFORE, NOW = "1 before", "2 now"


@dataclass(frozen=True)
class Discovered:
    """What was found: candidates, the words that are new, and what was kept of them."""

    candidates: tuple[Candidate, ...]
    new_words: tuple[Keyword, ...]
    kept: tuple[str, ...]


def discover_themes(
    session: Session,
    survey_id: str,
    *,
    folders: Sequence[Path] = (),
    embedder: Embedder | None = None,
    against: str = "",
) -> Discovered:
    """Find candidate themes in a survey and keep them in place of those that nobody decided on.

    `against` is a day (what came before it is old) or another survey (all of it is old): then
    words and candidates say what is new.

    Raises:
        NotFoundError: there is no such survey, or no such codebook.
        FeedbackError: `against` is neither a day nor a survey.
    """
    survey = surveys.find_survey(session, survey_id)
    name = survey.codebook_id or codebooks.USUAL
    codebook = codebooks.current_codebook(session, name, folders=folders)
    said = list(_verbatims(session, survey_id, against))
    coded = theming.learn_from(session, survey_id, codebook)
    reader = CachedEmbedder(embedder or best_embedder(len(said) + len(coded)))
    found = discover(said, learn(codebook, coded, embedder=reader), embedder=reader)
    new_words = wave_keywords(said)
    run_id = _keep_run(session, survey_id, codebook, new_words, against=against)
    new = {each.id for each in said if each.wave == NOW}
    own = _since(session, survey_id, date.min)
    here = [one for one in found if own.intersection(one.verbatim_ids)]
    kept = tuple(
        _keep_one(session, (survey_id, run_id, position), one, own=own, new=new)
        for position, one in enumerate(here)
    )
    return Discovered(found, new_words, kept)


def _verbatims(session: Session, survey_id: str, against: str) -> Iterator[Verbatim]:
    """Yield what was written, each verbatim before or now where there is anything to compare."""
    if not against:
        yield from collect_verbatims(session, survey_id)
    elif candidates.is_survey(session, against):
        for each in collect_verbatims(session, against):
            yield replace(each, wave=BEFORE)
        for each in collect_verbatims(session, survey_id):
            yield replace(each, wave=NOW)
    else:
        new = _since(session, survey_id, candidates.wave_day(against))
        for each in collect_verbatims(session, survey_id):
            yield replace(each, wave=NOW if each.id in new else BEFORE)


def _since(session: Session, survey_id: str, day: date) -> frozenset[str]:
    query = (
        select(VerbatimRow.id)
        .join(Response, Response.id == VerbatimRow.response_id)
        .where(Response.survey_id == survey_id, Response.received_on >= day)
    )
    return frozenset(session.scalars(query))


def _keep_run(
    session: Session,
    survey_id: str,
    codebook: Codebook,
    new_words: Sequence[Keyword],
    *,
    against: str,
) -> str:
    """Keep that a survey was looked through, and forget candidates that nobody decided on."""
    run_id = random_id()
    session.execute(
        delete(ThemeCandidate).where(
            ThemeCandidate.survey_id == survey_id, ThemeCandidate.state == CandidateState.OFFERED
        )
    )
    place = candidates.place_of("discovery_run", run_id)
    words = {"new_words": [asdict(each) for each in new_words]}
    session.execute(
        insert(DiscoveryRun).values(
            id=run_id,
            survey_id=survey_id,
            made_at=clock.now(),
            codebook_version=codebook.version,
            compared_with=against,
            sealed_words=coding.seal_words(session, words, survey_id=survey_id, place=place),
        )
    )
    return run_id


def _keep_one(
    session: Session,
    where: tuple[str, str, int],
    one: Candidate,
    *,
    own: Collection[str],
    new: Collection[str],
) -> str:
    survey_id, run_id, position = where
    candidate_id = random_id()
    words = {
        "name": one.name,
        "terms": one.terms,
        "keywords": [asdict(each) for each in one.keywords],
    }
    place = candidates.place_of("theme_candidate", candidate_id)
    session.execute(
        insert(ThemeCandidate).values(
            id=candidate_id,
            survey_id=survey_id,
            run_id=run_id,
            position=position,
            sealed_words=coding.seal_words(session, words, survey_id=survey_id, place=place),
        )
    )
    typical = {each.id for each in one.typical}
    members = [
        {
            "candidate_id": candidate_id,
            "verbatim_id": each,
            "is_typical": each in typical,
            "is_new": each in new,
        }
        for each in one.verbatim_ids
        if each in own
    ]
    session.execute(insert(CandidateVerbatim), members)
    return candidate_id
