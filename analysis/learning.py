"""Learn themes from a codebook and from what people have coded; then score any verbatim.

Every text is compared with those learnt from (`features`), all themes are learnt at once
(`learner`, `learnt`), and thresholds come from coded verbatims left out (`thresholds`). The same
input gives the same bytes: texts are sorted, one thread computes, nothing is random.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from analysis.codebook import Codebook
from analysis.coding import Coded, CodingError, Reason, Suggestion
from analysis.embedding import Embedder
from analysis.features import Reading, TextSpace
from analysis.learnt import Learnt, learn_lessons, thresholds_for
from analysis.lessons import Lessons, gather_lessons
from analysis.text import normalise, words
from analysis.thresholds import Calibration, assumed_calibration, calibrate, stand_out
from analysis.verbatim import Verbatim

Matrix = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]

LEADING_SHARE = 0.3
"""The share of a verbatim's highest score that is taken from all its scores."""

EVIDENCE = 0.02
"""How far a score must lie above that of a text unlike any other to count at all."""

SUREST = 0.9999

Finding = tuple[str, float, tuple[Reason, ...]]
"""A theme that fits a text, how probable it is, and why."""
Findings = tuple[Finding, ...]


class ModelError(ValueError):
    """A model used with another codebook than the one it was trained on."""


