"""What a page costs in each presentation, beside the plainest: processor time in one process.

    python -m benchmarks.presentations

Two figures each: pages as they are served (kept rendered, decision 0001), and rendered anew. Both
are the sum over every question of the questionnaire for all ages, the median of interleaved rounds.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from forms.definition import Presentation
from tests.journeys.walking import begin
from tests.pages.opened import open_service

ROUNDS = 41
QUESTIONS = 9


def measure(folder: Path) -> dict[str, dict[Presentation, float]]:
    """Return milliseconds a page for each way of serving it and each presentation."""
    opened = open_service(folder, languages=("en",))
    where = opened.addresses["everyone"]
    visits = {each: _visit(opened.client(), where, each) for each in Presentation}
    kept = opened.app.extensions["fresh_pages"]
    costs: dict[str, dict[Presentation, list[float]]] = {
        "kept": {each: [] for each in Presentation},
        "anew": {each: [] for each in Presentation},
    }
    for _ in range(ROUNDS):
        for each, (visitor, where) in visits.items():
            kept.clear()
            costs["anew"][each].append(_cost(visitor, where))
            costs["kept"][each].append(_cost(visitor, where))
    return {
        way: {each: median(found) for each, found in times.items()} for way, times in costs.items()
    }


def _visit(client: FlaskClient, address: str, way: Presentation) -> tuple[FlaskClient, str]:
    """Begin a visit; return its browser and where its pages lie, each of which can be read."""
    visitor = client.application.test_client()
    where = begin(visitor, address, way.value).rsplit("/", 1)[0]
    for number in range(1, QUESTIONS + 1):
        page = visitor.get(f"{where}/{number}")
        if page.status_code != 200:
            raise SystemExit(f"{where}/{number} cannot be read: {page.status_code}")
    return visitor, where


def _cost(visitor: FlaskClient, where: str) -> float:
    started = time.process_time()
    for number in range(1, QUESTIONS + 1):
        visitor.get(f"{where}/{number}", follow_redirects=False)
    return (time.process_time() - started) * 1000 / QUESTIONS


def main() -> None:
    """Print the cost of each presentation and how it compares with the plainest."""
    with tempfile.TemporaryDirectory() as folder:
        for way, costs in measure(Path(folder)).items():
            least = min(costs.values())
            for presentation, cost in costs.items():
                row = f"{way:5} {presentation:10} {cost:6.3f} ms a page  {cost / least:.2f}\n"
                sys.stdout.write(row)


if __name__ == "__main__":
    main()
