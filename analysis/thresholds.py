"""Where a score becomes a suggestion, and how probable it is that a person would agree.

Both rest on scores of coded verbatims that were left out of learning, and both lean on the
themes together where a theme alone has few coded verbatims.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

Matrix = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]

SMOOTHING = 0.02
PHRASE_WORTH = 0.1
PRIOR_POSITIVES = 1.0
SHRINKAGE = 3.0
GRID = 200
AS_GOOD = 0.0005
"""F1 so near the best that it makes no difference; among such points the middle one is safest."""

USUAL_THEMES = 1.3
"""Themes a verbatim has on average, assumed until some are coded."""
UNCODED_SLOPE = 6.0


@dataclass(frozen=True)
class Calibration:
    """Logistic curve of each theme: probability = 1 / (1 + exp(-(slope × score + offset)))."""

    slopes: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.float64]

    def probabilities(self, scores: Matrix) -> Matrix:
        """Return the probability that a person would give the theme, for every score."""
        probable: Matrix = expit(scores * self.slopes + self.offsets)
        return probable


def stand_out(scores: Matrix, share: float) -> Matrix:
    """Return each score less a share of the highest score of the same verbatim.

    A middling score means more where no other theme scores higher.
    """
    if not scores.size:
        return scores
    lowered: Matrix = scores - share * scores.max(axis=1, keepdims=True)
    return lowered


def assumed_thresholds(scores: Matrix) -> npt.NDArray[np.float64]:
    """Return one threshold for all themes that gives verbatims as many themes as is usual."""
    wanted = min(max(round(USUAL_THEMES * len(scores)), 1), scores.size)
    cut = np.sort(scores, axis=None)[-wanted]
    return np.full(scores.shape[1], cut)


def tuned_thresholds(
    scores: Matrix, truth: Truth, phrase_scores: Matrix, phrase_truth: Truth
) -> npt.NDArray[np.float64]:
    """Return the threshold of each theme that gives the best F1 on left-out scores.

    A theme's curve counts its coded verbatims and, lightly, its codebook phrases; steps are
    smoothed; the best point is drawn towards that of all themes together, the more so the fewer
    verbatims of the theme are coded.
    """
    grid = np.linspace(np.quantile(scores, 0.3), scores.max(), GRID)
    together = _best_point(_pooled_f1(scores, truth, grid), grid)
    thresholds = np.empty(scores.shape[1])
    for theme in range(scores.shape[1]):
        own = truth[:, theme]
        curve = _f1_curve(
            scores[own, theme],
            phrase_scores[phrase_truth[:, theme], theme],
            scores[~own, theme],
            grid,
        )
        positives = own.sum() + PRIOR_POSITIVES
        trust = positives / (positives + SHRINKAGE)
        thresholds[theme] = trust * _best_point(curve, grid) + (1 - trust) * together
    return thresholds


def assumed_calibration(thresholds: npt.NDArray[np.float64]) -> Calibration:
    """Return the curve used before anything is coded: an even chance at the threshold."""
    slopes = np.full(len(thresholds), UNCODED_SLOPE)
    return Calibration(slopes, -slopes * thresholds)


def calibrate(scores: Matrix, truth: Truth) -> Calibration:
    """Return curves fitted to left-out scores (Platt 1999), drawn towards one for all themes."""
    common = _fit_logistic(scores.ravel(), truth.ravel(), np.array([4.0, 0.0]), 0.01)
    fitted = [
        _fit_logistic(scores[:, theme], truth[:, theme], common, 1.0)
        for theme in range(scores.shape[1])
    ]
    slopes, offsets = np.array(fitted).T
    return Calibration(slopes, offsets)


def _best_point(curve: Matrix, grid: Matrix) -> float:
    """Return the middle of the points at which a curve is highest, or as good as."""
    best = grid[curve >= curve.max() - AS_GOOD]
    return float(np.median(best))


def _pooled_f1(scores: Matrix, truth: Truth, grid: Matrix) -> Matrix:
    every, true = np.sort(scores, axis=None), np.sort(scores[truth])
    given = every.size - np.searchsorted(every, grid)
    right = true.size - np.searchsorted(true, grid)
    curve: Matrix = 2 * right / np.maximum(given + true.size, 1)
    return curve


def _f1_curve(positive: Matrix, phrases: Matrix, negative: Matrix, grid: Matrix) -> Matrix:
    worth = len(positive) + PHRASE_WORTH * len(phrases)
    if worth == 0:
        return np.zeros(len(grid))
    found = (_above(positive, grid) + PHRASE_WORTH * _above(phrases, grid)) / worth
    expected = len(positive) + PRIOR_POSITIVES
    right = expected * found
    curve: Matrix = 2 * right / (right + _above(negative, grid) + expected)
    return curve


def _above(scores: Matrix, grid: Matrix) -> Matrix:
    """Return how many scores lie above each point, a score near it counting in part."""
    above: Matrix = expit((scores[:, None] - grid) / SMOOTHING).sum(axis=0)
    return above


def _fit_logistic(scores: Matrix, truth: Truth, start: Matrix, pull: float) -> Matrix:
    labels = truth.astype(float)

    def loss(curve: Matrix) -> tuple[float, Matrix]:
        logits = curve[0] * scores + curve[1]
        error = expit(logits) - labels
        away = (curve - start) * np.array([4.0 / start[0] ** 2, 0.25])
        value = np.logaddexp(0, logits).sum() - logits @ labels
        value += 0.5 * pull * (away * (curve - start)).sum()
        return value, np.array([error @ scores, error.sum()]) + pull * away

    best: Matrix = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return best
