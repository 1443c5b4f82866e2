"""When nothing can be saved, what a respondent wrote stays in the page, ready to be sent again."""

import shutil
from collections import namedtuple
from dataclasses import replace

from sqlalchemy.exc import OperationalError

from feedback_app.errors import SealError
from feedback_app.services import drafts, responding, room
from feedback_app.store import Attempt, Draft, Response
from tests.factories import draft_text, texts
from tests.journeys.walking import begin, read, token_of
from tests.pages.answering import TYPED, address, answer_all, post

Usage = namedtuple("Usage", "total used free")
__all__ = ["address"]


def fill_disk(monkeypatch, free):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, free * room.MEGABYTE))


def press_again(client, page):
    """Send the form of a page that kept what was typed."""
    form = read(page).select_one("main form")
    kept = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    return client.post(form["action"], data=kept)


def test_nobody_begins_below_the_mark_and_begins_when_there_is_room(
    client, address, rows, monkeypatch
):
    shown = read(client.get(address))
    fill_disk(monkeypatch, 499)
    page = client.post(address, data={"csrf_token": token_of(shown), "agree": "yes"})
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    sheet = read(page)
    assert sheet.h1.get_text(strip=True) == "We cannot take new answers just now"
    assert "not your fault" in sheet.main.get_text()
    assert sheet.select_one("input[name=agree]")["value"] == "yes"
    assert rows.query(Draft).count() == 0
    fill_disk(monkeypatch, 500)
    assert press_again(client, page).status_code == 303
    assert rows.query(Draft).count() == 1


def test_who_began_before_can_go_on_and_send(client, address, rows, monkeypatch):
    first = begin(client, address)
    fill_disk(monkeypatch, 1)
    second = post(client, first, answer="y").location
    check = post(client, second, answer=TYPED).location
    post(client, check)
    assert texts(rows) == [TYPED]


def test_a_lost_key_is_told_to_no_child_and_what_was_written_stays(
    client, address, monkeypatch, caplog
):
    def lost(*_given, **_named):
        raise SealError("The master key ab is missing.", remedy="Put it back: into /srv/master.key")

    first = begin(client, address)
    shown = read(client.get(first))
    monkeypatch.setattr("feedback_app.respond.visit.drafts.find_draft", lost)
    page = client.post(first, data={"csrf_token": token_of(shown), "answer": "y"})
    assert page.status_code == 503
    assert "master" not in page.text
    assert read(page).select_one("input[name=answer]")["value"] == "y"
    assert "feedback doctor" in caplog.text


def test_reading_goes_on_below_the_mark(client, address, monkeypatch):
    fill_disk(monkeypatch, 0)
    assert client.get(address).status_code == client.get("/help").status_code == 200


def begin_again(app, address):
    client = app.test_client()
    shown = read(client.get(address))
    return client.post(address, data={"csrf_token": token_of(shown), "agree": "yes"})


def test_a_school_may_begin_from_one_address_and_a_flood_may_not(app, address, rows):
    rules = app.extensions["settings"]
    assert rules.starts_per_sender >= 5_000, "a county's schools may share one way to the internet"
    app.extensions["settings"] = replace(rules, starts_per_sender=3)
    assert [begin_again(app, address).status_code for _ in range(4)] == [303, 303, 303, 429]
    assert rows.query(Draft).count() == 3
    assert "127.0.0.1" not in {each.key for each in rows.query(Attempt)}


def test_who_waits_a_quarter_of_an_hour_can_begin_and_no_try_is_kept(app, address, rows, later):
    app.extensions["settings"] = replace(app.extensions["settings"], starts_per_sender=1)
    assert [begin_again(app, address).status_code for _ in range(2)] == [303, 429]
    later(minutes=16)
    assert begin_again(app, address).status_code == 303
    with app.extensions["database"].statements.connect() as connection:
        drafts.purge_expired(connection)
    assert rows.query(Attempt).count() == 1


def fail(*_given, **_more):
    raise OperationalError("UPDATE draft", {}, Exception("database or disk is full"))


def test_an_answer_that_cannot_be_saved_stays_in_the_page(client, address, rows, monkeypatch):
    second = post(client, begin(client, address), answer="y").location
    with monkeypatch.context() as broken:
        broken.setattr(drafts, "save_answers", fail)
        page = post(client, second, answer=f'<b>"{TYPED}"</b>')
    assert page.status_code == 503
    assert read(page).select_one("input[name=answer]")["value"] == f'<b>"{TYPED}"</b>'
    assert "<b>" not in page.text
    assert TYPED not in draft_text(rows)
    assert press_again(client, page).status_code == 303
    assert TYPED in draft_text(rows)


def test_answers_that_cannot_be_sent_are_sent_by_the_next_press(client, address, rows, monkeypatch):
    check = answer_all(client, address)
    with monkeypatch.context() as broken:
        broken.setattr(responding, "store_response", fail)
        page = post(client, check)
    assert page.status_code == 503
    assert rows.query(Response).count() == 0
    assert press_again(client, page).location == f"{address}/sent"
    assert texts(rows) == [TYPED]


def test_a_password_is_never_written_into_a_page(client, monkeypatch):
    monkeypatch.setattr("feedback_app.services.signing_in.check_password", fail)
    shown = client.get("/staff/sign-in")
    token = read(shown).select_one("input[name=csrf_token]")["value"]
    given = {"csrf_token": token, "email": "ada@example.org", "password": "four quiet words"}
    page = client.post("/staff/sign-in", data=given)
    assert page.status_code == 503
    assert "four quiet words" not in page.text
