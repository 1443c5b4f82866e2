"""Time the building of a report over invented responses, and its greatest memory.

    python -m benchmarks.report 5000 50000 557077

Each size is invented straight into a SQLite database of its own in a temporary folder, and built by
a process of its own, so that memory is of the building alone. 557,077 is how many answered the
largest survey of children in England.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy.orm import Session

from feedback_app.database import open_database
from feedback_app.services.reporting import build_report
from tests.reporting_store import a_board_order, a_survey, an_empty_store, invent

SURVEY = "voice-2025"
FAMILY = ("yp-13-18", "yp-8-12", "yp-5-7-easy-read")


def main(sizes: list[int]) -> None:
    """Print a line for each size: seconds for each stage, and MiB."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "feedback.db"
            _invent(path, size)
            made = subprocess.run(
                [sys.executable, "-m", "benchmarks.report", "--build", str(path)],
                capture_output=True,
                text=True,
                check=True,
            )
            figures = json.loads(made.stdout)
        print(f"{size:>9,} responses: {figures}", flush=True)


def _invent(path: Path, size: int) -> None:
    from analysis.codebook import SHIPPED, load_codebook

    themes = [theme.id for theme in load_codebook(SHIPPED).active_themes]
    database = an_empty_store(path)
    with database.sessions.begin() as session:
        survey = a_survey(session, *FAMILY)
        invent(session, survey, responses=-(-size // len(FAMILY)), themes=themes)


def _build(path: str) -> None:
    marks: dict[str, float] = {}
    start = time.perf_counter()

    def mark(_part: float, label: str) -> None:
        marks.setdefault(label, round(time.perf_counter() - start, 1))

    database = open_database(f"sqlite:///{path}")
    with Session(database.statements, autoflush=False) as session:
        build_report(session, a_board_order(SURVEY), progress=mark)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    spent = round(time.process_time(), 1)
    print(json.dumps({"seconds at each stage's start": marks, "CPU seconds": spent, "MiB": memory}))


if __name__ == "__main__":
    if sys.argv[1] == "--build":
        _build(sys.argv[2])
    else:
        main([int(each) for each in sys.argv[1:]])
