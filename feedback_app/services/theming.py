"""Let the machine suggest themes for a survey. Heavy: commands and jobs import it, pages never.

A new run replaces what was suggested before. What people decided is read, learnt from, and
never touched.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from analysis.coding import AS_USUAL, Coded, Means, ReasonSource, Suggestion, suggest
from analysis.embedding import Embedder, best_embedder
from analysis.language import unthemed_language
from analysis.verbatim import Verbatim
from feedback_app.services import clock, codebooks, coding, coding_interest, coding_queue, surveys
from feedback_app.store import Response, SuggestedCoding, SuggestionRun
from feedback_app.store import Verbatim as VerbatimRow

BATCH = 500
AFTER_ALL = "~"
"""Sorts after every id."""
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class SuggestedThemes:
    """What one run did: how many verbatims were read, how many suggestions stored."""

    verbatims: int
    suggestions: int
    learnt_from: int
    codebook_version: str


def suggest_themes(
    session: Session,
    survey_id: str,
    *,
    folders: Sequence[Path] = (),
    embedder: Embedder | None = None,
    progress: Report | None = None,
    means: Means = AS_USUAL,
) -> SuggestedThemes:
    """Suggest themes for every verbatim of a survey, from its codebook and what people coded.

    `folders` are where codebooks lie beside those that ship; `progress` is told how many
    verbatims are done, of how many; `means` say how the work is done.

    It takes minutes on a large survey, so give it a session that commits each statement by
    itself; verbatim by verbatim, the old suggestions stand until the new ones replace them.

    Raises:
        NotFoundError: there is no such survey, or no such codebook.
        CodebookFileError: the codebook contradicts itself, or changed without a new version.
    """
    survey = surveys.find_survey(session, survey_id)
    codebook_id = survey.codebook_id or codebooks.USUAL
    codebook = codebooks.current_codebook(session, codebook_id, folders=folders)
    codebooks.refuse_changed(session, codebook_id, codebook)
    codebooks.keep_codebook(session, codebook_id, codebook)
    coded = learn_from(session, survey_id, codebook)
    size = coding_queue.progress_of_all(session, survey_id).total
    reader = embedder or best_embedder(size + len(coded))
    stream = VerbatimsOfSurvey(session, survey_id, reader.describe().name, progress)
    found = suggest(
        stream,
        codebook,
        coded=coded,
        embedder=reader,
        explained=means.is_explained(size),
        crew=means.crew(size),
    )
    readable = (each for each in found if each.verbatim_id not in stream.unthemed)
    count = _store(session, survey_id, codebook.version, readable)
    coding_queue.refresh_queue(session, survey_id)
    coding_interest.rank_queue(session, survey_id)
    coding_interest.put_first(session, survey_id, stream.unthemed)
    done = SuggestedThemes(len(stream), count, len(coded), codebook.version)
    _note_run(session, survey_id, done)
    return done


def _note_run(session: Session, survey_id: str, done: SuggestedThemes) -> None:
    """Keep what this run did, so that pages can say which codebook the suggestions know."""
    session.execute(
        insert(SuggestionRun).values(
            survey_id=survey_id,
            made_at=clock.now(),
            codebook_version=done.codebook_version,
            verbatims=done.verbatims,
            suggestions=done.suggestions,
            learnt_from=done.learnt_from,
        )
    )


def learn_from(session: Session, survey_id: str, codebook: Codebook) -> list[Coded]:
    """Return the verbatims people went through with their themes, as far as those are still used.

    A theme that was retired since keeps its codings, and teaches nothing any more; what was coded
    with a merged one teaches the theme that stands for it.
    """
    usable = {theme.id for theme in codebook.active_themes}
    follows = codebooks.standing(codebook)
    themes = coding.coded_verbatims(session, survey_id, follows=follows)
    return [
        Coded(verbatim, themes[verbatim.id] & usable)
        for verbatim in coding.collect_verbatims(session, survey_id)
        if verbatim.id in themes
    ]


class VerbatimsOfSurvey:
    """The verbatims of a survey, read in batches as they are asked for, and counted beforehand.

    `unthemed` gathers on the way those in a language that the vectors cannot theme, with it.
    """

    def __init__(
        self, session: Session, survey_id: str, vectors: str, progress: Report | None = None
    ) -> None:
        self.unthemed: dict[str, str] = {}
        self._vectors = vectors
        self._session = session
        self._survey_id = survey_id
        self._progress = progress
        self._count = coding_queue.progress_of_all(session, survey_id).total

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Verbatim]:
        verbatims = coding.collect_verbatims(self._session, self._survey_id)
        for done, verbatim in enumerate(verbatims, start=1):
            language = unthemed_language(verbatim.text, self._vectors)
            if language:
                self.unthemed[verbatim.id] = language
            yield verbatim
            if self._progress and (done % 100 == 0 or done == self._count):
                self._progress(done, self._count)


def _store(session: Session, survey_id: str, version: str, found: Iterator[Suggestion]) -> int:
    """Replace the suggestions verbatim by verbatim; both sides come in the order of the ids."""
    count, low = 0, ""
    for batch in _whole_verbatims(found):
        high = batch[-1].verbatim_id
        _replace(
            session,
            survey_id,
            (low, high),
            [_row(session, survey_id, each, version) for each in batch],
        )
        count, low = count + len(batch), high
    _replace(session, survey_id, (low, AFTER_ALL), [])
    return count


def _whole_verbatims(found: Iterator[Suggestion]) -> Iterator[list[Suggestion]]:
    """Yield suggestions in batches that never part those of one verbatim."""
    batch: list[Suggestion] = []
    for _, group in groupby(found, key=lambda each: each.verbatim_id):
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _replace(
    session: Session, survey_id: str, span: tuple[str, str], rows: list[dict[str, object]]
) -> None:
    """Put these rows in the place of what was suggested for the verbatims of a span of ids.

    Each statement carries many rows, so that it is quick as a transaction of its own and a
    respondent who sends answers meanwhile does not wait.
    """
    held = SuggestedCoding.verbatim_id
    of_survey = (
        select(VerbatimRow.id)
        .join(Response, Response.id == VerbatimRow.response_id)
        .where(Response.survey_id == survey_id, VerbatimRow.id == held)
    )
    session.execute(
        delete(SuggestedCoding)
        .where(held > span[0], held <= span[1], of_survey.exists())
        .execution_options(synchronize_session=False)
    )
    if rows:
        session.execute(insert(SuggestedCoding).values(rows))


def _row(session: Session, survey_id: str, each: Suggestion, version: str) -> dict[str, object]:
    by_words = [reason for reason in each.reasons if reason.source is ReasonSource.WORDS]
    words = dict.fromkeys(word for reason in by_words for word in reason.words)
    other = next((r for r in each.reasons if r.source is not ReasonSource.WORDS), None)
    reasons = {
        "words": list(words),
        "because": other.example if other else "",
        "source": other.source.value if other else "",
    }
    return {
        "verbatim_id": each.verbatim_id,
        "theme_id": each.theme,
        "codebook_version": version,
        "probability": each.probability,
        "sealed_reasons": coding.seal_reasons(
            session, reasons, survey_id=survey_id, coding=(each.verbatim_id, each.theme)
        ),
    }
