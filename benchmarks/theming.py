"""Quality of theming on public comments coded by hand: the mean of three splits, four rows.

    python benchmarks/theming.py [--embedder best] [--anchor] [--rows 0,200,1000,all]

Reads `nhs-comments-train.csv` and `nhs-codebook.yaml` from the shared data folder. `--anchor`
runs the recipe that was the best known before (words, letters and one vector into a linear SVM
per theme, thresholds from five folds) on the same splits. Vectors are kept in
`instance/vectors`, so that the second run is quick; give `--cold` to read them afresh.
"""

import argparse
import csv
import os
import sys
import time
from pathlib import Path

import numpy as np

from analysis.codebook import Codebook, load_codebook
from analysis.coding import Coded
from analysis.embedding import EMBEDDERS, Embedder
from analysis.evaluation import evaluate, peak_memory_mib, sample_coded
from analysis.vector_cache import CachedEmbedder
from analysis.verbatim import Verbatim

SPLITS = (11, 22, 33)
SEEDS = {"0": (0,), "200": (0, 1, 2), "1000": (0, 1), "all": (0,)}


def shared_data() -> Path:
    """Return the folder of the shared data, or stop with a line that says what is missing."""
    root = Path(__file__).resolve().parents[1]
    for place in (os.environ.get("FEEDBACK_SHARED", ""), root.parent / "shared", "/work/shared"):
        if place and (Path(place) / "data" / "nhs-comments-train.csv").exists():
            return Path(place) / "data"
    sys.exit("The comments are not here: set FEEDBACK_SHARED to the shared folder.")


def read_comments(folder: Path) -> list[Coded]:
    """Return the coded comments."""
    with (folder / "nhs-comments-train.csv").open(encoding="utf-8", newline="") as file:
        return [
            Coded(
                Verbatim(row["id"], row["text"], locality=row["service"], wave=row["date"][:4]),
                frozenset(row["themes"].split("|")),
            )
            for row in csv.DictReader(file)
        ]


def split(comments: list[Coded], seed: int) -> tuple[list[Coded], list[Coded]]:
    """Return about 70 and 30 per cent of the comments, each theme in proportion.

    Comments are dealt out by their rarest theme. Repeated texts may fall on both sides, as they
    do when a new wave of a survey is themed.
    """
    counts: dict[str, int] = {}
    for item in comments:
        for theme in item.themes:
            counts[theme] = counts.get(theme, 0) + 1
    strata: dict[str, list[Coded]] = {}
    for item in comments:
        rarest = min(item.themes, key=lambda theme: (counts[theme], theme), default="")
        strata.setdefault(rarest, []).append(item)
    random = np.random.default_rng(seed)
    train: list[Coded] = []
    test: list[Coded] = []
    for theme in sorted(strata):
        members = [strata[theme][index] for index in random.permutation(len(strata[theme]))]
        cut = int(np.floor(len(members) * 0.7 + random.random()))
        train += members[:cut]
        test += members[cut:]
    return train, test


def measure(
    codebook: Codebook, train: list[Coded], test: list[Coded], *, size: str, embedder: Embedder
) -> np.ndarray:
    """Return macro and micro F1 and CPU seconds of learning, as the mean over seeds."""
    rows = []
    for seed in SEEDS[size]:
        coded = train if size == "all" else sample_coded(train, int(size), seed=seed)
        run = evaluate(codebook, coded, test, embedder=embedder)
        rows.append((run.macro_f1, run.micro_f1, run.learning_seconds))
    return np.array(rows).mean(axis=0)


def measure_anchor(
    codebook: Codebook, train: list[Coded], test: list[Coded], *, size: str, embedder: Embedder
) -> np.ndarray:
    """Return the same for the recipe known before."""
    from benchmarks.theming_anchor import anchor_f1

    rows = []
    for seed in SEEDS[size]:
        coded = train if size == "all" else sample_coded(train, int(size), seed=seed)
        started = time.process_time()
        macro, micro = anchor_f1(codebook, coded, test, embedder=embedder)
        rows.append((macro, micro, time.process_time() - started))
    return np.array(rows).mean(axis=0)


def main() -> None:
    """Print one line a row: macro and micro F1 as the mean of three splits, and each split."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--embedder", choices=sorted(EMBEDDERS), default="best")
    parser.add_argument("--rows", default="0,200,1000,all")
    parser.add_argument("--anchor", action="store_true")
    parser.add_argument("--cold", action="store_true")
    options = parser.parse_args()
    folder = shared_data()
    codebook, comments = load_codebook(folder / "nhs-codebook.yaml"), read_comments(folder)
    kept = None if options.cold else Path("instance/vectors")
    embedder = CachedEmbedder(EMBEDDERS[options.embedder](), kept)
    run = measure_anchor if options.anchor else measure
    for size in options.rows.split(","):
        splits = np.array(
            [run(codebook, *split(comments, s), size=size, embedder=embedder) for s in SPLITS]
        )
        macro, micro, seconds = splits.mean(axis=0)
        each = "  ".join(f"{row[0]:.3f}/{row[1]:.3f}" for row in splits)
        print(
            f"{size:>5} coded  macro {macro:.3f}  micro {micro:.3f}  (splits {each})  "
            f"learning {seconds:.1f} CPU s  peak {peak_memory_mib():.0f} MiB",
            flush=True,
        )


if __name__ == "__main__":
    main()
