"""What importing 50,000 rows costs: rows made from real comments, on SQLite or PostgreSQL.

Prints seconds and the most memory the importing process held. The goal is 60 s and 400 MiB.
Needs the shared comments (`FEEDBACK_SHARED`, else `../shared`).

    .venv/bin/python benchmarks/importing.py --store sqlite
"""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("FEEDBACK_SHARED", ROOT.parent / "shared"))
EXAMPLE = ROOT / "docs" / "examples" / "friends-and-family"

DUTIES = (
    *("--basis", "public-task", "--condition", "safeguarding"),
    *("--dpia", "invented", "--keep-until", "2090-01-01"),
)


def main() -> None:
    """Make the file, import it in a process of its own, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rows", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FEEDBACK_INSTANCE": folder}
        environment["FEEDBACK_DATABASE_URL"] = _store(options.store, Path(folder))
        file = Path(folder) / "answers.csv"
        _write(file, options.rows)
        _feedback(environment, "database", "upgrade")
        opening = ("survey", "open", "fft", str(EXAMPLE / "friends-and-family.yaml"))
        _feedback(environment, *opening, *DUTIES)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        mapping = ("--mapping", str(EXAMPLE / "mapping.yaml"))
        said = _feedback(environment, "responses", "import", "fft", str(file), *mapping)
        seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert f"Stored {options.rows} responses" in said, said
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = after.ru_maxrss / 1024
    print(
        f"{options.store}: {options.rows} rows, {seconds:.1f} s ({cpu:.1f} CPU s), {peak:.0f} MiB"
    )


def _store(store: str, folder: Path) -> str:
    if store == "sqlite":
        return f"sqlite:///{folder / 'feedback.db'}"
    for words in ("DROP DATABASE IF EXISTS bench_importing", "CREATE DATABASE bench_importing"):
        subprocess.run(["psql", "-q", "-d", "postgres", "-c", words], check=True)
    return "postgresql:///bench_importing"


def _write(file: Path, count: int) -> None:
    """Write rows whose texts are pairs of real comments, so that none is a copy."""
    source = SHARED / "data" / "nhs-comments-train.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        real = list(csv.DictReader(lines))
    luck = random.Random(50_000)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(real[0]))
        writer.writeheader()
        for number in range(count):
            row, other = luck.choice(real), luck.choice(real)
            text = f"{row['text'][:2400]} {other['text'][:2400]}"
            writer.writerow({**row, "id": number, "text": text})


def _feedback(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "feedback_app.cli", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
