"""The cookie of a visit: verified once, its age asked on every page."""

from time import time

import pytest
from flask import Flask, session

from feedback_app.visits import SignedVisits


@pytest.fixture
def visits():
    """An application that counts the visits of one browser."""
    app = Flask("visits")
    app.secret_key = "for this test alone"
    app.session_interface = SignedVisits()

    @app.get("/")
    def seen():
        session["pages"] = [*session.get("pages", []), "x"]
        return str(len(session["pages"]))

    return app


def read(app, cookie):
    return app.test_client(use_cookies=False).get("/", headers={"Cookie": f"session={cookie}"}).text


@pytest.fixture
def cookie(visits):
    client = visits.test_client()
    client.get("/")
    return client.get_cookie("session").value


def test_a_cookie_says_the_same_each_time_whatever_was_done_with_it(visits, cookie):
    assert [read(visits, cookie) for _ in range(3)] == ["2", "2", "2"]


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_cookie_that_was_changed_holds_nothing(visits, cookie, place):
    assert read(visits, cookie) == "2"
    other = "B" if cookie[place] != "B" else "C"
    changed = cookie[:place] + other + (cookie[place + 1 :] if place != -1 else "")
    assert read(visits, changed) == "1"
    assert read(visits, "nonsense") == "1"


def test_a_cookie_that_was_verified_grows_too_old_all_the_same(visits, cookie, monkeypatch):
    assert read(visits, cookie) == "2"
    lifetime = visits.permanent_session_lifetime.total_seconds()
    monkeypatch.setattr("feedback_app.visits.time", lambda: time() + lifetime + 1)
    assert read(visits, cookie) == "1"


def test_a_clock_set_back_loses_no_visit(visits, cookie, monkeypatch):
    monkeypatch.setattr("feedback_app.visits.time", lambda: time() - 86_400)
    assert read(visits, cookie) == "2"


def test_a_cookie_signed_with_another_key_holds_nothing(visits, cookie):
    visits.secret_key = "another"
    visits.session_interface = SignedVisits()
    assert read(visits, cookie) == "1"
