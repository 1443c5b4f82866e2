"""Theme shares by service at 1,000 coded: mean and worst error, and how often intervals hold.

    python benchmarks/theming_shares.py [--splits 11,22,33]

Splits by their seeds; services with 60 or more test verbatims; shares as counted by the machine,
and as corrected. Coverage is the part of service × theme cells whose 95 % interval holds the truth.
"""

import argparse
from pathlib import Path

import numpy as np

from analysis.codebook import load_codebook
from analysis.embedding import EMBEDDERS
from analysis.evaluation import sample_coded
from analysis.learning import learn
from analysis.shares import theme_shares
from analysis.vector_cache import CachedEmbedder
from benchmarks.theming import SPLITS, read_comments, shared_data, split

FEWEST = 60


def main() -> None:
    """Print error and coverage over all services and themes of the splits."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--splits", default=",".join(map(str, SPLITS)))
    splits = [int(seed) for seed in parser.parse_args().splits.split(",")]
    folder = shared_data()
    codebook, comments = load_codebook(folder / "nhs-codebook.yaml"), read_comments(folder)
    embedder = CachedEmbedder(EMBEDDERS["best"](), Path("instance/vectors"))
    plain, corrected, held = [], [], []
    for seed in splits:
        train, test = split(comments, seed)
        texts = [item.verbatim.text for item in test]
        model = learn(codebook, sample_coded(train, 1_000, seed=0), embedder=embedder, nearby=texts)
        services = sorted({item.verbatim.locality for item in test})
        groups = [[item for item in test if item.verbatim.locality == one] for one in services]
        for own in [test, *(group for group in groups if len(group) >= FEWEST)]:
            for share in theme_shares(model, [item.verbatim.text for item in own]):
                truth = sum(share.theme in item.themes for item in own) / len(own)
                plain.append(abs(share.suggested / share.base - truth))
                corrected.append(abs(share.share - truth))
                held.append(share.low <= truth <= share.high)
    for name, errors in (("as counted", plain), ("corrected", corrected)):
        print(
            f"{name}: mean error {100 * np.mean(errors):.2f}, worst {100 * max(errors):.1f} points"
        )
    print(f"95 % intervals hold the truth in {100 * np.mean(held):.1f} % of {len(held)} cells")


if __name__ == "__main__":
    main()
