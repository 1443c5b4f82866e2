"""Text space: how alike two texts are, by their words, their letters and their vectors.

Likeness is a sum of kernels: TF-IDF of words (one and two), TF-IDF of letters (three to five,
within words, which forgives misspelling), and one Gaussian kernel for each block of vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.embedding import Embedder, EmbedderCard, Vectors
from analysis.letters import Letters
from analysis.mending import Mender
from analysis.text import words

ROWS_AT_ONCE = 200
"""Rows compared together, to spare memory."""

Kernel = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """Texts as a text space reads them: sparse TF-IDF rows and unit rows for each block."""

    sparse: sparse.csr_matrix
    blocks: tuple[Vectors, ...]

    def __len__(self) -> int:
        return int(self.sparse.shape[0])

    def take(self, rows: npt.NDArray[np.intp]) -> "Reading":
        """Return some of the texts, in the order asked."""
        return Reading(self.sparse[rows], tuple(block[rows] for block in self.blocks))

    def cut(self, at: int) -> tuple["Reading", "Reading"]:
        """Return the first so many texts and the others; their vectors are not copied."""
        before = Reading(self.sparse[:at], tuple(block[:at] for block in self.blocks))
        after = Reading(self.sparse[at:], tuple(block[at:] for block in self.blocks))
        return before, after


class TextSpace:
    """Learns vocabulary and centre from some texts; then reads and compares any."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._card = embedder.describe()
        self._words = TfidfVectorizer(
            sublinear_tf=True,
            ngram_range=(1, 2),
            tokenizer=words,
            token_pattern=None,
            dtype=np.float32,
        )
        self._letters = Letters()
        self._mender = Mender(())
        self._centre = np.zeros(self._card.width, dtype=np.float32)

    @property
    def card(self) -> EmbedderCard:
        """What makes the vectors of this space."""
        return self._card

    def fit(self, texts: Sequence[str]) -> Reading:
        """Learn vocabulary and centre from normalised texts, and return them as read.

        The embedder rests afterwards: what follows needs the memory.
        """
        self._mender = Mender(texts)
        mended = self._mender.mend(texts)
        vectors = self._embedder.embed(mended)
        self._embedder.rest()
        self._words.fit(mended)
        self._letters.fit(mended)
        self._centre = vectors.mean(axis=0)
        return self._reading(mended, vectors)

    def read(self, texts: Sequence[str]) -> Reading:
        """Return texts as this space reads them."""
        mended = self._mender.mend(texts)
        return self._reading(mended, self._embedder.embed(mended))

    def likeness(self, one: Reading, other: Reading) -> Kernel:
        """Return how alike every text of one reading is to every text of another."""
        total = np.empty((len(one), len(other)))
        turned = other.sparse.T.tocsr()
        for start in range(0, len(one), ROWS_AT_ONCE):
            rows = np.arange(start, min(start + ROWS_AT_ONCE, len(one)))
            some = one.take(rows)
            total[rows] = (some.sparse @ turned).toarray()
            total[rows] += self.vector_likeness(some, other)
        return total

    def vector_likeness(self, one: Reading, other: Reading) -> Vectors:
        """Return the part of the likeness that rests on vectors, computed in place."""
        total = np.zeros((len(one), len(other)), dtype=np.float32)
        for block, left, right in zip(self._card.blocks, one.blocks, other.blocks, strict=True):
            part = left @ right.T
            part -= 1.0
            part *= block.curvature
            np.exp(part, out=part)
            part *= block.weight
            total += part
        return total

    def likeness_of_strangers(self) -> float:
        """Return how alike two texts are that share no word and whose vectors stand square."""
        return float(sum(b.weight * np.exp(-b.curvature) for b in self._card.blocks))

    def _reading(self, texts: Sequence[str], vectors: Vectors) -> Reading:
        return Reading(self._read_words(texts), self._unit_blocks(vectors))

    def read_words(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the TF-IDF rows of texts, words and letters side by side."""
        return self._read_words(self._mender.mend(texts))

    def _read_words(self, mended: Sequence[str]) -> sparse.csr_matrix:
        rows = [self._words.transform(mended), self._letters.transform(mended)]
        both: sparse.csr_matrix = sparse.hstack(rows, format="csr", dtype=np.float32)
        return both

    def _unit_blocks(self, vectors: Vectors) -> tuple[Vectors, ...]:
        ends = np.cumsum([block.width for block in self._card.blocks])[:-1]
        parts = np.split(vectors - self._centre, ends, axis=1)
        return tuple(_unit(part) for part in parts[: len(self._card.blocks)])


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = rows / np.maximum(lengths, np.float32(1e-6))
    return unit
