"""Accounts of staff: added once, changed, closed; what is refused, and why."""

import pytest

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import accounts, signing_in
from feedback_app.store import Area, StaffSession
from feedback_app.store.staff import Role
from tests.factories import a_person

PASSWORD = "four quiet words here"


def add(rows, email="ada@example.org", **changes):
    given = {"name": "Ada", "role": Role.CODER, "password": PASSWORD}
    return accounts.add_staff(rows, email, **{**given, **changes})


def test_an_address_is_kept_in_small_letters_and_once(rows):
    assert add(rows, "  Ada@Example.ORG ").email == "ada@example.org"
    with pytest.raises(FeedbackError, match="already has an account"):
        add(rows, "ADA@example.org")


@pytest.mark.parametrize(
    "email", ["", "ada", "@", "@example.org", "ada@", "a\0b@example.org", "a@" + "x" * 253]
)
def test_what_is_no_address_is_refused(rows, email):
    with pytest.raises(FeedbackError, match="is not an e-mail address"):
        add(rows, email)


@pytest.mark.parametrize("length", [0, 11, 201])
def test_a_password_too_short_or_too_long_is_refused(rows, length):
    with pytest.raises(FeedbackError, match=f"The password has {length} characters"):
        add(rows, password="x" * length)


def test_a_name_left_out_is_the_address_and_a_long_one_is_cut(rows):
    assert add(rows, name=" ").name == "ada@example.org"
    assert add(rows, "b@example.org", name="x" * 500).name == "x" * 120


def test_a_locality_must_be_known(rows):
    with pytest.raises(FeedbackError, match="no locality called “nowhere”"):
        add(rows, role=Role.BOARD_READER, locality_id="nowhere")
    rows.add(Area(id="north", kind="locality", name="North"))
    rows.flush()
    reader = add(rows, role=Role.BOARD_READER, locality_id="north")
    assert reader.locality_id == "north"
    assert accounts.change_role(rows, reader.email, role=Role.CODER).locality_id is None


def test_a_change_of_role_ends_every_session_of_that_person_alone(rows):
    ada, bob = add(rows), a_person(rows)
    for person in (ada, ada, bob):
        signing_in.begin_session(rows, person.id)
    accounts.change_role(rows, ada.email, role=Role.BOARD_READER)
    assert [each.staff_id for each in rows.query(StaffSession)] == [bob.id]


def test_a_closed_account_is_listed_no_more_and_cannot_be_changed(rows):
    ada = add(rows)
    accounts.remove_staff(rows, ada.email)
    assert accounts.list_staff(rows) == []
    with pytest.raises(NotFoundError, match="has no account"):
        accounts.change_role(rows, ada.email, role=Role.CODER)


def test_a_closed_account_opens_again_when_its_address_is_added(rows):
    ada = add(rows)
    accounts.remove_staff(rows, ada.email)
    again = add(rows, role=Role.CODER)
    assert (again.id, again.role, again.is_active) == (ada.id, Role.CODER, True)
    with pytest.raises(FeedbackError, match="already has an account"):
        add(rows)


def test_the_only_administrator_stays(rows):
    ada = add(rows, role=Role.ADMINISTRATOR)
    for change in (
        lambda: accounts.remove_staff(rows, ada.email),
        lambda: accounts.change_role(rows, ada.email, role=Role.CODER),
    ):
        with pytest.raises(FeedbackError, match="only administrator"):
            change()
    add(rows, email="bea@example.org", role=Role.ADMINISTRATOR)
    accounts.remove_staff(rows, ada.email)


def test_somebody_without_an_account_cannot_be_changed(rows):
    with pytest.raises(NotFoundError, match=r"nobody@example\.org has no account"):
        accounts.remove_staff(rows, "nobody@example.org")
