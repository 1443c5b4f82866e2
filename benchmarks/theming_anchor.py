"""The recipe known before ours, to measure against on the same splits.

TF-IDF of words (1-2) and letters (3-5), one centred sentence vector, the codebook's phrases, one
linear SVM per theme (C = .5), thresholds from five folds drawn towards the common one.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from analysis.codebook import Codebook
from analysis.coding import Coded
from analysis.embedding import Embedder
from analysis.lessons import gather_lessons
from analysis.text import normalise

ONE_OR_MORE = re.compile(r"\b\w+\b")
Truth = npt.NDArray[np.bool_]
Matrix = npt.NDArray[np.float64]

GRID = np.linspace(-1.2, 0.6, 73)
FEWEST = 5
SLOW_WIDTH = 384
"""The recipe uses the first vector only."""


def anchor_f1(
    codebook: Codebook, coded: Sequence[Coded], test: Sequence[Coded], *, embedder: Embedder
) -> tuple[float, float]:
    """Return macro F1 (themes with five or more test verbatims) and micro F1."""
    lessons = gather_lessons(codebook, coded)
    learnt, tested = _features(
        lessons.texts, [normalise(item.verbatim.text) for item in test], embedder
    )
    themes = [theme.id for theme in codebook.active_themes]
    truth = np.array([[theme in item.themes for theme in themes] for item in test])
    scores = _scores(learnt, lessons.truth, tested)
    if lessons.coded:
        limits = _thresholds(learnt, lessons.truth, lessons.coded)
    else:
        limits = np.sort(scores, axis=None)[-int(1.3 * len(test))]
    return _f1(truth, scores >= limits)


def _features(
    texts: Sequence[str], test: Sequence[str], embedder: Embedder
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    words = TfidfVectorizer(
        sublinear_tf=True, ngram_range=(1, 2), tokenizer=ONE_OR_MORE.findall, token_pattern=None
    )
    letters = TfidfVectorizer(sublinear_tf=True, ngram_range=(3, 5), analyzer="char_wb", min_df=2)
    parts = [(words.fit_transform(texts), words.transform(test))]
    parts.append((letters.fit_transform(texts), letters.transform(test)))
    vectors, others = (embedder.embed(list(some))[:, :SLOW_WIDTH] for some in (texts, test))
    centre = vectors.mean(axis=0)
    scale = np.linalg.norm(vectors - centre, axis=1).mean() or 1.0
    parts.append(
        (
            sparse.csr_matrix((vectors - centre) / scale),
            sparse.csr_matrix((others - centre) / scale),
        )
    )
    return tuple(sparse.hstack(side).tocsr() for side in zip(*parts, strict=True))


def _scores(learnt: sparse.csr_matrix, truth: Truth, rows: sparse.csr_matrix) -> Matrix:
    scores = np.full((rows.shape[0], truth.shape[1]), -1.0)
    for theme in range(truth.shape[1]):
        if 0 < truth[:, theme].sum() < len(truth):
            svm = LinearSVC(C=0.5, random_state=0).fit(learnt, truth[:, theme])
            scores[:, theme] = svm.decision_function(rows)
    return scores


def _thresholds(learnt: sparse.csr_matrix, truth: Truth, coded: int) -> Matrix:
    folds = np.random.default_rng(0).permutation(coded) % 5
    scores = np.zeros((coded, truth.shape[1]))
    phrases = np.arange(coded, len(truth))
    for fold in range(5):
        kept = np.concatenate([np.flatnonzero(folds != fold), phrases])
        held = np.flatnonzero(folds == fold)
        scores[held] = _scores(learnt[kept], truth[kept], learnt[held])
    own = truth[:coded]
    common = GRID[np.argmax([_f1(own, scores >= limit)[1] for limit in GRID])]
    limits = np.full(truth.shape[1], common)
    for theme in range(truth.shape[1]):
        positives = own[:, theme].sum()
        if positives >= 3:
            curve = [_f1(own[:, [theme]], scores[:, [theme]] >= limit)[1] for limit in GRID]
            trust = positives / (positives + 10)
            limits[theme] = trust * GRID[np.argmax(curve)] + (1 - trust) * common
    return limits


def _f1(truth: Truth, given: Truth) -> tuple[float, float]:
    both = (truth & given).sum(axis=0)
    total = truth.sum(axis=0) + given.sum(axis=0)
    counted = truth.sum(axis=0) >= FEWEST
    each = 2 * both / np.maximum(total, 1)
    macro = float(each[counted].mean()) if counted.any() else 0.0
    return macro, float(2 * both.sum() / max(total.sum(), 1))
