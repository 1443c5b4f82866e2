"""Signing in: how passwords are kept, how guessing is slowed, how sessions end, where it leads."""

import re

import pytest
from argon2.exceptions import VerificationError
from sqlalchemy import select

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.errors import SignInError
from feedback_app.services import accounts, passwords, signing_in
from feedback_app.store import Attempt, AuditEvent, Staff, StaffSession
from feedback_app.store.staff import Role
from tests.factories import sign_in_as
from tests.reading import errors, heading, send

EMAIL, PASSWORD = "ada@example.org", "four quiet words here"
WRONG = "That e-mail address and password do not match an account. Check both and try again."
TOO_MANY = "There were too many tries to sign in. Wait 15 minutes, then try again."
SIGN_IN = "/staff/sign-in"


@pytest.fixture
def ada(rows):
    return accounts.add_staff(rows, EMAIL, name="Ada", role=Role.CODER, password=PASSWORD)


def try_in(client, email=EMAIL, password=PASSWORD, address=SIGN_IN):
    return send(client, client.get(SIGN_IN), address, email=email, password=password)


def is_in(client):
    return client.get("/staff").location != SIGN_IN


def test_passwords_are_kept_as_argon2id_with_a_salt_each(rows, ada):
    other = accounts.add_staff(rows, "b@example.org", name="B", role=Role.CODER, password=PASSWORD)
    hashes = [ada.password_hash, other.password_hash]
    assert all(each.startswith("$argon2id$v=19$m=47104,t=1,p=1$") for each in hashes)
    assert len(set(hashes)) == 2


def test_the_right_password_opens_the_first_page_of_the_role(client, rows, ada):
    page = try_in(client, " ADA@example.org ")
    assert (page.status_code, page.location) == (303, "/staff")
    assert is_in(client)
    assert [event.action for event in rows.query(AuditEvent)] == ["signed-in"]


def test_the_session_in_the_database_is_not_the_one_in_the_cookie(client, rows, ada):
    try_in(client)
    with client.session_transaction() as session:
        token = session["staff"]
    assert rows.scalar(select(StaffSession.id)) == signing_in._hash(token) != token


def test_each_sign_in_begins_a_new_session_and_forgets_the_old_cookie(client, rows, ada):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    try_in(client)
    with client.session_transaction() as session:
        first = session["staff"]
        assert "planted" not in session
    try_in(client)
    with client.session_transaction() as session:
        assert session["staff"] != first


def test_an_unknown_address_and_a_wrong_password_read_alike(client, ada):
    unknown = try_in(client, "nobody@example.org")
    wrong = try_in(client, password="not the right words")
    assert errors(unknown) == errors(wrong) == [WRONG]
    assert unknown.status_code == wrong.status_code == 401
    assert len(unknown.text) - len("nobody@example.org") == len(wrong.text) - len(EMAIL)


def test_an_unknown_address_costs_a_hash_too(rows, monkeypatch):
    verified = []
    real = passwords.HASHER.__class__.verify
    monkeypatch.setattr(
        passwords.HASHER.__class__,
        "verify",
        lambda self, kept, given: verified.append(kept) or real(self, kept, given),
    )
    with pytest.raises(SignInError):
        signing_in.check_password(rows, "nobody@example.org", PASSWORD)
    assert [each.split("$")[1:4] for each in verified] == [["argon2id", "v=19", "m=47104,t=1,p=1"]]
    with pytest.raises(VerificationError, match="does not match"):
        passwords.HASHER.verify(verified[0], PASSWORD)


@pytest.mark.parametrize("email", ["", "a\0b@example.org", "é@" + "x" * 5000, "' OR 1=1 --"])
def test_an_odd_address_is_refused_like_any_other(client, ada, email):
    page = try_in(client, email, PASSWORD)
    assert page.status_code == 401
    assert errors(page) == [WRONG]


def test_a_password_is_never_written_back(client, ada):
    assert "secret words of mine" not in try_in(client, password="secret words of mine").text


