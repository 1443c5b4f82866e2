"""The administrator's pages: accounts, roles, localities."""

import pytest

from feedback_app.services import clock, second_steps, signing_in
from feedback_app.services.accounts import roles_with_second_step
from feedback_app.store import AuditEvent, Passkey, Staff, StaffSession
from feedback_app.store.staff import Role
from tests.factories import a_person, sign_in_as
from tests.reading import errors, send, soup, token, words

GIVEN = {
    "name": "Sam Reader",
    "email": "sam@example.org",
    "role": "board-reader",
    "locality": "",
    "password": "marmalade kestrel pavement",
}


@pytest.fixture(autouse=True)
def administrator(client, rows, partnership):
    return sign_in_as(client, rows, Role.ADMINISTRATOR)


def add(client, **changes):
    return send(client, client.get("/manage/staff"), "/manage/staff", **{**GIVEN, **changes})


def test_an_account_is_added_and_can_sign_in(client, rows):
    assert add(client).status_code == 303
    assert "Sam Reader" in words(client.get("/manage/staff"))
    assert signing_in.check_password(rows, "sam@example.org", GIVEN["password"])
    assert rows.query(AuditEvent).filter_by(action="added-staff").count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"email": "sam"}, "“sam” is not an e-mail address."),
        ({"password": "short"}, "The password has 5 characters."),
        ({"role": "queen"}, "There is no role chosen."),
        ({"locality": "loc-atlantis"}, "There is no locality called “loc-atlantis”."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(client, rows, changes, error):
    page = add(client, **changes)
    assert page.status_code == 422
    assert errors(page)[0].startswith(error)
    assert 'value="Sam Reader"' in page.get_data(as_text=True)
    assert GIVEN["password"] not in page.get_data(as_text=True)
    assert rows.query(Staff).count() == 1


def test_a_new_role_holds_at_once_and_ends_their_sessions(client, app, rows):
    person = sign_in_as(app.test_client(), rows, Role.CODER)
    address = f"/manage/staff/{person.id}"
    send(client, client.get(address), f"{address}/role", role="safeguarding-lead", locality="")
    rows.expire_all()
    assert rows.get(Staff, person.id).role == Role.SAFEGUARDING_LEAD
    assert rows.query(StaffSession).filter_by(staff_id=person.id).count() == 0


def test_an_account_is_closed(client, rows):
    person = a_person(rows)
    address = f"/manage/staff/{person.id}"
    send(client, client.get(address), f"{address}/remove")
    rows.expire_all()
    assert not rows.get(Staff, person.id).is_active
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("step", ["role", "remove"])
def test_nobody_changes_their_own_account(client, rows, administrator, step):
    shown = client.get("/manage/staff")
    address = f"/manage/staff/{administrator.id}/{step}"
    page = send(client, shown, address, role="coder")
    assert page.status_code == 422
    assert errors(page)[0].startswith("This is your own account.")
    rows.expire_all()
    assert rows.get(Staff, administrator.id).role == Role.ADMINISTRATOR


def test_an_administrator_signs_somebody_out_everywhere(client, app, rows):
    browser = app.test_client()
    person = sign_in_as(browser, rows, Role.CODER)
    address = f"/manage/staff/{person.id}"
    shown = client.get(address)
    assert "Signed in with 1 browser." in words(shown)
    send(client, shown, f"{address}/sessions")
    assert browser.get("/staff").location == "/staff/sign-in"
    assert client.get("/manage/staff").status_code == 200


def test_a_password_is_handed_out_once_and_never_chosen_by_the_administrator(client, rows):
    person = a_person(rows)
    address = f"/manage/staff/{person.id}"
    page = send(client, client.get(address), f"{address}/password", password="chosen by another")
    handed_out = soup(page).main.select_one("code").get_text()
    rows.expire_all()
    assert signing_in.check_password(rows, person.email, handed_out) == person.id
    assert handed_out not in client.get(address).text
    rows.expire_all()
    assert rows.get(Staff, person.id).password_until is not None


def test_an_account_that_an_administrator_adds_owes_a_password_of_its_own(client, rows):
    add(client)
    rows.expire_all()
    added = rows.query(Staff).filter_by(email="sam@example.org").one()
    assert added.password_until is not None


def test_lost_second_steps_are_removed_and_the_person_signed_out(client, app, rows):
    person = sign_in_as(app.test_client(), rows)
    rows.add(
        Passkey(
            id="k",
            credential_id="k",
            staff_id=person.id,
            public_key="k",
            label="laptop",
            added_at=clock.now(),
        )
    )
    rows.flush()
    address = f"/manage/staff/{person.id}"
    shown = client.get(address)
    assert "Has a second step." in words(shown)
    send(client, shown, f"{address}/second-steps")
    assert not second_steps.has_any(rows, person.id)
    assert rows.query(StaffSession).filter_by(staff_id=person.id).count() == 0


def test_roles_are_asked_for_a_second_step(client, rows):
    shown = client.get("/manage/staff")
    page = client.post(
        "/manage/staff/asking",
        data={"csrf_token": token(shown), "asked": ["coder", "safeguarding-lead"]},
    )
    assert page.status_code == 303
    assert roles_with_second_step(rows) == {Role.CODER, Role.SAFEGUARDING_LEAD}
    ticked = soup(client.get("/manage/staff")).select("input[name=asked][checked]")
    assert {each["value"] for each in ticked} == {"coder", "safeguarding-lead"}


def test_a_field_that_was_not_asked_is_not_set(client, rows):
    add(client, id="f" * 32, is_active="", password_hash="mine", password_until="")
    rows.expire_all()
    added = rows.query(Staff).filter_by(email="sam@example.org").one()
    assert added.id != "f" * 32
    assert added.is_active
    assert added.password_hash.startswith("$argon2id$")
    assert added.password_until is not None


@pytest.mark.parametrize("step", ["password", "second-steps"])
def test_nobody_resets_how_they_sign_in_themselves(client, rows, administrator, step):
    shown = client.get("/manage/staff")
    page = send(client, shown, f"/manage/staff/{administrator.id}/{step}")
    assert page.status_code == 422
    assert errors(page)[0].startswith("This is your own account.")
