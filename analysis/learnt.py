"""Scores learnt from lessons and, once, from guesses about the verbatims that are to be themed.

More lessons than one factor can hold are dealt out to several members that each learn alone and
whose scores are averaged (divide and conquer, Zhang, Duchi and Wainwright 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from analysis.features import Reading, TextSpace
from analysis.learner import BIAS, Fitted, fit_ridge
from analysis.lessons import Lessons
from analysis.thresholds import assumed_thresholds, tuned_thresholds

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

LARGEST = 6_000
"""Coded verbatims one member learns from; its memory grows with their square."""

TOGETHER = 1_000
"""Texts scored together, to bound memory."""

PENALTY = 1.0
PENALTY_UNCODED = 2.0
NEARBY_WORTH = 0.5
"""How much a verbatim with guessed themes counts beside a coded one."""

GUESS_SLOPE = 12.0
"""How fast a guess goes from no to yes around the threshold."""


class Member:
    """Texts learnt from, with the weight of each for every theme.

    `lessons` are the rows of the lessons that come first among the texts; guesses may follow.
    """

    def __init__(self, known: Reading, weights: Matrix, lessons: Rows) -> None:
        self.known = known
        self.weights = weights
        self.lessons = lessons
        self._light_weights = weights.astype(np.float32)
        self.word_weights = np.asarray(known.sparse.T @ self._light_weights)

    def score(self, space: TextSpace, reading: Reading) -> Matrix:
        """Return scores (texts × themes) of texts as the space reads them."""
        by_words: Matrix = np.asarray(reading.sparse @ self.word_weights)
        by_vectors = space.vector_likeness(reading, self.known) @ self._light_weights
        scores: Matrix = by_words + by_vectors + BIAS * self.weights.sum(axis=0)
        return scores


@dataclass(frozen=True)
class Learnt:
    """The members, the scores of lessons left out, and those of the texts looked at meanwhile."""

    space: TextSpace
    members: tuple[Member, ...]
    left_out: Matrix
    nearby: dict[str, int]
    nearby_scores: Matrix

    def score(self, texts: Sequence[str]) -> Matrix:
        """Return scores of normalised texts; a text looked at while learning keeps its score."""
        scores = np.empty((len(texts), self.left_out.shape[1]))
        fresh = [row for row, text in enumerate(texts) if text not in self.nearby]
        if fresh:
            scores[fresh] = self.score_afresh([texts[row] for row in fresh])
        return self.recall(texts, scores)

    def recall(self, texts: Sequence[str], scores: Matrix) -> Matrix:
        """Put the scores of texts that were looked at while learning in their place."""
        seen = np.array([self.nearby.get(text, -1) for text in texts], dtype=np.intp)
        scores[seen >= 0] = self.nearby_scores[seen[seen >= 0]]
        return scores

    def score_afresh(self, texts: Sequence[str]) -> Matrix:
        """Return scores of texts as if none had been looked at while learning."""
        parts = [
            self.score_reading(self.space.read(texts[start : start + TOGETHER]))
            for start in range(0, len(texts), TOGETHER)
        ]
        return np.vstack(parts)

    def score_reading(self, reading: Reading) -> Matrix:
        """Return the scores of texts as the space has read them."""
        scores = [member.score(self.space, reading) for member in self.members]
        mean: Matrix = np.mean(scores, axis=0)
        return mean

    def score_of_nothing(self) -> Matrix:
        """Return the scores of a text that shares no word and no direction with any."""
        likeness = BIAS + self.space.likeness_of_strangers()
        sums = [member.weights.sum(axis=0) for member in self.members]
        nothing: Matrix = likeness * np.mean(sums, axis=0)
        return nothing


def learn_lessons(lessons: Lessons, space: TextSpace, nearby: Sequence[str]) -> Learnt:
    """Return what lessons teach; `nearby` texts are guessed, and learnt from in a second round."""
    reading = space.fit([*lessons.texts, *nearby])
    first = _first_round(lessons, space, reading, nearby)
    if not nearby or len(first.members) > 1:
        return first
    guesses, seen = _guesses(first, lessons), first.nearby
    del first  # the second round needs the memory
    return _second_round(lessons, space, reading=reading, guesses=guesses, seen=seen)


def thresholds_for(nearby: Matrix, left_out: Matrix, lessons: Lessons) -> Matrix:
    """Return thresholds from coded verbatims left out; before any are coded, from those nearby."""
    if lessons.coded:
        coded = lessons.coded
        return tuned_thresholds(
            left_out[:coded], lessons.truth[:coded], left_out[coded:], lessons.truth[coded:]
        )
    return assumed_thresholds(nearby if len(nearby) else left_out)


def _first_round(
    lessons: Lessons, space: TextSpace, reading: Reading, nearby: Sequence[str]
) -> Learnt:
    known, near = reading.cut(len(lessons.texts))
    left_out = np.zeros_like(lessons.targets)
    members = []
    shares = list(_shares(lessons))
    for rows in shares:
        part = known.take(rows) if len(shares) > 1 else known
        fitted = _fit(space, part, np.full(len(rows), _penalty(lessons)), lessons.targets[rows])
        left_out[rows] += fitted.without_itself
        members.append(Member(part, fitted.weights, rows))
    left_out[lessons.coded :] /= len(shares)
    scores = np.mean([member.score(space, near) for member in members], axis=0)
    seen = {text: row for row, text in enumerate(nearby)}
    return Learnt(space, tuple(members), left_out, seen, scores)


def _guesses(first: Learnt, lessons: Lessons) -> Matrix:
    """Return what to learn about the texts nearby: from -1 for no to 1 for yes."""
    cut = thresholds_for(first.nearby_scores, first.left_out, lessons)
    guesses: Matrix = 2 * expit(GUESS_SLOPE * (first.nearby_scores - cut)) - 1
    return guesses


def _second_round(
    lessons: Lessons, space: TextSpace, *, reading: Reading, guesses: Matrix, seen: dict[str, int]
) -> Learnt:
    taught = len(lessons.texts)
    worths = np.repeat([1.0, NEARBY_WORTH], [taught, len(guesses)])
    targets = np.vstack([lessons.targets, guesses])
    fitted = _fit(space, reading, _penalty(lessons) / worths, targets)
    settled = (fitted.within[taught:] + fitted.without_itself[taught:]) / 2
    member = Member(reading, fitted.weights, np.arange(taught))
    return Learnt(space, (member,), fitted.without_itself[:taught], seen, settled)


def _penalty(lessons: Lessons) -> float:
    return PENALTY if lessons.coded else PENALTY_UNCODED


def _fit(space: TextSpace, known: Reading, penalties: Matrix, targets: Matrix) -> Fitted:
    return fit_ridge(space.likeness(known, known), penalties, targets)


def _shares(lessons: Lessons) -> list[Rows]:
    """Return the rows each member learns from: its share of the coded, and every phrase."""
    count = max(-(-lessons.coded // LARGEST), 1)
    phrases = np.arange(lessons.coded, len(lessons.texts))
    return [
        np.concatenate([np.arange(start, lessons.coded, count), phrases]) for start in range(count)
    ]
