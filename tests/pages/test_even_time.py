"""Sending takes as long for a child whose words raised a concern as for any other."""

import pytest

from feedback_app.respond import even_time, returning
from feedback_app.store import Concern
from tests.pages.answering import address, send_all
from tests.pages.test_returning import a_link, give, save
from tests.pages.test_sheet import send as send_sheet

__all__ = ["address"]
WORRY, REMARK = "My step dad hits me when mum is at work", "The park is nice"


@pytest.fixture
def waits(monkeypatch):
    """The seconds waited, on a clock that stands still: all of them, whatever was written."""
    kept = []
    monkeypatch.setattr(even_time, "monotonic", lambda: 7.0)
    monkeypatch.setattr(even_time, "sleep", kept.append)
    return kept


def test_question_pages_wait_until_the_same_moment(app, rows, address, waits):
    for text in (WORRY, REMARK):
        assert send_all(app.test_client(), address, text).status_code == 303
    assert waits == [pytest.approx(even_time.SECONDS)] * 2
    assert rows.query(Concern).count() == 1


def test_the_page_with_every_question_waits_too(client, address, waits):
    assert send_sheet(client, address, q0="yes", q1="y", q2=WORRY).status_code == 303
    assert waits == [pytest.approx(even_time.SECONDS)]


def test_answers_from_a_device_wait_too(client, waits):
    assert client.post("/kept-answers", data=b"unreadable").status_code == 202
    assert waits == [pytest.approx(even_time.SECONDS)]


@pytest.mark.parametrize("kind", ["right", "wrong", "expired"])
def test_three_words_take_as_long_whether_they_open_something_or_not(
    client, rows, later, waits, kind
):
    where = a_link(rows)
    words = save(client, where) if kind != "wrong" else "acorn acorn acorn"
    if kind == "expired":
        later(hours=26)
    assert give(client, where, words).status_code == (303 if kind == "right" else 422)
    assert waits == [pytest.approx(returning.SECONDS)]


@pytest.mark.parametrize(
    ("took", "whole"), [(0.001, 1), (0.019, 1), (0.021, 2), (0.029, 2), (0.5125, 26)]
)
def test_what_took_longer_ends_at_the_next_whole_step(monkeypatch, took, whole):
    moments, kept = iter([1.0, 1.0 + took]), []
    monkeypatch.setattr(even_time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(even_time, "sleep", kept.append)
    with even_time.as_long_for_all():
        pass
    assert took + kept[0] == pytest.approx(whole * even_time.SECONDS)