@dataclass(frozen=True)
class ThemeQuality:
    """How well a theme was suggested for coded verbatims that were left out of learning."""

    theme: str
    coded: int
    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """F1 from 0 to 1; 0 where nothing was coded or suggested."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    @property
    def is_indicative(self) -> bool:
        """Whether the theme is only indicative: F1 below .6, or fewer than 20 coded."""
        return self.f1 < 0.6 or self.coded < 20


class ThemeModel:
    """What was learnt; scores and suggests themes for any verbatims.

    `thresholds` and `calibration` apply to scores as `scores` returns them.
    """

    def __init__(self, codebook: Codebook, lessons: Lessons, learnt: Learnt) -> None:
        self.codebook_id, self.version = codebook.id, codebook.version
        self.fingerprint = codebook.fingerprint
        self.themes = tuple(theme.id for theme in codebook.active_themes)
        self.lessons = lessons
        self.learnt = learnt
        left_out = stand_out(learnt.left_out, LEADING_SHARE)
        self.thresholds = thresholds_for(
            stand_out(learnt.nearby_scores, LEADING_SHARE), left_out, lessons
        )
        self.calibration = _calibration(left_out, lessons, self.thresholds)
        self._left_out = left_out

    def scores(self, texts: Sequence[str]) -> Matrix:
        """Return one score for each text and theme.

        It is minus infinity where nothing in the text speaks for the theme.
        """
        if not texts:
            return np.zeros((0, len(self.themes)))
        clean = [normalise(text) for text in texts]
        with threadpool_limits(1):
            return self._weigh(clean, self.learnt.score(clean))

    def read(self, texts: Sequence[str]) -> tuple[Reading, Matrix]:
        """Return texts as the model reads them, with their scores: both from one reading."""
        clean = [normalise(text) for text in texts]
        with threadpool_limits(1):
            reading = self.learnt.space.read(clean)
            scores = self.learnt.recall(clean, self.learnt.score_reading(reading))
            return reading, self._weigh(clean, scores)

    def _weigh(self, texts: Sequence[str], scores: Matrix) -> Matrix:
        empty = scores <= self.learnt.score_of_nothing() + EVIDENCE
        empty[[not words(text) for text in texts]] = True
        return np.where(empty, -np.inf, stand_out(scores, LEADING_SHARE))

    def fits(self, scores: Matrix) -> Truth:
        """Return which themes are suggested at some scores."""
        fitting: Truth = scores >= self.thresholds
        return fitting

    def suggest(
        self, verbatims: Sequence[Verbatim], codebook: Codebook, *, explained: bool = True
    ) -> Iterator[Suggestion]:
        """Yield the suggestions for some verbatims, the likeliest theme of each first.

        Raises:
            ModelError: the model was trained on another version of the codebook.
        """
        self.refuse_other(codebook)
        found = self.find([verbatim.text for verbatim in verbatims], explained=explained)
        for verbatim, own in zip(verbatims, found, strict=True):
            yield from (Suggestion(verbatim.id, *one) for one in own)

    def find(self, texts: Sequence[str], *, explained: bool = True) -> list[Findings]:
        """Return what fits each text, the likeliest theme first."""
        return self.find_at(self.scores(texts), texts if explained else None)

    def find_at(self, scores: Matrix, explained: Sequence[str] | None = None) -> list[Findings]:
        """Return what fits texts of these scores, with reasons where the texts are given."""
        chances = self.calibration.probabilities(scores)
        rows, themes = np.nonzero(self.fits(scores))
        order = np.lexsort((themes, -chances[rows, themes], rows))
        found = list(zip(rows[order].tolist(), themes[order].tolist(), strict=True))
        reasons = [()] * len(found) if explained is None else self._explain(explained, found)
        findings: list[list[Finding]] = [[] for _ in range(len(scores))]
        for (row, theme), why in zip(found, reasons, strict=True):
            chance = round(min(max(float(chances[row, theme]), 1 - SUREST), SUREST), 4)
            findings[row].append((self.themes[theme], chance, why))
        return [tuple(own) for own in findings]

    def quality(self) -> tuple[ThemeQuality, ...]:
        """Return how each theme was suggested for coded verbatims left out of learning."""
        coded = self.lessons.coded
        truth = self.lessons.truth[:coded]
        given = self.left_out_fits()
        right = (truth & given).sum(axis=0)
        counts = zip(self.themes, truth.sum(axis=0), right, given.sum(axis=0), strict=True)
        return tuple(
            ThemeQuality(theme, int(n), int(hit), int(all_ - hit), int(n - hit))
            for theme, n, hit, all_ in counts
        )

    def left_out_fits(self) -> Truth:
        """Return which themes would be suggested for each coded verbatim, had it been left out."""
        return self.fits(self._left_out[: self.lessons.coded])

    def left_out_chances(self) -> Matrix:
        """Return the probability of each theme for each coded verbatim, had it been left out."""
        return self.calibration.probabilities(self._left_out[: self.lessons.coded])

    def manifest(self) -> dict[str, str | int | float]:
        """Return what one must know to repeat the suggestions: versions, hashes, thresholds."""
        learnt_from = repr((self.lessons.texts, self.lessons.truth.tolist())).encode()
        thresholds = {
            f"threshold of {theme}": round(float(value), 6)
            for theme, value in zip(self.themes, self.thresholds, strict=True)
        }
        return {
            "codebook": f"{self.codebook_id} {self.version}",
            "codebook fingerprint": self.fingerprint,
            "coded verbatims": self.lessons.coded,
            "lessons sha256": hashlib.sha256(learnt_from).hexdigest(),
            "vectors": self.learnt.space.card.name,
            **{f"{name} version": version(name) for name in ("numpy", "scipy", "scikit-learn")},
            **thresholds,
        }

    def refuse_other(self, codebook: Codebook) -> None:
        """Raise `ModelError` when a codebook is not the one the model was trained on."""
        if codebook.fingerprint != self.fingerprint:
            raise ModelError(
                f"The model was trained on the codebook {self.codebook_id} {self.version} "
                f"({self.fingerprint}), not on {codebook.id} {codebook.version} "
                f"({codebook.fingerprint}). Train it again with the codebook you want to use."
            )

    def _explain(
        self, texts: Sequence[str], found: list[tuple[int, int]]
    ) -> list[tuple[Reason, ...]]:
        from analysis.explain import explain

        return explain(self, texts, found)


def learn(
    codebook: Codebook,
    coded: Sequence[Coded] = (),
    *,
    embedder: Embedder,
    nearby: Sequence[str] = (),
) -> ThemeModel:
    """Return a model of the codebook's active themes.

    `nearby` are texts like those to be themed. Their themes are guessed once, and the guesses
    are learnt from at half the worth of a coded verbatim (self-training, Scudder 1965).

    Raises:
        CodingError: the codebook has no active theme, or `coded` names an unknown one.
    """
    if not codebook.active_themes:
        raise CodingError("The codebook has no active theme. Add one before asking for themes.")
    lessons = gather_lessons(codebook, coded)
    near = sorted({clean for clean in map(normalise, nearby) if words(clean)})
    with threadpool_limits(1):
        learnt = learn_lessons(lessons, TextSpace(embedder), near)
    return ThemeModel(codebook, lessons, learnt)


def _calibration(left_out: Matrix, lessons: Lessons, thresholds: Matrix) -> Calibration:
    if not lessons.coded:
        return assumed_calibration(thresholds)
    return calibrate(left_out[: lessons.coded], lessons.truth[: lessons.coded])
