"""TF-IDF of the letters within words, reading each different word once.

The same numbers as scikit-learn's `char_wb`, sooner: people say the same words again and again, so
the letters of a text are counted as words said × letters of each word, one sparse product.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

RUNS = (3, 5)
"""The shortest and the longest run of letters."""
FEWEST_TEXTS = 2
"""Texts that must hold a run of letters for it to count."""


class Letters:
    """Learns runs of letters from some texts; then reads any."""

    def __init__(self) -> None:
        self._runs = CountVectorizer(analyzer="char_wb", ngram_range=RUNS, dtype=np.float32)
        self._weights = TfidfTransformer(sublinear_tf=True)

    def fit(self, texts: Sequence[str]) -> None:
        """Learn the runs of letters that stand in several texts, and how telling each is."""
        said, different = _words_said(texts)
        counts = said @ self._runs.fit_transform(different)
        holding = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero(holding >= FEWEST_TEXTS)
        self._weights.fit(counts[:, kept])
        self._runs = CountVectorizer(
            analyzer="char_wb",
            ngram_range=RUNS,
            dtype=np.float32,
            vocabulary=self._runs.get_feature_names_out()[kept],
        )

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return one row of length one for each text, or of zeros where nothing is known."""
        said, different = _words_said(texts)
        rows: sparse.csr_matrix = self._weights.transform(
            said @ self._runs.transform(different), copy=False
        )
        return rows


def _words_said(texts: Sequence[str]) -> tuple[sparse.csr_matrix, list[str]]:
    """Return how often each text says each of the different words, and those words."""
    place: dict[str, int] = {}
    said: list[int] = []
    ends = [0]
    for text in texts:
        said += [place.setdefault(word, len(place)) for word in text.lower().split()]
        ends.append(len(said))
    once = np.ones(len(said), dtype=np.float32)
    counts = sparse.csr_matrix((once, said, ends), shape=(len(texts), len(place)))
    counts.sum_duplicates()
    return counts, list(place)
