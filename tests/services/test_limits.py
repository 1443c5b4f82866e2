"""Limits on tries: exact however many come at once, and telling nobody who tried."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from feedback_app.services import clock, limits
from feedback_app.services.limits import PASSWORD, TooManyTriesError, TooOftenError
from feedback_app.store import Attempt

KEY = "a key outside the database"


def take(rows, who="ada@example.org", limit=PASSWORD):
    return limits.take(rows, limit, who, secret_key=KEY)


def keys(rows):
    return set(rows.scalars(select(Attempt.key)))


def test_so_many_tries_and_no_more(rows):
    for _ in range(PASSWORD.tries):
        take(rows)
    with pytest.raises(TooManyTriesError, match="Wait 15 minutes"):
        take(rows)
    take(rows, "bob@example.org")


def test_of_many_tries_at_once_no_more_go_through(app):
    database = app.extensions["database"]

    def try_once(_turn):
        try:
            with database.sessions.begin() as session:
                take(session)
        except TooManyTriesError:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(try_once, range(24))) == PASSWORD.tries


def test_a_window_reaches_over_midnight_though_the_key_changes(rows, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-05-04T23:55"))
    for _ in range(PASSWORD.tries):
        take(rows)
    before = keys(rows)
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-05-05T00:05"))
    with pytest.raises(TooManyTriesError):
        take(rows)
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-05-05T00:11"))
    take(rows)
    assert not before & keys(rows)


def test_who_begins_is_counted_over_midnight_too(rows, monkeypatch):
    def begin():
        limits.count_start(rows.connection(), "192.0.2.7", most=3, secret_key=KEY)

    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-05-04T23:55"))
    for _ in range(3):
        begin()
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-05-05T00:05"))
    with pytest.raises(TooOftenError):
        begin()
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-05-05T00:11"))
    begin()


def test_a_key_tells_nothing_and_needs_the_secret(rows):
    take(rows, "192.0.2.7")
    limits.take(rows, PASSWORD, "192.0.2.7", secret_key="another")
    assert len(keys(rows)) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys(rows))


def test_what_is_given_back_or_forgotten_counts_no_more(rows):
    taken = [take(rows) for _ in range(PASSWORD.tries)]
    limits.give_back(rows, taken[0])
    take(rows)
    limits.forget(rows, PASSWORD, "ada@example.org", secret_key=KEY)
    assert keys(rows) == set()


def test_tries_are_deleted_when_they_count_no_more(rows, later):
    take(rows)
    later(minutes=16)
    take(rows, "bob@example.org")
    assert len(keys(rows)) == 1
    assert max(PASSWORD.window, limits.SENDER.window, timedelta(0)) <= limits.LONGEST_WINDOW
