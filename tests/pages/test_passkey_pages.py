"""Adding a passkey and signing in with it, through the pages as a browser's script would."""

from dataclasses import replace

import pytest

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.services import accounts
from feedback_app.store.staff import Role
from tests.authenticator import SoftPasskey
from tests.factories import sign_in_as
from tests.reading import errors, heading, send, soup, words

ADDRESS = "http://localhost:5000"
NEW, USE = "/staff/account/passkeys", "/staff/sign-in/passkey"


@pytest.fixture
def site(app, tmp_path):
    made = create_app(replace(load_settings(tmp_path), public_url=ADDRESS))
    yield made
    made.extensions["database"].engine.dispose()
    made.extensions["database"].statements.dispose()


@pytest.fixture
def browser(site):
    return site.test_client()


def options_on(page):
    return soup(page).select_one("[data-passkey]")["data-options"]


def add_passkey(client):
    device = SoftPasskey(origin=ADDRESS, host="localhost")
    shown = client.get(NEW)
    answer = device.make(options_on(shown))
    return device, send(client, shown, NEW, answer=answer, label="work laptop")


def test_a_passkey_is_added_and_signs_in_without_password_or_code(site, browser, rows):
    sign_in_as(browser, rows, Role.CODER)
    device, done = add_passkey(browser)
    assert heading(done) == "Your printed codes"
    assert "work laptop" in words(browser.get("/staff/account/second-steps"))
    other = site.test_client()
    shown = other.get(USE)
    entered = send(other, shown, USE, answer=device.sign(options_on(shown)))
    assert entered.location == "/staff"
    assert other.get("/manage/coding").status_code == 200


def test_an_answer_sent_twice_signs_in_once(site, browser, rows):
    sign_in_as(browser, rows)
    device, _ = add_passkey(browser)
    other = site.test_client()
    shown = other.get(USE)
    answer = device.sign(options_on(shown))
    kept = other.get_cookie("visit").value
    assert send(other, shown, USE, answer=answer).status_code == 303
    thief = site.test_client()
    thief.set_cookie("visit", kept)
    again = send(thief, shown, USE, answer=answer)
    assert (again.status_code, errors(again)) == (
        401,
        ["That passkey does not fit. Try again, or use your password."],
    )
    assert thief.get("/manage/coding").status_code == 303


def test_an_answer_to_another_browser_does_not_fit(site, browser, rows):
    sign_in_as(browser, rows)
    device, _ = add_passkey(browser)
    asked, other = site.test_client(), site.test_client()
    answer = device.sign(options_on(asked.get(USE)))
    assert send(other, other.get(USE), USE, answer=answer).status_code == 401


def test_a_handed_out_password_is_still_to_be_replaced_after_a_passkey(site, browser, rows):
    person = sign_in_as(browser, rows)
    device, _ = add_passkey(browser)
    accounts.hand_out_password(rows, person.email)
    rows.commit()
    other = site.test_client()
    shown = other.get(USE)
    entered = send(other, shown, USE, answer=device.sign(options_on(shown)))
    assert entered.location == "/staff/sign-in/password"


def test_the_script_of_passkeys_stands_on_their_pages_alone(client, rows):
    assert "passkey" in client.get(USE).text
    for address in ("/", "/help", "/staff/sign-in"):
        scripts = [each["src"] for each in soup(client.get(address)).select("script")]
        assert scripts
        assert not [each for each in scripts if "passkey" in each]
