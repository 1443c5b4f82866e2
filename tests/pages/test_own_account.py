"""One's own account: password, second steps, sessions; and each step that signing in may owe."""

import pyotp
import pytest

from feedback_app.services import accounts, clock, second_steps
from feedback_app.services.accounts import ask_second_step
from feedback_app.store import AuditEvent, StaffSession
from feedback_app.store.staff import Role, Stage
from tests.factories import sign_in_as
from tests.pages.test_access import ROUTES
from tests.reading import errors, heading, send, soup, words

EMAIL, PASSWORD = "ada@example.org", "four quiet words here"
OTHER = "marmalade kestrel pavement"
SIGN_IN = "/staff/sign-in"


@pytest.fixture
def ada(rows):
    return accounts.add_staff(rows, EMAIL, name="Ada", role=Role.CODER, password=PASSWORD)


def enter(client, password=PASSWORD, address=SIGN_IN):
    return send(client, client.get(SIGN_IN), address, email=EMAIL, password=password)


def secret_on(page):
    return soup(page).main.select("code")[0].get_text().replace(" ", "")


def code_of(secret):
    from datetime import UTC

    return pyotp.TOTP(secret).at(clock.now().replace(tzinfo=UTC))


def set_up_app(client):
    """Set an app up as a person does; return its secret and the printed codes."""
    shown = client.get("/staff/account/second-steps")
    scan = client.get(send(client, shown, "/staff/account/app").location)
    secret = secret_on(scan)
    done = send(client, scan, "/staff/account/app/confirm", code=code_of(secret))
    assert heading(done) == "Your printed codes"
    return secret, [each.get_text() for each in soup(done).main.select("li code")]


def opens_work(client):
    return client.get("/manage/coding").status_code == 200


def test_with_an_app_the_password_alone_opens_nothing(client, ada, later):
    enter(client)
    secret, _ = set_up_app(client)
    client.delete_cookie("visit")
    later(minutes=1)
    page = enter(client)
    assert page.location == "/staff/sign-in/code"
    assert not opens_work(client)
    assert client.get("/staff/account").location == "/staff/sign-in/code"
    asked = client.get("/staff/sign-in/code")
    wrong = send(client, asked, "/staff/sign-in/code", code="000000")
    assert (wrong.status_code, len(errors(wrong))) == (401, 1)
    right = send(client, asked, "/staff/sign-in/code", code=code_of(secret))
    assert right.location == "/staff"
    assert opens_work(client)


def test_a_printed_code_lets_in_once(client, ada):
    enter(client)
    _, codes = set_up_app(client)
    for is_in in (True, False):
        client.delete_cookie("visit")
        enter(client)
        asked = client.get("/staff/sign-in/code")
        send(client, asked, "/staff/sign-in/code", code=codes[0])
        assert opens_work(client) is is_in


def test_the_second_step_is_guessed_five_times_and_no_more(client, ada, rows):
    enter(client)
    _, codes = set_up_app(client)
    client.delete_cookie("visit")
    enter(client)
    asked = client.get("/staff/sign-in/code")
    tried = [send(client, asked, "/staff/sign-in/code", code=f"{n:06}") for n in range(5)]
    assert {page.status_code for page in tried} == {401}
    refused = send(client, asked, "/staff/sign-in/code", code=codes[0])
    assert refused.status_code == 429
    assert not opens_work(client)
    assert rows.query(AuditEvent).filter_by(action="failed-second-step").count() == 5


def test_each_step_gives_the_browser_a_new_token(client, ada, rows):
    tokens = []

    def note():
        with client.session_transaction() as session:
            tokens.append(session["staff"])

    enter(client)
    _, codes = set_up_app(client)
    client.delete_cookie("visit")
    enter(client)
    note()
    send(client, client.get("/staff/sign-in/code"), "/staff/sign-in/code", code=codes[0])
    note()
    assert len(set(tokens)) == 2
    with client.session_transaction() as session:
        session["staff"] = tokens[0]
    assert not opens_work(client)


@pytest.fixture
def asked_of_coders(rows, ada):
    ask_second_step(rows, frozenset({Role.CODER}))
    rows.commit()


