"""Theming a large consultation: CPU and wall time, and memory, in bulk mode.

    python benchmarks/theming_bulk.py [--count 557077] [--processes 2] [--vectors fast] [--share 1]

Verbatims are public comments with words swapped between them, so that few are equal. Learns from
4,052 coded comments; then themes every verbatim, groups them and names the groups. `--share .2`
groups the fifth the themes fit least, as the product does; 1 groups all.
"""

import argparse
import resource
import time
from collections.abc import Iterator

import numpy as np

from analysis.codebook import load_codebook
from analysis.coding import Crew, suggest_each
from analysis.consultation import Strangers
from analysis.embedding import EMBEDDERS
from analysis.evaluation import peak_memory_mib
from analysis.verbatim import Verbatim
from benchmarks.theming import read_comments, shared_data

SWAPPED = 0.2


def noisy_verbatims(texts: list[str], count: int) -> Iterator[Verbatim]:
    """Yield verbatims, each a comment with a fifth of its words taken from others."""
    chance = np.random.default_rng(0)
    pool = [word for text in texts for word in text.split()]
    for number in range(count):
        said = texts[number % len(texts)].split()
        swapped = chance.random(len(said)) < SWAPPED
        others = chance.integers(len(pool), size=len(said))
        mixed = [pool[o] if swap else w for w, swap, o in zip(said, swapped, others, strict=True)]
        yield Verbatim(str(number), " ".join(mixed))


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of those that have ended for it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def main() -> None:
    """Print what was themed and grouped, CPU and wall time, and the most memory held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--vectors", choices=sorted(EMBEDDERS), default="fast")
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    folder = shared_data()
    codebook, comments = load_codebook(folder / "nhs-codebook.yaml"), read_comments(folder)
    texts = [item.verbatim.text for item in comments]
    strangers = Strangers(options.share)
    started, spent = time.monotonic(), cpu_seconds()
    themed = suggest_each(
        noisy_verbatims(texts, options.count),
        codebook,
        coded=comments,
        embedder=EMBEDDERS[options.vectors](),
        explained=False,
        crew=Crew(options.processes),
        strangers=strangers,
    )
    fitting = sum(bool(own) for _, own in themed)
    read, paid = time.monotonic(), cpu_seconds()
    candidates = strangers.candidates(noisy_verbatims(texts, options.count))
    grouped = sum(len(one.verbatim_ids) for one in candidates)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{options.count} verbatims, {options.processes} processes, {options.vectors} vectors: "
        f"{fitting} themed, {grouped} grouped into {len(candidates)} candidates\n"
        f"learning and theming {read - started:.0f} s, {paid - spent:.0f} CPU s, "
        f"{1000 * (paid - spent) / options.count:.2f} CPU ms a verbatim; grouping and naming "
        f"{cpu_seconds() - paid:.0f} CPU s; all {time.monotonic() - started:.0f} s\n"
        f"peak {peak_memory_mib():.0f} MiB, and {workers.ru_maxrss / 1024:.0f} MiB in each worker"
    )


if __name__ == "__main__":
    main()
