"""A full disk, a database that restarts, ten presses at once, a clock that jumps: nothing is lost.

Every child here writes what raises a concern, so that what is stored can be seen to be whole.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from feedback_app import nightly
from feedback_app.services import clock, surveys
from feedback_app.store import Watch
from forms.csrf import visit_token
from tests.factories import a_plan, texts
from tests.journeys import killing
from tests.journeys.walking import begin, read
from tests.pages.answering import post

SAID = f"{killing.WORRY} again"
MOST = 60
"""Visits within which a database that can grow no more must have refused one."""


@pytest.fixture
def address(rows):
    plan = a_plan(opens_on=clock.today() - timedelta(days=30))
    surveys.open_survey(rows, "spring", [killing.a_worrying_questionnaire()], plan=plan)
    return f"/s/{open_link(rows).token}"


def open_link(rows):
    [link] = [each for each in surveys.links_of(rows, "spring") if each.mode == "open-link"]
    return link


def worry(client, address, said=SAID):
    """Choose and write what has to be read; return the check page's address."""
    second = post(client, begin(client, address), answer="n").location
    return post(client, second, answer=said).location


def press_again(client, page):
    """Send the form of a page that kept what was written."""
    form = read(page).select_one("main form")
    kept = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    return client.post(form["action"], data=kept)


def persist(client, where, **data):
    """Open a form and send it, and again what was kept, as somebody does who is asked to."""
    if client.get(where).status_code != 200:
        assert client.get(where).status_code == 200
    page = post(client, where, **data)
    for _ in range(5):
        if page.status_code == 303:
            return page
        assert page.status_code == 503
        page = press_again(client, page)
    return page


def assert_whole(rows, said):
    assert sorted(texts(rows)) == sorted(said)
    assert (killing.count_responses(rows), killing.count_bare(rows)) == (len(said), 0)


@contextmanager
def no_more_room(app, rows):
    """Let the database itself say that the disk is full."""
    database = app.extensions["database"]
    if database.engine.dialect.name == "postgresql":
        rows.execute(text(SAY_FULL))
        rows.execute(text(f"CREATE TRIGGER full_disk BEFORE INSERT ON to_read {REFUSE}"))
        try:
            yield
        finally:  # the tables are kept for the next test
            rows.rollback()
            rows.execute(text("DROP TRIGGER full_disk ON to_read"))
        return
    most = [rows.execute(text("PRAGMA page_count")).scalar()]

    def limit(connection, *_more):
        connection.execute(f"PRAGMA max_page_count = {most[0]}")

    for engine in (database.engine, database.statements):
        event.listen(engine, "checkout", limit)
    connect_anew(database, rows)
    yield
    most[0] = 2**30
    connect_anew(database, rows)


SAY_FULL = """
CREATE OR REPLACE FUNCTION say_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$
"""
REFUSE = "FOR EACH STATEMENT EXECUTE FUNCTION say_full()"


def connect_anew(database, rows):
    rows.close()
    database.close()


def ready(app, rows, count):
    """Return, for each text, a browser that has only to send, and the token it sends."""
    link = open_link(rows)
    said = [f"{SAID} {number}" for number in range(count)]
    asked = killing.a_worrying_questionnaire()
    found = {}
    for words, cookie, csrf in killing.prepare(app, rows, link, asked, said, choice="n"):
        found[words] = app.test_client(), csrf
        found[words][0].set_cookie("visit", cookie)
    return found


def test_on_a_full_disk_an_answer_is_stored_whole_or_kept_in_the_page(app, rows, address):
    kept = {}
    visits = ready(app, rows, MOST)
    with no_more_room(app, rows):
        for said, (client, csrf) in visits.items():
            page = client.post(f"{address}/check", data={"csrf_token": csrf})
            if page.status_code != 303:
                assert page.status_code == 503
                kept[said] = client, page
        assert kept, "the disk was never full"
        assert killing.count_responses(rows) == MOST - len(kept)
        assert killing.count_bare(rows) == 0
    for client, page in kept.values():
        assert press_again(client, page).status_code == 303
    assert_whole(rows, visits)


def test_a_database_that_restarts_between_any_two_pages_loses_nothing(
    request, app, rows, address, database_url
):
    if database_url.startswith("postgresql"):
        request.getfixturevalue("kept_tables").engine.dispose()
    client = app.test_client()
    said = [f"{SAID} {number}" for number in range(6)]
    for number, words in enumerate(said):
        where = begin(client, address)
        restart(app, rows)
        where = persist(client, where, answer="n").location
        restart(app, rows)
        where = persist(client, where, answer=words).location
        if number % 2:
            restart(app, rows)
        page = client.post(where, data={"csrf_token": token_of_visit(client)})
        if page.status_code == 503:
            page = press_again(client, page)
        assert page.status_code == 303
    assert_whole(rows, said)


def token_of_visit(client):
    """Return the token of a visit without asking the database for a page."""
    with client.session_transaction() as kept:
        return visit_token(kept)


def restart(app, rows):
    """End every connection of the service, as a restart of the database does."""
    database = app.extensions["database"]
    if database.engine.dialect.name == "postgresql":
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        rows.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}"))
    else:
        connect_anew(database, rows)


def test_of_ten_presses_at_once_one_response_with_its_concerns_is_stored(app, rows, address):
    client = app.test_client()
    check = worry(client, address)
    [token] = {each["value"] for each in read(client.get(check)).select("[name=csrf_token]")}
    cookie = client.get_cookie("visit").value

    def send(_turn):
        other = app.test_client()
        other.set_cookie("visit", cookie)
        return other.post(check, data={"csrf_token": token}).status_code

    with ThreadPoolExecutor(10) as crowd:
        assert list(crowd.map(send, range(10))) == [303] * 10
    assert_whole(rows, [SAID])


@pytest.mark.parametrize("days", [-1, 365])
def test_a_clock_that_jumps_loses_nothing_and_doubles_nothing(
    app, rows, address, monkeypatch, days
):
    now = clock.now
    settings, database = app.extensions["settings"], app.extensions["database"]
    first, second, third = (app.test_client() for _ in range(3))
    sent = worry(first, address, "before " + SAID)
    token = read(first.get(sent)).select_one("[name=csrf_token]")["value"]
    assert first.post(sent, data={"csrf_token": token}).status_code == 303
    nightly.watch_over(settings, database)
    with monkeypatch.context() as jumped:
        jumped.setattr(clock, "now", lambda: now() + timedelta(days=days))
        assert first.post(sent, data={"csrf_token": token}).status_code in (303, 410)
        assert post(second, worry(second, address, "meanwhile " + SAID)).status_code == 303
        nightly.watch_over(settings, database)
        nightly.purge_due(settings, database)
    assert post(third, worry(third, address, "after " + SAID)).status_code == 303
    nightly.watch_over(settings, database)
    assert_whole(rows, [f"{when} {SAID}" for when in ("before", "meanwhile", "after")])
    assert rows.query(Watch).count() == 6