def test_a_role_that_needs_a_second_step_sets_one_up_first(client, asked_of_coders):
    assert enter(client).location == "/staff/account/second-steps"
    assert not opens_work(client)
    assert "Set one up to go on." in words(client.get("/staff/account/second-steps"))
    for address in ("/staff/account", "/staff/account/sessions", "/staff/account/password"):
        assert client.get(address).location == "/staff/account/second-steps"
    set_up_app(client)
    assert opens_work(client)


def test_asking_a_role_ends_its_sessions_and_leaves_the_others(client, app, rows, ada):
    enter(client)
    reader = app.test_client()
    sign_in_as(reader, rows, Role.BOARD_READER)
    ask_second_step(rows, frozenset({Role.CODER}))
    rows.commit()
    assert client.get("/staff").location == SIGN_IN
    assert reader.get("/reports").status_code == 200


def test_a_handed_out_password_opens_only_the_choice_of_ones_own(client, rows, ada):
    handed = accounts.hand_out_password(rows, EMAIL)
    rows.commit()
    assert enter(client, handed).location == "/staff/sign-in/password"
    assert not opens_work(client)
    shown = client.get("/staff/sign-in/password")
    same = send(client, shown, "/staff/sign-in/password", password=handed, again=handed)
    assert errors(same)[0].startswith("That is the password you had.")
    differing = send(client, shown, "/staff/sign-in/password", password=OTHER, again=PASSWORD)
    assert errors(differing) == ["The two passwords differ. Type the new one twice."]
    done = send(client, shown, "/staff/sign-in/password", password=OTHER, again=OTHER)
    assert done.location == "/staff"
    assert opens_work(client)
    client.delete_cookie("visit")
    assert enter(client, handed).status_code == 401
    assert enter(client, OTHER).status_code == 303


def test_a_handed_out_password_ends_after_three_days(client, rows, ada, later):
    handed = accounts.hand_out_password(rows, EMAIL)
    rows.commit()
    later(hours=73)
    assert enter(client, handed).status_code == 401


def test_a_reset_leaves_the_second_step_in_force(client, rows, ada):
    enter(client)
    set_up_app(client)
    handed = accounts.hand_out_password(rows, EMAIL)
    rows.commit()
    assert client.get("/staff").location == SIGN_IN
    assert enter(client, handed).location == "/staff/sign-in/code"


def test_a_password_is_changed_by_whoever_knows_it_and_other_sessions_end(app, client, ada, rows):
    other = app.test_client()
    enter(client)
    enter(other)
    shown = client.get("/staff/account/password")
    new = {"password": OTHER, "again": OTHER}
    wrong = send(client, shown, "/staff/account/password", old="not it at all", **new)
    assert errors(wrong) == ["That is not your password. Check it and try again."]
    easy = {"password": "password1234", "again": "password1234"}
    weak = send(client, shown, "/staff/account/password", old=PASSWORD, **easy)
    assert errors(weak)[0].startswith("That password would be guessed soon.")
    assert OTHER not in wrong.text
    done = send(client, shown, "/staff/account/password", old=PASSWORD, **new)
    assert done.location == "/staff/account"
    assert opens_work(client)
    assert not opens_work(other)
    assert rows.query(AuditEvent).filter_by(action="changed-password").count() == 1


def test_changing_how_one_signs_in_asks_for_the_password_again(client, rows, ada, later):
    enter(client)
    later(minutes=16)
    asked = client.get("/staff/account/second-steps")
    assert asked.location == "/staff/account/confirm?next=/staff/account/second-steps"
    shown = client.get(asked.location)
    refused = send(client, shown, asked.location, old="wrong words")
    assert refused.status_code == 400
    assert client.get("/staff/account/second-steps").status_code == 303
    assert send(client, shown, asked.location, old=PASSWORD).location.endswith("/second-steps")
    assert client.get("/staff/account/second-steps").status_code == 200