def test_five_tries_close_an_account_for_a_while_over_every_worker(
    client, tmp_path, rows, ada, later, monkeypatch
):
    second = create_app(load_settings(tmp_path))
    clients = [client, second.test_client()]
    monkeypatch.setattr(passwords, "matches", lambda _kept, given: given == PASSWORD)
    tries = [errors(try_in(clients[turn % 2], password="wrong words")) for turn in range(5)]
    assert tries == [[WRONG]] * 5
    for each in clients:
        page = try_in(each)
        assert (page.status_code, errors(page)) == (429, [TOO_MANY])
        assert not is_in(each)
    assert errors(try_in(client, "other@example.org")) == [WRONG]
    later(minutes=16)
    assert try_in(clients[1]).status_code == 303
    assert rows.query(Attempt).count() == 0, "tries that count no more are forgotten"
    second.extensions["database"].close()


def test_tries_while_closed_do_not_keep_it_closed(client, ada, later, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda _kept, given: given == PASSWORD)
    for _ in range(5):
        try_in(client, password="wrong words")
    later(minutes=10)
    assert errors(try_in(client)) == [TOO_MANY]
    later(minutes=16)
    assert try_in(client).status_code == 303


def test_tries_tell_neither_the_address_nor_live_for_ever(client, rows, ada, later):
    try_in(client, password="wrong words")
    kept = set(rows.scalars(select(Attempt.key)))
    assert len(kept) == 2, "one of the account, one of the sender"
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in kept)
    later(days=2)
    try_in(client, "other@example.org", "wrong words")
    rows.expire_all()
    assert rows.query(Attempt).count() == 2
    assert not kept & set(rows.scalars(select(Attempt.key)))


@pytest.mark.parametrize(
    ("idle", "still_in"),
    [({"minutes": 29}, True), ({"minutes": 31}, False), ({"hours": 13}, False)],
)
def test_a_session_idles_out(client, rows, later, idle, still_in):
    sign_in_as(client, rows)
    later(**idle)
    assert is_in(client) is still_in


def test_a_session_in_use_ends_after_twelve_hours_all_the_same(client, rows, later):
    sign_in_as(client, rows)
    for quarters in range(1, 48):
        later(minutes=15 * quarters)
        assert is_in(client), quarters
    later(hours=12, minutes=1)
    assert not is_in(client)


def test_signing_out_ends_the_session_on_the_server(app, client, ada):
    try_in(client)
    kept = client.get_cookie("visit").value
    page = send(client, client.get("/staff/account"), "/staff/sign-out")
    assert page.location == SIGN_IN
    other = app.test_client()
    other.set_cookie("visit", kept)
    assert not is_in(client)
    assert not is_in(other)


def change_role(rows):
    accounts.change_role(rows, EMAIL, role=Role.BOARD_READER)


def remove(rows):
    accounts.remove_staff(rows, EMAIL)


@pytest.mark.parametrize("change", [change_role, remove])
def test_a_change_of_account_ends_its_sessions_at_once(client, rows, ada, change):
    try_in(client)
    assert is_in(client)
    change(rows)
    rows.commit()
    assert not is_in(client)


def test_a_closed_account_signs_nobody_in(client, rows, ada):
    remove(rows)
    rows.commit()
    assert errors(try_in(client)) == [WRONG]
    assert not rows.get(Staff, ada.id).is_active


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.test",
        "//evil.test",
        "/\\evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "\\/evil.test",
        "javascript:alert(1)",
        " //evil.test",
        "",
    ],
)
def test_signing_in_leads_nowhere_else(client, ada, monkeypatch, wanted):
    monkeypatch.setattr(passwords, "matches", lambda *_: True)
    page = client.get(SIGN_IN)
    done = client.post(
        SIGN_IN,
        query_string={"next": wanted},
        data={"csrf_token": token_in(page), "email": EMAIL, "password": PASSWORD},
    )
    assert (done.status_code, done.location) == (303, "/staff")


def token_in(page):
    from tests.reading import token

    return token(page)


def test_signing_in_leads_on_to_the_page_that_asked(client, ada, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda *_: True)
    asked = client.get("/manage/surveys")
    assert asked.location == "/staff/sign-in?next=/manage/surveys"
    assert try_in(client, address=asked.location).location == "/manage/surveys"


def test_a_wrong_token_signs_nobody_in(client, ada):
    page = client.post(SIGN_IN, data={"csrf_token": "no", "email": EMAIL, "password": PASSWORD})
    assert page.status_code == 400
    assert heading(page) == "That page was open too long"
    assert not is_in(client)
