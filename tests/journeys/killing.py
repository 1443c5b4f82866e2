"""Real visits sent to a real server that is killed at any moment, and what must hold afterwards."""

import contextlib
import http.client
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from flask import session
from sqlalchemy import func, select

from feedback_app.services import drafts, links
from feedback_app.store import Answer, Concern, Draft, Response, ToRead
from forms.answers import Answer as Given
from forms.answers import chosen
from forms.csrf import visit_token
from forms.definition import Presentation, State
from forms.safety import ConcernLevel
from tests.factories import a_questionnaire, texts

WORRY = "My step dad hits me when mum is at work"
"""What the rules raise, whoever reads it."""
CLOSED, WORDS = "safe", "why"
AT_ONCE = 8
LONGEST = 1.3
"""How much later than the last answer a kill may fall, in lengths of an undisturbed sending."""


def a_worrying_questionnaire():
    """Return a questionnaire with a closed question that raises a concern, and one for words."""
    closed, words = a_questionnaire().questions
    raising = replace(closed, concern_codes=("n",), concern_level=ConcernLevel.T2)
    return a_questionnaire(questions=(raising, words))


def prepare(app, rows, address, questionnaire, said, *, choice="y"):
    """Return, for each text said, the cookie and token of a visit that has only to send."""
    link = links.open_link(rows.connection(), address.token)
    visits = []
    for text in said:
        answers = {
            CLOSED: chosen(questionnaire.question_by_id[CLOSED], (choice,)),
            WORDS: Given(State.ANSWERED, text=text),
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
            visits.append((text, serializer.dumps(dict(session)), csrf))
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


@dataclass
class Tally:
    """What was found after so many kills."""

    kills: int = 0
    acknowledged: int = 0
    stored_unseen: int = 0
    """Stored before the kill, though nobody was told."""
    cut_off: int = 0
    """Not stored when the kill came; sent again to the next server."""
    bare: int = 0
    """Responses without the concern of their choice or of their words, or a place in the queue."""
    every: set[str] = field(default_factory=set)


def kill_at_random_points(app, rows, address, server, *, points, seed=200):
    """Kill a server at random moments of eight worrying submissions at once; return the tally.

    What was not acknowledged is sent again to the next server; at the end all must be stored once.
    """
    asked, luck, tally = a_worrying_questionnaire(), random.Random(seed), Tally()
    waiting, span = [], 0.0
    for point in range(points + 1):
        said = [f"{WORRY} {point}-{number}" for number in range(AT_ONCE)]
        tally.every |= set(said)
        visits = prepare(app, rows, address, asked, said, choice="n")
        server.start()
        assert send_all(server.port, address, waiting) == {text for text, *_ in waiting}
        before = count_responses(rows)
        started = time.monotonic()
        if not point:
            assert len(send_all(server.port, address, visits)) == AT_ONCE
            span, waiting = time.monotonic() - started, []
            server.kill()
            continue
        told = send_until(server, address, visits, seconds=luck.uniform(0, LONGEST * span))
        stored = count_responses(rows) - before
        waiting = [visit for visit in visits if visit[0] not in told]
        tally.kills += 1
        tally.acknowledged += len(told)
        tally.stored_unseen += stored - len(told)
        tally.cut_off += AT_ONCE - stored
        tally.bare += count_bare(rows)
    server.start()
    assert send_all(server.port, address, waiting) == {text for text, *_ in waiting}
    server.kill()
    tally.bare += count_bare(rows)
    return tally


def send_all(port, address, visits):
    """Send visits at once; return what was said by those whose thank-you page came back."""
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answered = crowd.map(lambda visit: (visit[0], send(port, address, *visit[1:])), visits)
        return {text for text, is_sent in answered if is_sent}


def send_until(server, address, visits, *, seconds):
    """Send visits at once and kill the server so many seconds later; return what was told sent."""
    with ThreadPoolExecutor(1) as apart:
        sending = apart.submit(send_all, server.port, address, visits)
        time.sleep(seconds)
        server.kill()
        return sending.result()


def count_responses(rows):
    """Return how many responses are stored now."""
    rows.expire_all()
    return rows.scalar(select(func.count()).select_from(Response))


def count_bare(rows):
    """Return how many responses lack a concern for each reason they gave, or an answer or text."""
    rows.expire_all()

    def of(what, *where):
        query = select(func.count()).select_from(what)
        return query.where(what.response_id == Response.id, *where).scalar_subquery()

    whole = (
        (of(Concern, Concern.question_id == CLOSED) == 1)
        & (of(Concern, Concern.question_id == WORDS) == 1)
        & (of(ToRead) == 1)
        & (of(Answer) == 2)
    )
    return rows.scalar(select(func.count()).select_from(Response).where(~whole))


def assert_all_stored_once(rows, every):
    """Every text is stored once, every response has its parts, and no draft is left."""
    rows.expire_all()
    stored = Counter(texts(rows))
    assert stored.keys() == every, "something that was sent is not stored"
    assert_whole(rows, stored)
    assert rows.scalar(select(func.count()).select_from(Draft)) == 0


def assert_whole(rows, stored):
    """Every text is stored once, and every response has both its answers and its text."""
    assert set(stored.values()) == {1}, "something is stored twice"
    responses = rows.scalar(select(func.count()).select_from(Response))
    assert rows.scalar(select(func.count()).select_from(Answer)) == 2 * responses
    assert len(stored) == responses
