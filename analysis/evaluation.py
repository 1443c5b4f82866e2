"""How well suggestions agree with people, measured on verbatims no model has learnt from.

F1 is the harmonic mean of precision and recall: micro over all codings together, macro as the
mean over themes, which lets a rare theme count as much as a common one.
"""

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook
from analysis.coding import NEARBY, Coded
from analysis.embedding import Embedder, EmbedderCard, Vectors
from analysis.learning import ThemeModel, learn

FEWEST = 5
"""Test verbatims a theme needs to count in the macro F1."""


@dataclass(frozen=True)
class ThemeScore:
    """How many test verbatims people gave a theme, how many the model did, and how many both."""

    theme: str
    people: int
    model: int
    both: int

    @property
    def precision(self) -> float:
        """The share of the model's codings that people made too."""
        return self.both / self.model if self.model else 0.0

    @property
    def recall(self) -> float:
        """The share of people's codings that the model made too."""
        return self.both / self.people if self.people else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.both / max(self.people + self.model, 1)


@dataclass(frozen=True)
class Evaluation:
    """Scores of one run, with what it cost in CPU seconds."""

    coded: int
    tested: int
    themes: tuple[ThemeScore, ...]
    vectors: str
    embedding_seconds: float
    learning_seconds: float
    suggesting_seconds: float

    @property
    def micro_f1(self) -> float:
        """F1 over all codings together."""
        both = sum(score.both for score in self.themes)
        return 2 * both / max(sum(score.people + score.model for score in self.themes), 1)

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the themes that people gave to `FEWEST` test verbatims or more."""
        return _mean([score.f1 for score in self.themes if score.people >= FEWEST])

    @property
    def macro_f1_all(self) -> float:
        """Mean F1 over all themes that people or the model gave."""
        return _mean([score.f1 for score in self.themes if score.people or score.model])


def evaluate(
    codebook: Codebook, coded: Sequence[Coded], test: Sequence[Coded], *, embedder: Embedder
) -> Evaluation:
    """Return how a model of the codebook and the coded verbatims does on the test verbatims.

    The model may look at the words of the first `coding.NEARBY` test verbatims while it learns,
    as `coding.suggest` does, never at their themes.
    """
    watched = _WatchedEmbedder(embedder)
    texts = [item.verbatim.text for item in test]
    with _Watch() as learning:
        model = learn(codebook, coded, embedder=watched, nearby=texts[:NEARBY])
    embedding = watched.seconds
    with _Watch() as suggesting:
        fitting = model.fits(model.scores(texts))
    return Evaluation(
        coded=len(coded),
        tested=len(test),
        themes=_theme_scores(model, fitting, test),
        vectors=model.learnt.space.card.name,
        embedding_seconds=watched.seconds,
        learning_seconds=learning.seconds - embedding,
        suggesting_seconds=suggesting.seconds - (watched.seconds - embedding),
    )


def sample_coded(coded: Sequence[Coded], size: int, *, seed: int) -> list[Coded]:
    """Return a random sample of coded verbatims, the same for the same seed."""
    chosen = np.random.default_rng(seed).permutation(len(coded))[:size]
    return [coded[index] for index in sorted(chosen)]


def peak_memory_mib() -> float:
    """Return the most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _theme_scores(
    model: ThemeModel, fitting: npt.NDArray[np.bool_], test: Sequence[Coded]
) -> tuple[ThemeScore, ...]:
    given = [item.themes for item in test]
    scores = []
    for column, theme in enumerate(model.themes):
        people = np.array([theme in themes for themes in given], dtype=bool)
        model_s = fitting[:, column]
        scores.append(
            ThemeScore(theme, int(people.sum()), int(model_s.sum()), int((people & model_s).sum()))
        )
    return tuple(scores)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


class _Watch:
    """CPU seconds spent in a block."""

    seconds = 0.0

    def __enter__(self) -> "_Watch":
        self._started = time.process_time()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds = time.process_time() - self._started


class _WatchedEmbedder:
    """An embedder that adds up the CPU seconds it takes."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the rows of the embedder behind."""
        with _Watch() as watch:
            rows = self._embedder.embed(texts)
        self.seconds += watch.seconds
        return rows

    def describe(self) -> EmbedderCard:
        """Return the card of the embedder behind."""
        return self._embedder.describe()

    def rest(self) -> None:
        """Have the embedder behind rest."""
        self._embedder.rest()
