"""A large consultation, read once: what fits each verbatim, and groups of what nothing fits.

Each verbatim leaves behind how strange it is to the known themes and where it lies, about a
hundred bytes; the groups are made of these at the end, and named like any candidate theme.
"""

from array import array
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import PCA, TruncatedSVD
from threadpoolctl import threadpool_limits

from analysis.discovery import (
    CANDIDATES,
    DIRECTIONS,
    LEAST_THEMED,
    SMALLEST,
    Candidate,
    Strangeness,
    describe_groups,
    group_points,
)
from analysis.embedding import Vectors
from analysis.features import Reading
from analysis.learning import Findings, ThemeModel
from analysis.verbatim import Verbatim

Points = npt.NDArray[np.float16]
ReadText = tuple[Findings, float, bytes]
"""What fits a text, how strange it is, and where it lies."""


class Reader:
    """Reads texts once for themes and groups alike; other processes can be sent it."""

    def __init__(self, model: ThemeModel, *, explained: bool = False) -> None:
        self._model, self._explained = model, explained
        self._strangeness = Strangeness(model)
        self._map = _Map(model.learnt.members[0].known)

    def __call__(self, texts: list[str]) -> list[ReadText]:
        """Return what is found in each text."""
        reading, scores = self._model.read(texts)
        found = self._model.find_at(scores, texts if self._explained else None)
        with threadpool_limits(1):
            strange = np.where(
                np.isfinite(scores).any(axis=1), self._strangeness.of(reading, scores), -np.inf
            )
            points = self._map.place(reading)
        rows = zip(found, strange.tolist(), points, strict=True)
        return [(own, strangeness, point.tobytes()) for own, strangeness, point in rows]


class Strangers:
    """Gathers where the verbatims of a stream lie, and groups those the themes fit least."""

    def __init__(self, share: float = LEAST_THEMED) -> None:
        self._share = share
        self._strangeness = array("d")
        self._points = bytearray()

    def add(self, strangeness: float, point: bytes) -> None:
        """Take in the next verbatim of the stream."""
        self._strangeness.append(strangeness)
        self._points += point

    def candidates(
        self, verbatims: Iterable[Verbatim], *, most: int = CANDIDATES
    ) -> tuple[Candidate, ...]:
        """Return candidate themes, given the same stream once more."""
        strangeness = np.array(self._strangeness)
        said = int((strangeness > -np.inf).sum())
        if said < SMALLEST:
            return ()
        count = min(max(int(self._share * said), SMALLEST), said)
        chosen = np.zeros(len(strangeness), dtype=bool)
        chosen[np.argsort(-strangeness, kind="stable")[:count]] = True
        every = np.frombuffer(self._points, dtype=np.float16).reshape(len(strangeness), -1)
        points = every[chosen].astype(np.float64)
        with threadpool_limits(1):
            groups = group_points(points, most)
        pairs = zip(verbatims, chosen, strict=True)
        return describe_groups([one for one, is_chosen in pairs if is_chosen], points, groups)


class _Map:
    """Places texts in few directions: those in which the texts learnt from differ most."""

    def __init__(self, known: Reading) -> None:
        self._has_vectors = bool(known.blocks)
        rows = self._rows(known)
        count = min(DIRECTIONS, *(side - 1 for side in rows.shape))
        with threadpool_limits(1):
            if self._has_vectors:
                self._axes = PCA(count, random_state=0, svd_solver="full").fit(rows)
            else:
                self._axes = TruncatedSVD(count, random_state=0).fit(rows)

    def place(self, reading: Reading) -> Points:
        points: Points = self._axes.transform(self._rows(reading)).astype(np.float16)
        return points

    def _rows(self, reading: Reading) -> Vectors | sparse.csr_matrix:
        return np.hstack(reading.blocks) if self._has_vectors else reading.sparse
