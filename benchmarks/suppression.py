"""Attack 500 random table sets and 200 sequences of releases, and time the sizes promised.

Run `python -m benchmarks.suppression sets|sequences|sizes [how many] [first seed]`; it prints a
line as it goes and the totals at the end, and ends with status 1 when any promise is broken.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np

from analysis.dimensions import Dimension
from analysis.ledger import Ledger
from analysis.rules import Audience, SuppressionRule
from analysis.suppression import Release, release
from benchmarks.suppression_cases import (
    broken_promises,
    documents_of,
    hierarchy,
    one_of_table,
    random_sequence,
    random_tables,
    release_all,
    true_counts,
)

RULE = SuppressionRule()
AUDIENCES = (Audience.PARTNERSHIP, Audience.PUBLIC)
SIZES = (
    ("4 x 12", lambda: [Dimension.flat("place", "abcd")], 400),
    ("3/6 x 12 x 4", lambda: [hierarchy(3, 6), Dimension.flat("age", "abcd")], 2_500),
    ("3/18 x 12 x 4", lambda: [hierarchy(3, 18), Dimension.flat("age", "abcd")], 3_000),
)


def attack_sets(count: int, first: int) -> int:
    """Release and attack random table sets; return how many promises are broken."""
    stages = ([random_tables(seed)] for seed in range(first, first + count))
    return _attack_all("set", stages, first)


def attack_sequences(count: int, first: int) -> int:
    """Release and attack random sequences; return how many promises are broken."""
    return _attack_all("sequence", map(random_sequence, range(first, first + count)), first)


def time_sizes() -> int:
    """Print how long one table of each promised size takes, release and audit together."""
    for name, dimensions, people in SIZES:
        chance = np.random.default_rng(1)
        table = one_of_table(chance, dimensions(), answers=12, count=people, skew=1.0)
        for audience in AUDIENCES:
            start = time.process_time()
            made = release([table], Ledger(), name=name, rule=RULE, audience=audience)
            spent = time.process_time() - start
            cells, hidden = _tally([made])
            print(f"{name:14} {audience.value:12} {cells:5} cells {hidden:5} hidden {spent:6.2f} s")
    return 0


def _attack_all(kind: str, cases: object, first: int) -> int:
    broken = cells = hidden = refused = 0
    slowest = 0.0
    for seed, stages in enumerate(cases, start=first):
        audience = AUDIENCES[seed % 2]
        start = time.process_time()
        releases = release_all(stages, audience=audience, rule=RULE)
        spent = time.process_time() - start
        slowest = max(slowest, spent)
        truth = true_counts([table for tables in stages for table in tables])
        found = list(broken_promises(documents_of(releases), truth, audience=audience, rule=RULE))
        for each in found:
            print(f"{kind} {seed}: BROKEN {each.figure}: {each.found}")
        broken += len(found)
        shown, gone = _tally(releases)
        cells, hidden = cells + shown, hidden + gone
        refused += sum(len(each.refusals) for each in releases)
        size = f"{shown} cells, {gone} hidden"
        print(f"{kind} {seed} {audience.value}: {size}, {spent:.1f} s", flush=True)
    print(f"{broken} promises broken; {cells} cells, {hidden} hidden, {refused} tables refused;")
    print(f"slowest {slowest:.1f} s of processor time")
    return broken


def _tally(releases: Sequence[Release]) -> tuple[int, int]:
    figures = [cell for each in releases for t in each.tables for cell in t.cells.values()]
    return len(figures), sum(figure.is_hidden for figure in figures)


def main(arguments: Sequence[str]) -> int:
    """Run the part asked for."""
    part, *numbers = arguments or ["sizes"]
    if part == "sizes":
        return time_sizes()
    count, first = (*map(int, numbers), *(200, 0)[len(numbers) :])
    attacked = {"sets": attack_sets, "sequences": attack_sequences}[part](count, first)
    return 1 if attacked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
