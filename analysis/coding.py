"""Coding: which theme was put on which verbatim, by whom; and suggestions of a model.

Suggestions never change what people coded. Everything heavy is imported when it is needed, so
that a page may use these records without paying for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.codebook import Codebook
    from analysis.consultation import Strangers
    from analysis.embedding import Embedder
    from analysis.learning import Findings, ThemeModel
    from analysis.verbatim import Verbatim

BULK = 20_000
"""From this many verbatims on, speed comes first: fast vectors, no reasons, all cores."""

MOST_PROCESSES = 4
"""Processes used unless a person asks for more: each holds a model in memory."""

NEARBY = 2_000
"""Verbatims at the head of a stream that a model may also look at while it learns."""


class CodingError(ValueError):
    """Codings that do not fit the codebook; says which, and what to do."""


class CodingStatus(StrEnum):
    """What became of a coding."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class CoderKind(StrEnum):
    """Who codes."""

    PERSON = "person"
    MODEL = "model"


@dataclass(frozen=True)
class Coder:
    """Who put a theme on a verbatim."""

    name: str
    kind: CoderKind = CoderKind.PERSON


@dataclass(frozen=True)
class Coding:
    """One theme put on one verbatim by one coder, with one version of the codebook."""

    verbatim_id: str
    theme: str
    coder: Coder
    status: CodingStatus = CodingStatus.SUGGESTED
    codebook_version: str = ""


@dataclass(frozen=True)
class Coded:
    """One verbatim with all themes people gave it; none is an answer too."""

    verbatim: Verbatim
    themes: frozenset[str] = frozenset()


class ReasonSource(StrEnum):
    """What a reason points to."""

    WORDS = "words"
    EXAMPLE = "example"
    DEFINITION = "definition"
    CODED = "coded"


@dataclass(frozen=True)
class Reason:
    """Why a theme is suggested.

    From `words`: words of the verbatim without which the score falls by `effect`. From the
    others: the phrase of the codebook, or the coded verbatim (`example`), that raises it most.
    """

    words: tuple[str, ...]
    source: ReasonSource
    example: str = ""
    effect: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """One theme suggested for one verbatim, how probable it is, and why."""

    verbatim_id: str
    theme: str
    probability: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Crew:
    """Who scores: so many processes of this machine, or the Dask cluster at an address."""

    processes: int = 1
    cluster: str = ""


@dataclass(frozen=True)
class Means:
    """How a person wants the work done; what they leave open depends on how much there is."""

    reasons: bool | None = None
    processes: int | None = None
    cluster: str = ""

    def crew(self, count: int) -> Crew:
        """Return who scores so many verbatims: very many are shared among the cores."""
        cores = len(os.sched_getaffinity(0)) if count >= BULK else 1
        return Crew(self.processes or min(cores, MOST_PROCESSES), self.cluster)

    def is_explained(self, count: int) -> bool:
        """Whether reasons are given for so many verbatims."""
        return count < BULK if self.reasons is None else self.reasons


AS_USUAL = Means()
ALONE = Crew()
"""This process does it."""


def suggest(
    verbatims: Iterable[Verbatim],
    codebook: Codebook,
    *,
    coded: Sequence[Coded] = (),
    embedder: Embedder | None = None,
    explained: bool = True,
    crew: Crew = ALONE,
) -> Iterator[Suggestion]:
    """Yield the themes suggested for each verbatim, in the order of the stream.

    Without `coded` the model learns from the codebook alone. It also looks at the first `NEARBY`
    verbatims themselves (their words, not any labels), so a verbatim alone and the same one in a
    large batch may differ slightly; the same stream always gives the same suggestions, whoever
    scores it. A verbatim nothing fits gets none.

    Raises:
        CodingError: `coded` names a theme that the codebook does not know.
    """
    themed = suggest_each(
        verbatims, codebook, coded=coded, embedder=embedder, explained=explained, crew=crew
    )
    return chain.from_iterable(suggestions for _, suggestions in themed)


def suggest_each(
    verbatims: Iterable[Verbatim],
    codebook: Codebook,
    *,
    coded: Sequence[Coded] = (),
    embedder: Embedder | None = None,
    explained: bool = True,
    crew: Crew = ALONE,
    strangers: Strangers | None = None,
) -> Iterator[tuple[Verbatim, tuple[Suggestion, ...]]]:
    """Yield each verbatim with what `suggest` finds for it, none too.

    `strangers`, if given, gather on the way what candidate themes are made of.
    """
    from analysis.learning import learn

    stream = iter(verbatims)
    head = list(islice(stream, NEARBY))
    model = learn(
        codebook,
        coded,
        embedder=embedder or _fit_embedder(verbatims, len(head)),
        nearby=[verbatim.text for verbatim in head],
    )
    found = _find(model, chain(head, stream), explained=explained, crew=crew, strangers=strangers)
    for verbatim, own in found:
        yield verbatim, tuple(Suggestion(verbatim.id, *one) for one in own)


def _find(
    model: ThemeModel,
    verbatims: Iterable[Verbatim],
    *,
    explained: bool,
    crew: Crew,
    strangers: Strangers | None,
) -> Iterator[tuple[Verbatim, Findings]]:
    from analysis.streaming import score_stream

    if strangers is None:
        yield from score_stream(partial(model.find, explained=explained), verbatims, crew=crew)
        return
    from analysis.consultation import Reader

    reader = Reader(model, explained=explained)
    for verbatim, (found, strangeness, point) in score_stream(reader, verbatims, crew=crew):
        strangers.add(strangeness, point)
        yield verbatim, found


def _fit_embedder(verbatims: Iterable[Verbatim], head: int) -> Embedder:
    """Return the best embedder that is quick enough for a stream that begins with `head`."""
    from analysis.embedding import best_embedder

    rest = len(verbatims) if isinstance(verbatims, Sized) else BULK
    return best_embedder(head if head < NEARBY else rest)


def confirmed(verbatims: Iterable[Verbatim], codings: Iterable[Coding]) -> list[Coded]:
    """Return the verbatims people have dealt with, each with the themes they stood by.

    Only codings by people count. A verbatim whose every suggestion a person rejected is coded
    with no theme; one that no person touched is left out.
    """
    themes: dict[str, set[str]] = {}
    for coding in codings:
        if coding.coder.kind is CoderKind.PERSON and coding.status is not CodingStatus.SUGGESTED:
            own = themes.setdefault(coding.verbatim_id, set())
            if coding.status is CodingStatus.CONFIRMED:
                own.add(coding.theme)
    return [Coded(v, frozenset(themes[v.id])) for v in verbatims if v.id in themes]
