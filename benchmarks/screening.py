"""How well screening sorts: recall by author, look-alikes, ordinary comments, time.

Run: `python -m benchmarks.screening COMMENTS.csv` (a column `text`). Rules are measured on all
utterances; the model by the
build's own report, with whole authors held out; comments are those that training has not seen.
"""

import csv
import sys
import time
from collections import defaultdict
from pathlib import Path

from analysis.lexicons.build import screening_model as build
from analysis.screening import prepare, screen
from analysis.screening_model import screen_with_model


def main(comments: Path) -> None:
    """Print every figure of docs/screening.md."""
    prepare()
    rows = [
        row for path in sorted((build.LEXICONS / "utterances").glob("*.csv")) for row in read(path)
    ]
    print_rules(rows)
    unseen = [row["text"] for row in read(comments)][1::2]
    print_comments(unseen)
    print("model, authors held out (recall; comments raised on their first passage):", flush=True)
    build.train(build.read_material(comments))


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def print_rules(rows: list[dict[str, str]]) -> None:
    """Print recall and look-alikes raised by the rules alone, for each author."""
    raised: dict[tuple[str, str], list[bool]] = defaultdict(list)
    started = time.process_time()
    for row in rows:
        kind = {"T0": "look-alikes", "T1": "worries"}.get(row["level"], "harm")
        raised[row["author"], kind].append(screen(row["text"]).is_raised)
    each = (time.process_time() - started) / len(rows)
    for (author, kind), outcomes in sorted(raised.items()):
        print(f"rules  {author:10} {kind:12} {sum(outcomes)}/{len(outcomes)}")
    print(f"rules  {each * 1000:.2f} ms a text")


def print_comments(comments: list[str]) -> None:
    """Print the share of ordinary comments raised, by rules and by rules with model."""
    for name, judge in (("rules", screen), ("rules and model", screen_with_model)):
        started = time.process_time()
        share = sum(judge(comment).is_raised for comment in comments) / len(comments)
        each = (time.process_time() - started) / len(comments)
        print(f"{name}: {share:.4f} of {len(comments)} comments raised, {each * 1000:.1f} ms each")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
