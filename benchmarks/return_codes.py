"""Whether the time of an answer tells a right three-word code from a wrong or an expired one.

    python -m benchmarks.return_codes [how many of each]

Each kind is given back through the page itself, in turns; medians and means are compared.
"""

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import mean, median

from sqlalchemy import update

from feedback_app.services import clock, limits, surveys
from feedback_app.services.limits import Limit
from feedback_app.store import Draft, ReturnCode
from feedback_app.store.surveys import Offer
from forms.definition import Mode
from tests.journeys.walking import begin, read, token_of
from tests.pages.opened import Opened, open_service

MANY = 500
KINDS = ("right", "wrong", "expired")


def measure(opened: Opened, many: int) -> dict[str, list[float]]:
    """Return milliseconds of each answer, by what was given."""
    address = _link(opened)
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for turn in range(many * len(KINDS)):
        kind = KINDS[turn % len(KINDS)]
        words = "acorn acorn acorn" if kind == "wrong" else _saved(opened, address)
        if kind == "expired":
            past = clock.now() - timedelta(hours=1)
            opened.rows.execute(update(Draft).values(expires_at=past))
        client = opened.client()
        token = token_of(read(client.get(f"{address}/return")))
        started = time.perf_counter()
        page = client.post(f"{address}/return", data={"csrf_token": token, "words": words})
        times[kind].append((time.perf_counter() - started) * 1000)
        assert page.status_code == (303 if kind == "right" else 422), page.text
        opened.rows.query(ReturnCode).delete()
        opened.rows.query(Draft).delete()
    return times


def _link(opened: Opened) -> str:
    rows = opened.rows
    survey = surveys.find_survey(rows, "everyone")
    added = surveys.add_link(rows, survey, questionnaire_id="all-ages", mode=Mode.OPEN_LINK)
    surveys.offer(added, (Offer.RETURN,))
    rows.commit()
    return f"/s/{added.token}"


def _saved(opened: Opened, address: str) -> str:
    client = opened.client()
    where = begin(client, address, "13-18")
    data = {"csrf_token": token_of(read(client.get(where))), "save": "1"}
    page = read(client.post(where, data=data))
    return " ".join(each.get_text() for each in page.select(".code-words__one"))


def main(many: int = MANY) -> None:
    """Print the times, and by how much they differ."""
    for name in ("RETURN_SENDER", "RETURN_LINK"):
        setattr(limits, name, Limit(name.lower(), 1_000_000))
    with tempfile.TemporaryDirectory() as folder:
        times = measure(open_service(Path(folder), languages=("en",)), many)
    for statistic in (median, mean):
        found = {kind: statistic(each) for kind, each in times.items()}
        apart = max(found.values()) / min(found.values()) - 1
        told = ", ".join(f"{kind} {value:.2f} ms" for kind, value in found.items())
        sys.stdout.write(f"{statistic.__name__}: {told}; {apart:.1%} apart (n={many} each)\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
