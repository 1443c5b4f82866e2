"""Vectors kept by the hash of their text, in memory and, if a folder is given, on disk.

No text is kept, only its hash and its vector; another embedder or version has its own folder.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from analysis.embedding import Embedder, EmbedderCard, Vectors

MOST = 50_000
"""Vectors held in memory; beyond it the memory is emptied and filled anew."""


class CachedEmbedder:
    """An embedder that reads each text once."""

    def __init__(self, embedder: Embedder, folder: Path | None = None) -> None:
        self._embedder = embedder
        self._card = embedder.describe()
        self._memory: dict[str, Vectors] = {}
        self._shards: set[str] = set()
        name = hashlib.sha256(repr(self._card).encode()).hexdigest()[:16]
        self._folder = folder / name if folder else None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, from the cache where it is known."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        if len(self._memory) + len(keys) > MOST:
            self._memory.clear()
            self._shards.clear()
        self._recall(keys)
        fresh = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._memory
        }
        if fresh:
            rows = self._embedder.embed(list(fresh.values()))
            self._memory.update(zip(fresh, rows, strict=True))
            self._keep(list(fresh))
        if not keys:
            return np.zeros((0, self._card.width), dtype=np.float32)
        return np.vstack([self._memory[key] for key in keys])

    def describe(self) -> EmbedderCard:
        """Return the card of the embedder behind the cache."""
        return self._card

    def rest(self) -> None:
        """Have the embedder behind rest; the cache stays."""
        self._embedder.rest()

    def __getstate__(self) -> dict[str, object]:
        """Leave the vectors behind when sent to another process."""
        return {**self.__dict__, "_memory": {}, "_shards": set()}

    def _recall(self, keys: list[str]) -> None:
        if self._folder is None:
            return
        for shard in sorted({key[:2] for key in keys} - self._shards):
            self._shards.add(shard)
            self._memory.update(_read_shard(self._folder / f"{shard}.npz"))

    def _keep(self, keys: list[str]) -> None:
        if self._folder is None:
            return
        by_shard: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            by_shard[key[:2]].append(key)
        self._folder.mkdir(parents=True, exist_ok=True)
        for shard, added in by_shard.items():
            path = self._folder / f"{shard}.npz"
            rows = _read_shard(path) | {key: self._memory[key] for key in added}
            _write_shard(path, rows)


def _read_shard(path: Path) -> dict[str, Vectors]:
    """Return a shard's vectors; a shard that is missing or broken counts as empty."""
    try:
        with np.load(path, allow_pickle=False) as shard:
            return dict(zip(shard["keys"].tolist(), shard["rows"], strict=True))
    except (OSError, ValueError, KeyError, EOFError):
        return {}


def _write_shard(path: Path, rows: dict[str, Vectors]) -> None:
    """Write a shard beside the old one and put it in its place in one step."""
    with NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as new:
        np.savez(new, keys=np.array(list(rows)), rows=np.vstack(list(rows.values())))
    Path(new.name).replace(path)
