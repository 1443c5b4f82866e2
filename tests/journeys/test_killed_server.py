"""What was acknowledged is stored once and whole, however often the server is killed."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_app.services import surveys
from tests.factories import a_plan, a_questionnaire, texts
from tests.journeys import killing
from tests.serving import Server

KILLS = 20
SUBMISSIONS = 200
AT_ONCE = 24
POINTS = 8
"""`python -m benchmarks.killed` does two hundred."""


def opened(rows, questionnaire):
    surveys.open_survey(rows, "killed", [questionnaire], plan=a_plan())
    rows.commit()
    return surveys.links_of(rows, "killed")[0]


def send_until_killed(server, address, visits, *, after):
    """Send visits from many threads and kill the server when `after` were acknowledged."""
    acknowledged = []

    def submit(visit):
        mark, cookie, csrf = visit
        if killing.send(server.port, address, cookie, csrf):
            acknowledged.append(mark)

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        sending = [crowd.submit(submit, visit) for visit in visits]
        while len(acknowledged) < after and not all(each.done() for each in sending):
            time.sleep(0.002)
        server.kill()
    return set(acknowledged)


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_halved_or_doubled(
    app, deployed, rows, tmp_path, database_url
):
    questionnaire = a_questionnaire()
    address = opened(rows, questionnaire)
    server = Server(tmp_path, database_url)
    luck = random.Random(20)
    every_mark, waiting = set(), []
    for turn in range(KILLS):
        marks = [f"mark {turn}-{number}" for number in range(SUBMISSIONS)]
        every_mark |= set(marks)
        visits = killing.prepare(app, rows, address, questionnaire, marks)
        server.start()
        assert killing.send_all(server.port, address, waiting) == {mark for mark, *_ in waiting}
        after = luck.randrange(5, SUBMISSIONS - 40)
        acknowledged = send_until_killed(server, address, visits, after=after)
        assert len(acknowledged) < SUBMISSIONS, "the server was killed too late to matter"
        rows.expire_all()
        stored = Counter(texts(rows))
        assert acknowledged <= stored.keys(), "a thank-you page was sent and nothing is stored"
        killing.assert_whole(rows, stored)
        waiting = [visit for visit in visits if visit[0] not in acknowledged]
    server.start()
    assert killing.send_all(server.port, address, waiting) == {mark for mark, *_ in waiting}
    server.kill()
    killing.assert_all_stored_once(rows, every_mark)


@pytest.mark.timeout(300)
def test_no_response_is_stored_without_its_concerns_wherever_a_kill_falls(
    app, deployed, rows, tmp_path, database_url
):
    address = opened(rows, killing.a_worrying_questionnaire())
    server = Server(tmp_path, database_url)
    tally = killing.kill_at_random_points(app, rows, address, server, points=POINTS)
    assert (tally.kills, tally.bare) == (POINTS, 0)
    assert tally.cut_off, "no kill fell before the last answer was stored"
    assert tally.acknowledged, "no kill fell after an answer was acknowledged"
    killing.assert_all_stored_once(rows, tally.every)
