"""How long the safeguarding lead's long queues take to show, at either end and in the middle.

    python -m benchmarks.queues [lines of each queue, 50000] [URL of an empty database]

Half of the concerns were read and a tenth of them closed. Each page is asked for eleven times, as
a signed-in lead does, and the median is printed. It fails when one takes 150 ms or more.
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.services import clock
from feedback_app.store import Concern, ConcernEvent, Response, ToRead, Watch, upgrading
from feedback_app.store.base import random_id
from feedback_app.store.staff import Role
from tests.factories import a_response, a_survey, sign_in_as
from tests.reading import soup

MOST_MS = 150
TURNS = 11
LEVELS = ("T1", "T2", "T2", "T3")
COLUMNS = {each.name for each in Response.__table__.columns} - {"id"}
START = {"concerns": "/safeguard/concerns", "reading": "/safeguard/reading"}


def main(count: int, url: str) -> None:
    """Fill both queues, time their pages, and fail where one is slow."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FEEDBACK_DATABASE_URL"] = url or f"sqlite:///{folder}/feedback.db"
        app = create_app(load_settings(Path(folder)))
        database = app.extensions["database"]
        upgrading.upgrade(database.engine)
        with Session(database.statements, expire_on_commit=False) as rows:
            client = app.test_client()
            lead = sign_in_as(client, rows, Role.SAFEGUARDING_LEAD)
            a_survey(rows)
            example = a_response(rows)
            rows.commit()
            with database.engine.begin() as connection:
                fill(connection, example, count, lead.id)
                connection.execute(text("ANALYZE"))
            slowest = max(time_pages(client, name, begin) for name, begin in START.items())
        print(f"{database.engine.dialect.name}, {count} lines each: slowest {slowest:.0f} ms")
        database.close()
    sys.exit(slowest >= MOST_MS)


def fill(connection, example, count: int, staff_id: str) -> None:
    """Write so many responses, each with a concern and a place among what is to be read."""
    today, now = clock.today(), clock.now()
    ids = [random_id() for _ in range(count)]
    like = {name: value for name, value in vars(example).items() if name in COLUMNS}
    concerns = [
        {
            "id": random_id(),
            "survey_id": example.survey_id,
            "response_id": each,
            "question_id": "why",
            "level": LEVELS[number % 4],
            "reasons": "[]",
            "raised_on": today - timedelta(days=number % 90),
        }
        for number, each in enumerate(ids)
    ]
    seen = [each["id"] for each in concerns[::2]]
    steps = [
        {"concern_id": each, "state": state, "staff_id": staff_id, "at": now, "outcome": ""}
        for state, which in (("seen", seen), ("decided", seen[::2]), ("closed", seen[::10]))
        for each in which
    ]
    reached = {each["concern_id"]: each["state"] for each in steps}
    concerns = [{**each, "state": reached.get(each["id"], "new")} for each in concerns]
    late = now + timedelta(hours=1)
    waits = [
        {"id": random_id(), "concern_id": each["id"], "level": each["level"], "told": 1}
        | {"started_at": now, "due_at": late}
        for each in concerns[1::2]
    ]
    read = [
        {"response_id": each, "score": number % 300, "is_screened": True}
        for number, each in enumerate(ids)
    ]
    connection.execute(insert(Response), [{"id": each, **like} for each in ids])
    for table, made in ((Concern, concerns), (ConcernEvent, steps), (Watch, waits), (ToRead, read)):
        connection.execute(insert(table), made)


def time_pages(client, name: str, begin: str) -> float:
    """Print and return the slowest median of a queue's first page, the next ones and filtered."""
    ways = {"first": begin, "one survey": f"{begin}?survey_id=spring"}
    if name == "concerns":
        ways |= {"level": f"{begin}?level=T1", "state": f"{begin}?state=decided"}
    following = begin
    for number in range(2, 52):
        following = soup(client.get(following)).select_one("a[rel=next]")["href"]
        ways |= {f"page {number}": following} if number in (2, 51) else {}
    found = {way: _median(client, address) for way, address in ways.items()}
    print(f"{name}: " + ", ".join(f"{way} {ms:.0f} ms" for way, ms in found.items()))
    return max(found.values())


def _median(client, address: str) -> float:
    taken = []
    for _ in range(TURNS):
        started = time.perf_counter()
        page = client.get(address)
        taken.append((time.perf_counter() - started) * 1000)
        assert page.status_code == 200, page.status_code
    return median(taken)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000, "".join(sys.argv[2:3]))
