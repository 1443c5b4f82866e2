"""Candidate themes that no codebook names yet: offered to people, never adopted by a machine.

The verbatims that known themes fit least are grouped by meaning and by words; each group is
named by the words that set it apart (c-TF-IDF of stems, Grootendorst 2022) and shown with the
verbatims nearest its middle. Verbatims that people coded with no theme point the way: they teach
what "nothing fits" looks like.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from analysis.embedding import Embedder, WordsOnly
from analysis.features import Reading
from analysis.keyness import Keyword, commonest_forms, distinctive_stems, stem_counts, wave_keywords
from analysis.learner import BIAS, fit_ridge
from analysis.learning import ThemeModel
from analysis.learnt import PENALTY, TOGETHER
from analysis.text import normalise, words
from analysis.verbatim import Verbatim

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

LEAST_THEMED = 0.2
"""The share of verbatims that is looked at: those the known themes fit least."""

MOST_READ = 10_000
"""Verbatims that are grouped at most; of a large consultation, the strangest."""

CANDIDATES = 20
SMALLEST = 5
"""Verbatims a candidate needs."""

UNFITTING_WEIGHT = 1.5
"""How much likeness to verbatims coded with no theme counts beside a low score."""

FEWEST_UNFITTING = 3
LOWEST = -2.0
"""Scores below count as this: no theme fits less than that."""

NAMED_FROM = 1_000
"""Verbatims nearest the middle of a group that name it."""
DIRECTIONS = 50
TYPICAL = 3
TERMS = 6
NAMED_BY = 3


@dataclass(frozen=True)
class Candidate:
    """A group of verbatims that may be a theme: a proposed name, its words, typical verbatims.

    `waves` counts its verbatims by wave; `keywords` are the words that set its newest wave apart
    from the earlier ones.
    """

    name: str
    terms: tuple[str, ...]
    verbatim_ids: tuple[str, ...]
    typical: tuple[Verbatim, ...]
    waves: tuple[tuple[str, int], ...]
    keywords: tuple[Keyword, ...]


def discover(
    verbatims: Sequence[Verbatim],
    model: ThemeModel,
    *,
    embedder: Embedder | None = None,
    most: int = CANDIDATES,
) -> tuple[Candidate, ...]:
    """Return candidate themes among verbatims, the largest first.

    Verbatims without words are passed over, and of equal texts each counts. The same verbatims
    in the same order and the same model give the same candidates.
    """
    said = [verbatim for verbatim in verbatims if words(normalise(verbatim.text))]
    if len(said) < SMALLEST:
        return ()
    texts = [normalise(verbatim.text) for verbatim in said]
    strange = _least_themed(texts, model)
    chosen = [said[row] for row in strange]
    with threadpool_limits(1):
        space = _place([texts[row] for row in strange], embedder or WordsOnly())
        groups = group_points(space, most)
    return describe_groups(chosen, space, groups)


class Strangeness:
    """How little the themes of a model fit a text."""

    def __init__(self, model: ThemeModel) -> None:
        self._thresholds, self._space = model.thresholds, model.learnt.space
        self._unfitting = _learn_unfitting(model)

    def of(self, reading: Reading, scores: Matrix) -> Matrix:
        """Return one number for each text, the higher the less its themes fit."""
        fit: Matrix = (np.maximum(scores, LOWEST) - self._thresholds).max(axis=1)
        if self._unfitting is None:
            return -fit
        known, weights = self._unfitting
        unfitting = (self._space.likeness(reading, known) + BIAS) @ weights
        strangeness: Matrix = UNFITTING_WEIGHT * unfitting - fit
        return strangeness


def _least_themed(texts: Sequence[str], model: ThemeModel) -> Rows:
    """Return the rows of the texts that known themes fit least, least first."""
    strangeness = Strangeness(model)
    parts = [
        strangeness.of(*model.read(texts[start : start + TOGETHER]))
        for start in range(0, len(texts), TOGETHER)
    ]
    count = min(max(int(LEAST_THEMED * len(texts)), SMALLEST), len(texts), MOST_READ)
    rows: Rows = np.argsort(-np.concatenate(parts), kind="stable")[:count]
    return rows


def _learn_unfitting(model: ThemeModel) -> tuple[Reading, Matrix] | None:
    """Return coded texts and their weights in a score of being coded with no theme."""
    member, space = model.learnt.members[0], model.learnt.space
    rows = np.flatnonzero(member.lessons < model.lessons.coded)
    none = ~model.lessons.truth[member.lessons[rows]].any(axis=1)
    if none.sum() < FEWEST_UNFITTING:
        return None
    known = member.known.take(rows)
    targets = np.where(none, 1.0, -1.0)[:, None]
    with threadpool_limits(1):
        fitted = fit_ridge(space.likeness(known, known), np.full(len(rows), PENALTY), targets)
    return known, fitted.weights[:, 0]


def _place(texts: Sequence[str], embedder: Embedder) -> Matrix:
    """Return each text as a point: its vectors, or without any its words and letters."""
    vectors = embedder.embed(list(texts)).astype(np.float64)
    if not vectors.shape[1]:
        letters = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 4))
        vectors = letters.fit_transform(texts).toarray()
    ends = np.cumsum([block.width for block in embedder.describe().blocks])[:-1]
    parts = [_unit(part - part.mean(axis=0)) for part in np.split(vectors, ends, axis=1)]
    together = np.hstack(parts)
    directions = min(DIRECTIONS, *together.shape)
    points: Matrix = PCA(directions, random_state=0, svd_solver="full").fit_transform(together)
    return points


def _unit(rows: Matrix) -> Matrix:
    unit: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def group_points(points: Matrix, most: int) -> list[Rows]:
    """Return groups of rows, the largest first; those too small are dropped.

    The middles are found among `MOST_READ` points, evenly taken; every point joins the nearest.
    """
    some = points[:: -(-len(points) // MOST_READ)]
    different = len(np.unique(some.round(6), axis=0))
    count = min(most, max(len(points) // SMALLEST, 1), different)
    labels = KMeans(count, n_init=4, random_state=0).fit(some).predict(points)
    groups = [np.flatnonzero(labels == label) for label in range(count)]
    large = [group for group in groups if len(group) >= SMALLEST]
    return sorted(large, key=lambda group: (-len(group), group[0]))


def describe_groups(
    verbatims: Sequence[Verbatim], points: Matrix, groups: list[Rows]
) -> tuple[Candidate, ...]:
    """Return each group of verbatims as a candidate, named by the words that set it apart."""
    nearest = [group[_from_middle(points[group])][:NAMED_FROM] for group in groups]
    naming = [[verbatims[row] for row in np.sort(rows)] for rows in nearest]
    forms = commonest_forms(chain.from_iterable(naming))
    distinctive = distinctive_stems([[stem_counts(one) for one in own] for own in naming])
    candidates = []
    for group, near, stems in zip(groups, nearest, distinctive, strict=True):
        own = [verbatims[row] for row in group]
        terms = tuple(forms[stem] for stem in stems[:TERMS])
        candidates.append(
            Candidate(
                name=", ".join(terms[:NAMED_BY]),
                terms=terms,
                verbatim_ids=tuple(verbatim.id for verbatim in own),
                typical=_typical([verbatims[row] for row in near]),
                waves=tuple(sorted(Counter(verbatim.wave for verbatim in own).items())),
                keywords=wave_keywords(own),
            )
        )
    return tuple(candidates)


def _from_middle(points: Matrix) -> Rows:
    """Return the order of points from the middle of all outwards."""
    order: Rows = np.argsort(np.linalg.norm(points - points.mean(axis=0), axis=1), kind="stable")
    return order


def _typical(nearest: Sequence[Verbatim]) -> tuple[Verbatim, ...]:
    """Return the first verbatims that are not the same as another."""
    different: dict[str, Verbatim] = {}
    for verbatim in nearest:
        different.setdefault(normalise(verbatim.text).lower(), verbatim)
    return tuple(different.values())[:TYPICAL]
