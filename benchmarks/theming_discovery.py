"""How often a theme hidden from the codebook is surfaced: 20 commonest themes, one at a time.

    python benchmarks/theming_discovery.py

1,000 coded verbatims lose the hidden theme (some then have none, as when coders find nothing
that fits); candidates are sought among 1,606 others. A theme counts as surfaced when a candidate
is at least 30 per cent that theme. Printed beside it: the best purity chance would give, from
groups of the same sizes filled at random.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.codebook import load_codebook
from analysis.coding import Coded
from analysis.discovery import discover
from analysis.embedding import EMBEDDERS
from analysis.learning import learn
from analysis.vector_cache import CachedEmbedder
from benchmarks.theming import read_comments, shared_data

HIDDEN = 20
CODED, NEW = 1_000, 1_606
PURE = 0.3


def main() -> None:
    """Print one line for each hidden theme, and how many were surfaced."""
    folder = shared_data()
    codebook, comments = load_codebook(folder / "nhs-codebook.yaml"), read_comments(folder)
    embedder = CachedEmbedder(EMBEDDERS["best"](), Path("instance/vectors"))
    order = np.random.default_rng(5).permutation(len(comments))
    coded = [comments[row] for row in order[:CODED]]
    new = [comments[row] for row in order[CODED : CODED + NEW]]
    counts = {
        theme.id: sum(theme.id in item.themes for item in comments) for theme in codebook.themes
    }
    hidden = sorted(counts, key=lambda theme: -counts[theme])[:HIDDEN]
    surfaced = by_chance = 0
    for theme in hidden:
        book = replace(codebook, themes=tuple(t for t in codebook.themes if t.id != theme))
        known = [Coded(item.verbatim, item.themes - {theme}) for item in coded]
        model = learn(book, known, embedder=embedder)
        candidates = discover([item.verbatim for item in new], model, embedder=embedder)
        truth = {item.verbatim.id for item in new if theme in item.themes}
        sizes = [len(candidate.verbatim_ids) for candidate in candidates]
        best = max(candidates, key=lambda c: len(truth & set(c.verbatim_ids)) / len(c.verbatim_ids))
        purity = len(truth & set(best.verbatim_ids)) / len(best.verbatim_ids)
        chance = chance_purity(sizes, len(truth) / len(new))
        surfaced += purity >= PURE
        by_chance += chance >= PURE
        print(
            f"{theme:<55} {purity:.2f}  (chance {chance:.2f})  {len(sizes)} candidates, "
            f"{len(best.verbatim_ids)} verbatims: {best.name}",
            flush=True,
        )
    print(f"{surfaced} of {len(hidden)} surfaced; by chance {by_chance}")


def chance_purity(sizes: list[int], share: float) -> float:
    """Return the mean best purity of groups of these sizes filled at random."""
    random = np.random.default_rng(0)
    filled = random.binomial(sizes, share, size=(500, len(sizes))) / np.array(sizes)
    return float(filled.max(axis=1).mean())


if __name__ == "__main__":
    main()