def test_sessions_are_listed_and_one_of_them_is_ended(app, client, rows, ada):
    other, third = app.test_client(), app.test_client()
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
    enter(client)
    sign_in = other.get(SIGN_IN)
    given = {"email": EMAIL, "password": PASSWORD}
    token = soup(sign_in).select_one("input[name=csrf_token]")["value"]
    other.post(SIGN_IN, data={"csrf_token": token, **given}, headers={"User-Agent": agent})
    enter(third)
    page = client.get("/staff/account/sessions")
    assert "Chrome · Windows" in words(page)
    assert words(page).count("this one") == 1
    reference = [
        each.select_one("input[name=session]")["value"]
        for each in soup(page).select(".sheet")
        if "Windows" in each.get_text()
    ]
    send(client, page, "/staff/account/sessions/end", session=reference[0])
    assert [opens_work(each) for each in (client, other, third)] == [True, False, True]
    send(client, page, "/staff/account/sessions/end")
    assert [opens_work(each) for each in (client, third)] == [True, False]


def test_nobody_ends_a_session_of_somebody_else(app, client, rows, ada):
    stranger = app.test_client()
    person = sign_in_as(stranger, rows)
    theirs = rows.query(StaffSession).filter_by(staff_id=person.id).one().id
    enter(client)
    for reference in (theirs[:16], theirs, "%" * 16, "_" * 16):
        page = client.get("/staff/account/sessions")
        send(client, page, "/staff/account/sessions/end", session=reference)
    assert opens_work(stranger)
    assert opens_work(client)


def test_the_token_of_a_session_stands_on_no_page(client, rows, ada):
    enter(client)
    with client.session_transaction() as session:
        token = session["staff"]
    for address in ("/staff/account", "/staff/account/sessions", "/manage/coding"):
        page = client.get(address).text
        assert token not in page
        assert rows.query(StaffSession.id).scalar() not in page


def test_signing_out_clears_what_the_browser_kept(client, rows, ada):
    enter(client)
    page = send(client, client.get("/staff/account"), "/staff/sign-out")
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert rows.query(StaffSession).count() == 0


def test_a_session_that_is_over_is_deleted(client, rows, ada, later):
    enter(client)
    later(minutes=31)
    assert client.get("/staff").location == SIGN_IN
    assert rows.query(StaffSession).count() == 0


OWN = [each for each in ROUTES if each[0].startswith("accounts.")]
OPEN_TO_ANYBODY = {
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.home",
    "accounts.use_passkey",
}

LED_TO = {
    Stage.SECOND_STEP: "/staff/sign-in/code",
    Stage.SET_UP: "/staff/account/second-steps",
    Stage.CHOOSE: "/staff/sign-in/password",
    Stage.OPEN: "/staff",
}


@pytest.mark.parametrize("stage", [*Stage, None], ids=lambda stage: stage or "nobody")
def test_a_page_of_ones_account_opens_at_its_step_of_signing_in_alone(app, rows, stage):
    app.config["WTF_CSRF_ENABLED"] = False
    mismatches = []
    for endpoint, method, path, _ in OWN:
        if endpoint in OPEN_TO_ANYBODY:
            continue
        client = app.test_client()
        if stage:
            sign_in_as(client, rows)
            rows.query(StaffSession).update({"stage": stage})
        stages = app.view_functions[endpoint].stages
        page = client.open(path, method=method)
        owed = LED_TO[stage] if stage else SIGN_IN
        is_led_away = page.status_code == 303 and page.location == owed and stage not in stages
        is_refused = "Your session has ended." in page.text
        if (stage not in stages) != (is_led_away or is_refused):
            mismatches.append((endpoint, method, stage, page.status_code))
    assert mismatches == []
    assert len(OWN) > 15


def test_every_page_of_ones_account_names_its_steps(app):
    named = {each[0] for each in OWN if getattr(app.view_functions[each[0]], "stages", ())}
    assert {each[0] for each in OWN} - named == OPEN_TO_ANYBODY


def test_every_page_of_staff_offers_to_sign_out(client, rows, ada):
    enter(client)
    for address in ("/manage/coding", "/reports", "/staff/account", "/staff/account/sessions"):
        assert soup(client.get(address)).select_one('form[action="/staff/sign-out"]')


def test_an_app_is_not_replaced_unnoticed(client, rows, ada):
    enter(client)
    set_up_app(client)
    page = send(client, client.get("/staff/account/second-steps"), "/staff/account/app")
    assert page.status_code == 400
    assert second_steps.has_app(rows, ada.id)
