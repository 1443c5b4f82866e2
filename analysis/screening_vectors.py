"""How like the worries of our examples a text reads, by its sentence vectors.

A network of Gaussian bumps around some of the texts learnt from: a straight line through vectors
tells a worry from a harmless text in the same words less well. For background jobs and commands;
numpy and the encoders are loaded here, so only `screening_model` imports this, when it is asked.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.embedding import FastEmbedder, SentenceEmbedder
from analysis.spelling import LEXICONS

Rows = npt.NDArray[np.float64]

LONGEST_TEXT = 600
"""Characters of a passage that are given to the encoders."""
SECOND = 0.8
"""How much the fast encoder's vector counts beside the slow one's."""
WIDTH = 1.0
"""One over twice the square of a bump's radius."""


class SentenceView:
    """The encoders with the landmarks and weights that were learnt."""

    def __init__(self, path: Path = LEXICONS / "screening_vectors.npz") -> None:
        """Read what was learnt; the encoders are loaded with the first text."""
        with np.load(path) as learnt:
            self._means = learnt["means"].astype(float)
            self._landmarks = learnt["landmarks"].astype(float)
            self._weights = learnt["weights"].astype(float)

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return one number for each text: the higher, the more it reads like a worry."""
        rows = directions(self._encoders.encode(texts), self._means)
        distances = (
            (rows**2).sum(axis=1)[:, None]
            + (self._landmarks**2).sum(axis=1)[None, :]
            - 2 * rows @ self._landmarks.T
        )
        scores: list[float] = (np.exp(-WIDTH * distances) @ self._weights).tolist()
        return scores

    @cached_property
    def _encoders(self) -> "Encoders":
        return Encoders()


class Encoders:
    """Both encoders side by side; each knows something that the other does not."""

    def __init__(self) -> None:
        self._slow, self._fast = SentenceEmbedder(), FastEmbedder()

    def encode(self, texts: Sequence[str]) -> Rows:
        """Return a row for each text, read one by one so that no text sways another."""
        short = [text[:LONGEST_TEXT] for text in texts]
        fast = np.vstack([self._fast.embed([text]) for text in short])
        return np.hstack([self._slow.embed(short), fast]).astype(float)


def directions(rows: Rows, means: Rows) -> Rows:
    """Return where each vector points from the mean of all, for each encoder by itself."""
    slow, fast = np.hsplit(rows - means, [SentenceEmbedder().describe().width])
    return np.hstack([_of_length_one(slow), SECOND * _of_length_one(fast)])


def _of_length_one(rows: Rows) -> Rows:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Rows = rows / np.where(lengths > 0, lengths, 1.0)
    return scaled
