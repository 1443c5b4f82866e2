"""What was acknowledged is stored once and whole, however often the server is killed."""

import contextlib
import http.client
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import session
from sqlalchemy import func, select

from feedback_app.services import drafts, links, surveys
from feedback_app.store import Answer, Draft, Response
from forms.answers import Answer as Given
from forms.answers import chosen
from forms.csrf import visit_token
from forms.definition import Presentation, State
from tests.factories import a_plan, a_questionnaire, texts
from tests.serving import Server

KILLS = 20
SUBMISSIONS = 200
AT_ONCE = 24


@pytest.fixture
def questionnaire():
    return a_questionnaire()


@pytest.fixture
def address(deployed, rows, questionnaire):
    surveys.open_survey(rows, "killed", [questionnaire], plan=a_plan())
    rows.commit()
    return surveys.links_of(rows, "killed")[0]


def prepare(app, rows, address, questionnaire, marks):
    """Return, for each mark, the cookie and token of a visit that has only to send."""
    link = links.open_link(rows.connection(), address.token)
    visits = []
    for mark in marks:
        answers = {
            "safe": chosen(questionnaire.question_by_id["safe"], ("y",)),
            "why": Given(State.ANSWERED, text=mark),
        }
        token = drafts.start_draft(
            rows.connection(),
            link,
            presentation=Presentation.AGES_13_18,
            language="en",
            hours=24,
            answers=answers,
        )
        with app.test_request_context():
            session["draft"] = token
            csrf = visit_token(session)
            serializer = app.session_interface.get_signing_serializer(app)
            visits.append((mark, serializer.dumps(dict(session)), csrf))
    rows.commit()
    return visits


def send(port, address, cookie, csrf):
    """Send one visit's answers; return whether its thank-you page came back."""
    heading = {"Cookie": f"visit={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
            line.request("POST", f"/s/{address.token}/check", f"csrf_token={csrf}", heading)
            page = line.getresponse()
            page.read()
        if page.status != 303 or not page.headers["Location"].endswith("/sent"):
            return False
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
            line.request("GET", f"/s/{address.token}/sent", headers=heading)
            thanks = line.getresponse()
            return thanks.status == 200 and b"Thank you" in thanks.read()
    except (OSError, http.client.HTTPException):
        return False


def send_until_killed(server, address, visits, *, after):
    """Send visits from many threads and kill the server when `after` were acknowledged."""
    acknowledged = []

    def submit(visit):
        mark, cookie, csrf = visit
        if send(server.port, address, cookie, csrf):
            acknowledged.append(mark)

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        sending = [crowd.submit(submit, visit) for visit in visits]
        while len(acknowledged) < after and not all(each.done() for each in sending):
            time.sleep(0.002)
        server.kill()
    return set(acknowledged)


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_halved_or_doubled(
    app, rows, address, questionnaire, tmp_path, database_url
):
    server = Server(tmp_path, database_url)
    luck = random.Random(20)
    every_mark, waiting = set(), []
    for turn in range(KILLS):
        marks = [f"mark {turn}-{number}" for number in range(SUBMISSIONS)]
        every_mark |= set(marks)
        visits = prepare(app, rows, address, questionnaire, marks)
        server.start()
        assert all(send(server.port, address, cookie, csrf) for _, cookie, csrf in waiting)
        after = luck.randrange(5, SUBMISSIONS - 40)
        acknowledged = send_until_killed(server, address, visits, after=after)
        assert len(acknowledged) < SUBMISSIONS, "the server was killed too late to matter"
        rows.expire_all()
        stored = stored_marks(rows)
        assert acknowledged <= stored.keys(), "a thank-you page was sent and nothing is stored"
        assert_whole(rows, stored)
        waiting = [visit for visit in visits if visit[0] not in acknowledged]
    server.start()
    assert all(send(server.port, address, cookie, csrf) for _, cookie, csrf in waiting)
    server.kill()
    rows.expire_all()
    stored = stored_marks(rows)
    assert stored.keys() == every_mark
    assert_whole(rows, stored)
    assert rows.scalar(select(func.count()).select_from(Draft)) == 0


def stored_marks(rows):
    """Return how often each mark is stored."""
    return Counter(texts(rows))


def assert_whole(rows, stored):
    """Every text is stored once, and every response has both its answers and its text."""
    assert set(stored.values()) == {1}, "something is stored twice"
    responses = rows.scalar(select(func.count()).select_from(Response))
    assert rows.scalar(select(func.count()).select_from(Answer)) == 2 * responses
    assert len(stored) == responses
