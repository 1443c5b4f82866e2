"""Passwords: what is refused, what is allowed, and how one is compared."""

import pytest

from feedback_app.errors import FeedbackError
from feedback_app.services import passwords


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "passwordpassword",
        "qwertyuiopas",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "123456789012",
        "letmeinletmein",
        "abcdefghijkl",
        "P@ssw0rd2024",
    ],
)
def test_a_common_password_is_refused_though_it_is_long(password):
    with pytest.raises(FeedbackError, match="would be guessed soon"):
        passwords.check(password)


def test_the_names_of_the_person_and_the_service_make_no_password():
    about = ("Ada Lovelace", "ada.lovelace@example.org")
    for password in ("adalovelace1", "ada.lovelace@example.org", "safeguarding1"):
        with pytest.raises(FeedbackError, match="would be guessed soon"):
            passwords.check(password, *about)


@pytest.mark.parametrize(
    "password",
    [
        "marmalade kestrel pavement",
        "marmaladekestrelpavement",
        "Żółw gra na organach",
        "8302 7741 0096 5528",
        "x%G;" * 2 + "µ–|" + "\t" + "~~~~",
        "four quiet words that go on for much longer than sixty-four characters do, as they may",
    ],
)
def test_any_signs_make_a_password_if_they_are_many(password):
    passwords.check(password)


def test_every_character_of_a_password_counts():
    kept = passwords.keep("x" * passwords.LONGEST)
    assert passwords.matches(kept, "x" * passwords.LONGEST)
    for other in ("x" * (passwords.LONGEST - 1), "x" * (passwords.LONGEST + 1)):
        assert not passwords.matches(kept, other)
    kept = passwords.keep("Marmalade kestrel ")
    assert not passwords.matches(kept, "marmalade kestrel ")
    assert not passwords.matches(kept, "Marmalade kestrel")


def test_a_handed_out_password_is_random_and_good_enough():
    made = {passwords.invent() for _ in range(200)}
    assert len(made) == 200
    assert len(set(passwords.SYLLABLES)) == 64
    for each in list(made)[:20]:
        passwords.check(each)
