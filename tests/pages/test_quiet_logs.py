"""Logs hold no name, answer, address or token, whatever was sent and however it failed.

Fifty things are planted into paths, queries, headers, cookies and forms of many requests, sound
and broken, to the application and to a real server that keeps everything it says.
"""

import contextlib
import logging
import os
import random
import socket

import pytest
from sqlalchemy import text

from feedback_app.services import surveys
from feedback_app.store.staff import Role
from tests.factories import a_plan, a_questionnaire, sign_in_as
from tests.pages.test_access import ROUTES
from tests.pages.test_headers import EXPECTED
from tests.serving import Server

REQUESTS = int(os.environ.get("FEEDBACK_LOGGED_REQUESTS", "1000"))
"""The figure of ten thousand in docs/assurance is of a run with this set."""
PLANTED = [
    *(f"Zebedee{n} Quillfeather{n}" for n in range(10)),
    *(f"my answer number {n} about uncle Wulfric" for n in range(10)),
    *(f"child{n}@planted.example" for n in range(10)),
    *(f"203.0.113.{n}" for n in range(100, 110)),
    *(f"receipt-token-{n}-planted" for n in range(10)),
]


@pytest.fixture
def link(app, rows):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    rows.commit()
    return surveys.links_of(rows, "spring")[0]


@pytest.fixture
def faults(app):
    """Two pages that fail with planted words in the fault, as one of ours might."""

    @app.route("/broken/<words>", methods=["GET", "POST"])
    def broken(words):
        raise RuntimeError(words)

    @app.route("/refused/<words>", methods=["GET", "POST"])
    def refused(words):
        with app.extensions["database"].sessions.begin() as session:
            session.execute(text("SELECT :words FROM nowhere"), {"words": words})


def test_no_log_holds_what_was_planted(app, rows, link, faults, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    luck = random.Random(7)
    browsers = [app.test_client() for _ in range(4)]
    sign_in_as(browsers[0], rows, Role.ADMINISTRATOR)
    sign_in_as(browsers[1], rows, Role.SAFEGUARDING_LEAD)
    seen = set()
    for _ in range(REQUESTS):
        words = luck.choice(PLANTED)
        app.config["WTF_CSRF_ENABLED"] = luck.random() < 0.5  # refused at the door, or let in
        page = luck.choice(browsers).open(**a_request(luck, words, link))
        seen.add(page.status_code)
    assert seen >= {200, 303, 400, 404, 422, 500}
    said = caplog.text + "".join(capfd.readouterr())
    assert "RuntimeError" in said, "nothing was logged, so nothing was tried"
    assert [each for each in PLANTED if each in said] == []


def a_request(luck, words, link):
    """Return one request with planted words wherever somebody can put words."""
    _, method, path, _ = luck.choice(ROUTES)
    path = luck.choice(
        [
            path.replace("made-up", words),
            f"/s/{link.token}",
            f"/s/{words}/1",
            f"/broken/{words}",
            f"/refused/{words}",
            "/staff/sign-in",
        ]
    )
    names = ("answer", "email", "password", "code", "reason", "reference", "agree", "name")
    form = {name: words for name in names if luck.random() < 0.7}
    if luck.random() < 0.3:
        form["agree"] = "yes"
    return {
        "path": path,
        "method": luck.choice([method, "GET", "POST"]),
        "query_string": {"next": words, "before": words},
        "data": form,
        "headers": {"User-Agent": words, "X-Forwarded-For": words, "Referer": f"http://{words}/"},
        "environ_overrides": {"REMOTE_ADDR": "203.0.113.105"},
    }


BROKEN = (
    "GET /s/{} \r\n\r\n",
    "GET /s/{}\r\nHost: x\r\n\r\n",
    "{} / HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /s/{} HTTP/9.9\r\nHost: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nBad Name: {}\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {}\r\n\r\n",
    "GET /{}" + "x" * 3000 + " HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /s/{}/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_keeps_quiet_about_what_it_cannot_read(link, deployed, tmp_path, database_url):
    log = tmp_path / "server.log"
    heard = []
    with log.open("wb") as kept:
        server = Server(tmp_path, database_url, log=kept)
        server.start()
        try:
            for number, words in enumerate(PLANTED):
                line = BROKEN[number % len(BROKEN)].format(words.replace(" ", "-"))
                heard.append(say(server.port, line))
        finally:
            server.stop()
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "A request could not be read." in said, "nothing was logged, so nothing was tried"
    planted = [*PLANTED, *(each.replace(" ", "-") for each in PLANTED), "ip=", "127.0.0.1:"]
    assert [each for each in planted if each in said.replace(f"127.0.0.1:{server.port}", "")] == []
    refused = [each for each in heard if each and b"\r\nSet-Cookie" not in each]
    assert {each.split()[1] for each in refused} >= {b"400", b"414"}
    for answer in refused:
        for name, value in EXPECTED.items():
            assert f"\r\n{name}: {value}\r\n".encode() in answer, name
        assert b"\r\nCache-Control: no-store\r\n" in answer
        assert answer.endswith(b"This request could not be read.\n")


def say(port, line):
    """Send raw bytes to the server and return what comes back, if anything."""
    heard = b""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=10) as wire,
    ):
        wire.sendall(line.encode())
        heard = wire.recv(4096)
    return heard


def test_a_fault_of_the_server_is_named_without_its_words():
    from gunicorn.config import Config

    from feedback_app.serving import QuietLogger

    heard = []
    quiet = QuietLogger(Config())
    handler = logging.Handler()
    handler.emit = lambda record: heard.append(record.getMessage())
    quiet.error_log.addHandler(handler)
    try:
        raise RuntimeError(PLANTED[0])
    except RuntimeError:
        quiet.exception("Error handling request %s", f"/s/{PLANTED[-1]}")
    quiet.warning(f"Invalid request from ip=203.0.113.100: {PLANTED[0]}")
    quiet.error_log.removeHandler(handler)
    assert heard == ["RuntimeError outside the pages", "A request could not be read."]
