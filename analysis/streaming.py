"""Score a long stream of verbatims: the same bytes, whoever does it, in memory that does not grow.

The stream is cut into chunks, and a text met before is not scored again. So which texts are
scored together never depends on who scores them, and only a few chunks are under way at a time.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

from analysis.coding import ALONE, Crew
from analysis.verbatim import Verbatim
from analysis.workers import Job, Submit, at_work

CHUNK = 1_000
"""Verbatims scored together."""

MOST_KNOWN = 100_000
"""Texts whose scores are remembered; beyond it, they are forgotten and gathered anew."""

Result = TypeVar("Result")
Place = tuple[Future[list[Result]], int]
"""Where the result of a text is, or will be: among those of its chunk, at this row."""


def score_stream(
    job: Job[Result], verbatims: Iterable[Verbatim], *, crew: Crew = ALONE
) -> Iterator[tuple[Verbatim, Result]]:
    """Yield each verbatim with what the job finds for its text, in the order of the stream."""
    known: dict[bytes, Place[Result]] = {}
    waiting: deque[list[tuple[Verbatim, Place[Result]]]] = deque()
    with at_work(job, crew) as workers:
        for chunk in _chunks(iter(verbatims)):
            waiting.append(_hand_out(chunk, known, workers.submit))
            if len(waiting) > workers.ahead:
                yield from _settled(waiting.popleft())
        while waiting:
            yield from _settled(waiting.popleft())


def _hand_out(
    chunk: Sequence[Verbatim], known: dict[bytes, Place[Result]], submit: Submit[Result]
) -> list[tuple[Verbatim, Place[Result]]]:
    """Have the texts scored that are not known yet; return where each result will be."""
    if len(known) > MOST_KNOWN:
        known.clear()
    keys = [blake2b(v.text.encode("utf-8", "replace"), digest_size=16).digest() for v in chunk]
    pairs = zip(keys, chunk, strict=True)
    fresh = {key: verbatim.text for key, verbatim in pairs if key not in known}
    if fresh:
        scored = submit(list(fresh.values()))
        known.update((key, (scored, row)) for row, key in enumerate(fresh))
    return [(verbatim, known[key]) for key, verbatim in zip(keys, chunk, strict=True)]


def _settled(
    handed_out: Sequence[tuple[Verbatim, Place[Result]]],
) -> Iterator[tuple[Verbatim, Result]]:
    for verbatim, (scored, row) in handed_out:
        yield verbatim, scored.result()[row]


def _chunks(stream: Iterator[Verbatim]) -> Iterator[list[Verbatim]]:
    while chunk := list(islice(stream, CHUNK)):
        yield chunk
