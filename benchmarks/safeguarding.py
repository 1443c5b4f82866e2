"""The safeguarding codebook: two readers, and the machine on authors it never met.

    .venv/bin/python -m benchmarks.safeguarding [--embedder best] [--seeds 3]

Authors, not verbatims, are dealt to the two parts, so that nobody's manner of writing is in
both. The machine learns from reader A on one part and is compared with reader A on the other;
reader B against reader A on the same verbatims says how well a second person does.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from analysis.agreement import Judgement, measure_agreement
from analysis.codebook import load_codebook
from analysis.coding import Coded
from analysis.embedding import EMBEDDERS
from analysis.evaluation import evaluate
from analysis.verbatim import Verbatim

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "analysis" / "data" / "safeguarding"
CODEBOOK = ROOT / "analysis" / "codebooks" / "safeguarding.yaml"
Themes = dict[str, frozenset[str]]


def main() -> None:
    """Print agreement, and F1 of the machine and of a second reader on authors held out."""
    options = _options()
    readers = {name: read_themes(name) for name in ("a", "b")}
    found = measure_agreement(
        [Judgement(name, each, own) for name, read in readers.items() for each, own in read.items()]
    )
    print(f"readers: alpha {found.alpha.value:.3f} over {found.verbatims} verbatims")
    lowest = min(found.themes, key=lambda each: each.alpha.value or 0)
    print(f"lowest theme: {lowest.theme}, alpha {lowest.alpha.value:.3f}")
    with (DATA / "verbatims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for seed in range(options.seeds):
        _compare(rows, readers, seed, options.embedder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", choices=sorted(EMBEDDERS), default="best")
    parser.add_argument("--seeds", type=int, default=3)
    return parser.parse_args()


def read_themes(reader: str) -> Themes:
    """Return the themes a reader gave each verbatim."""
    with (DATA / f"reader_{reader}.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: frozenset(filter(None, row["themes"].split("|")))
            for row in csv.DictReader(file)
        }


def _compare(rows: list[dict[str, str]], readers: dict[str, Themes], seed: int, name: str) -> None:
    authors = sorted({row["author"] for row in rows})
    held_out = set(np.random.default_rng(seed).permutation(authors)[: len(authors) // 2])
    coded = [Coded(Verbatim(row["id"], row["text"]), readers["a"][row["id"]]) for row in rows]
    parts = [
        [item for item, row in zip(coded, rows, strict=True) if (row["author"] in held_out) is out]
        for out in (False, True)
    ]
    codebook = load_codebook(CODEBOOK)
    for taught, label in (([], "codebook alone"), (parts[0], f"{len(parts[0])} coded")):
        made = evaluate(codebook, taught, parts[1], embedder=EMBEDDERS[name]())
        print(f"split {seed}, {label}: macro {made.macro_f1:.3f}, micro {made.micro_f1:.3f}")
    tested = [item.verbatim.id for item in parts[1]]
    both = sum(len(readers["a"][each] & readers["b"][each]) for each in tested)
    given = sum(len(readers["a"][each]) + len(readers["b"][each]) for each in tested)
    print(f"split {seed}, second reader: micro {2 * both / given:.3f}")


if __name__ == "__main__":
    main()
