"""What the commands of `feedback themes` share: their options, and the vectors they name."""

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.coding import Means

if TYPE_CHECKING:
    from analysis.embedding import Embedder, EmbedderCard, Vectors

FILE = click.Path(path_type=Path)
BLOCK = 64
"""Texts between two steps of the progress bar."""

with_vectors = click.option(
    "--vectors",
    type=click.Choice(("best", "slow", "fast", "words")),
    help="Sentence vectors to use; by default the best that is installed and quick enough.",
)
with_codebook = click.option("--codebook", "codebook_file", type=FILE, required=True)
with_coded = click.option(
    "--coded", "coded_file", type=FILE, help="Verbatims to learn from: id,text,themes."
)


def with_means(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `Means`, and hand it one as `means`."""

    @wraps(command)
    def run(
        *,
        reasons: bool | None,
        processes: int | None,
        cluster: str,
        **others: object,
    ) -> None:
        command(means=Means(reasons, processes, cluster), **others)

    for option in (_CLUSTER, _PROCESSES, _REASONS):
        run = option(run)
    return run


_REASONS = click.option(
    "--reasons/--no-reasons",
    default=None,
    help="Say why (slower); by default for fewer than 20,000 verbatims.",
)
_PROCESSES = click.option(
    "--processes",
    type=click.IntRange(1, 256),
    help="Processes that share the work; by default one, and all cores from 20,000 verbatims on.",
)
_CLUSTER = click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Have the work done by the Dask cluster at this address, such as tcp://127.0.0.1:8786.",
)


def warn_of_open_line(cluster: str) -> None:
    """Say that words travel unencrypted, unless the address is encrypted or this machine's own."""
    if cluster and not cluster.startswith(("tls://", "tcp://127.", "tcp://localhost", "inproc:")):
        click.echo(
            f"What people wrote goes to {cluster} unencrypted. Use a tls:// address unless you "
            "trust every machine on that network.",
            err=True,
        )


def embedder_for(name: str | None, texts: int) -> "Embedder":
    """Return the vectors of this name, read once and with progress shown."""
    from analysis.embedding import JoinedEmbedder, SentenceEmbedder
    from analysis.vector_cache import CachedEmbedder

    named = embedder_named(name, texts)
    if isinstance(named, JoinedEmbedder):
        return CachedEmbedder(JoinedEmbedder(_ShownEmbedder(SentenceEmbedder())))
    return CachedEmbedder(_ShownEmbedder(named))


def embedder_named(name: str | None, texts: int) -> "Embedder":
    """Return the vectors of this name, or without one those fit for so many texts."""
    from analysis.embedding import EMBEDDERS, best_embedder

    return EMBEDDERS[name]() if name else best_embedder(texts)


class _ShownEmbedder:
    """An embedder that shows its progress when it has much to read."""

    def __init__(self, embedder: "Embedder") -> None:
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Return the rows of the embedder behind."""
        import numpy as np

        if len(texts) <= BLOCK or not self.describe().blocks:
            return self._embedder.embed(texts)
        starts = range(0, len(texts), BLOCK)
        with click.progressbar(starts, label="Reading verbatims", file=sys.stderr) as bar:
            rows = [self._embedder.embed(texts[start : start + BLOCK]) for start in bar]
        return np.vstack(rows)

    def describe(self) -> "EmbedderCard":
        """Return the card of the embedder behind."""
        return self._embedder.describe()

    def rest(self) -> None:
        """Have the embedder behind rest."""
        self._embedder.rest()
