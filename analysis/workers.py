"""Who scores texts: this process, several of this machine, or a Dask cluster.

Each worker keeps its own copy of the job (a model), sent to it once. Beyond this machine the
words of respondents travel, so a cluster is used only where a person names its address.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from analysis.coding import Crew

Result = TypeVar("Result")
Job = Callable[[list[str]], list[Result]]
"""Finds one result for each text; other processes can be sent it."""
Submit = Callable[[list[str]], Future[list[Result]]]

AHEAD = 2
"""Chunks under way for each worker, so that none is ever idle."""

_job: Job[Any] | None = None


class ClusterError(ValueError):
    """A Dask cluster that cannot be used; says why, and what to do."""


@dataclass(frozen=True)
class Workers(Generic[Result]):
    """Where to hand texts in, and how many chunks may be under way."""

    submit: Submit[Result]
    ahead: int


@contextmanager
def at_work(job: Job[Result], crew: Crew) -> Iterator[Workers[Result]]:
    """Open the workers of a crew for one job.

    Raises:
        ClusterError: the cluster does not answer, or would not give the same bytes.
    """
    if crew.cluster:
        with _cluster(job, crew.cluster) as workers:
            yield workers
    elif crew.processes > 1:
        with _processes(job, crew.processes) as workers:
            yield workers
    else:
        yield Workers(lambda texts: _done(job(texts)), 0)


@contextmanager
def _processes(job: Job[Result], count: int) -> Iterator[Workers[Result]]:
    spawned = get_context("spawn")
    with ProcessPoolExecutor(count, spawned, initializer=_keep, initargs=(job,)) as pool:
        yield Workers(lambda texts: pool.submit(_do_kept, texts), AHEAD * count)


@contextmanager
def _cluster(job: Job[Result], address: str) -> Iterator[Workers[Result]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(
            "A cluster needs Dask, which is not installed: pip install 'feedback-app[cluster]'."
        ) from error
    try:
        client = Client(address)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address}. Start one with “dask scheduler” and give "
            "the address it prints, for example tcp://127.0.0.1:8786."
        ) from error
    with client:
        threads = client.nthreads()
        _refuse_unfit(threads, address)
        kept = client.scatter(job, broadcast=True)
        with client.get_executor(pure=False) as pool:
            yield Workers(lambda texts: pool.submit(_do, kept, texts), AHEAD * len(threads))


def _refuse_unfit(threads: dict[str, int], address: str) -> None:
    """Refuse a cluster of nobody, and workers that would do two chunks at once in one process."""
    if not threads:
        raise ClusterError(
            f"No worker is at {address}. Start one with “dask worker {address} --nthreads 1”."
        )
    if max(threads.values()) > 1:
        raise ClusterError(
            "A Dask worker has several threads, which would share one model. Start each with "
            "“--nthreads 1”, and as many of them as the machine has cores (“--nworkers”)."
        )


def _keep(job: Job[Any]) -> None:
    global _job
    _job = job


def _do_kept(texts: list[str]) -> list[Any]:
    if _job is None:
        raise RuntimeError("A process was asked for results before it had a job.")
    return _job(texts)


def _do(job: Job[Result], texts: list[str]) -> list[Result]:
    return job(texts)


def _done(results: list[Result]) -> Future[list[Result]]:
    done: Future[list[Result]] = Future()
    done.set_result(results)
    return done
