"""Passkeys: what fits signs in once; what was asked elsewhere, before or of another does not."""

import pytest

from feedback_app.errors import FeedbackError, SignInError
from feedback_app.services import accounts, passkeys, second_steps
from feedback_app.services.passkeys import Site
from feedback_app.store import AuditEvent
from tests.authenticator import PRESENT, SoftPasskey
from tests.factories import a_person

SITE = Site("https://voice.example.org", "voice.example.org", "Have your say")


def a_passkey(rows, person, **changes):
    """Return a passkey that was added to an account."""
    device = SoftPasskey(**{"origin": SITE.origin, "host": SITE.host, **changes})
    challenge = passkeys.new_challenge()
    options = passkeys.registration_options(rows, person.id, SITE, challenge)
    passkeys.add_passkey(
        rows,
        person.id,
        answer=device.make(options),
        challenge=challenge,
        site=SITE,
        label="work laptop",
    )
    rows.commit()
    return device


def sign(rows, device, *, site=SITE, challenge=None, **how):
    asked = challenge or passkeys.new_challenge()
    answer = device.sign(passkeys.sign_in_options(site, asked), **how)
    return passkeys.who_signed(rows, answer=answer, challenge=asked, site=site)


@pytest.fixture
def ada(rows):
    return a_person(rows)


@pytest.mark.parametrize("counts", [True, False])
def test_a_passkey_signs_its_person_in_again_and_again(rows, ada, counts):
    device = a_passkey(rows, ada, counts=counts)
    assert second_steps.has_any(rows, ada.id)
    assert [sign(rows, device) for _ in range(3)] == [ada.id] * 3
    assert rows.query(AuditEvent).filter_by(action="added-passkey").count() == 1


def test_an_answer_counts_once(rows, ada):
    device = a_passkey(rows, ada, counts=False)
    challenge = passkeys.new_challenge()
    answer = device.sign(passkeys.sign_in_options(SITE, challenge))
    assert passkeys.who_signed(rows, answer=answer, challenge=challenge, site=SITE) == ada.id
    with pytest.raises(SignInError):
        passkeys.who_signed(rows, answer=answer, challenge=challenge, site=SITE)


def test_an_answer_to_another_challenge_does_not_fit(rows, ada):
    device = a_passkey(rows, ada)
    answer = device.sign(passkeys.sign_in_options(SITE, passkeys.new_challenge()))
    with pytest.raises(SignInError, match="does not fit"):
        passkeys.who_signed(rows, answer=answer, challenge=passkeys.new_challenge(), site=SITE)


def test_a_challenge_is_answered_soon_or_not_at_all(rows, ada, later):
    device = a_passkey(rows, ada)
    challenge = passkeys.new_challenge()
    later(minutes=6)
    with pytest.raises(SignInError):
        sign(rows, device, challenge=challenge)
    sign(rows, device)


@pytest.mark.parametrize(
    "how", [{"origin": "https://evil.example"}, {"flags": PRESENT}, {"flags": 0}]
)
def test_what_was_signed_elsewhere_or_without_unlocking_does_not_fit(rows, ada, how):
    with pytest.raises(SignInError):
        sign(rows, a_passkey(rows, ada), **how)


def test_a_passkey_of_another_site_does_not_fit(rows, ada):
    device = a_passkey(rows, ada)
    device.host = "evil.example"
    with pytest.raises(SignInError):
        sign(rows, device)


def test_a_copied_passkey_is_noticed_by_its_count(rows, ada):
    device = a_passkey(rows, ada)
    sign(rows, device)
    device.count -= 2
    with pytest.raises(SignInError):
        sign(rows, device)


def test_another_key_under_the_same_name_does_not_fit(rows, ada):
    device = a_passkey(rows, ada)
    device.key = SoftPasskey(origin=SITE.origin, host=SITE.host).key
    with pytest.raises(SignInError):
        sign(rows, device)


def test_a_closed_account_and_a_removed_passkey_sign_nobody_in(rows, ada):
    device, other = a_passkey(rows, ada), a_passkey(rows, ada)
    [kept, _] = passkeys.list_passkeys(rows, ada.id)
    passkeys.remove_passkey(rows, a_person(rows).id, kept.id)
    assert len(passkeys.list_passkeys(rows, ada.id)) == 2, "nobody removes another's"
    for each in passkeys.list_passkeys(rows, ada.id):
        if each.credential_id.startswith(_text(device)):
            passkeys.remove_passkey(rows, ada.id, each.id)
    with pytest.raises(SignInError):
        sign(rows, device)
    assert sign(rows, other) == ada.id
    accounts.remove_staff(rows, ada.email)
    rows.commit()
    with pytest.raises(SignInError):
        sign(rows, other)


def _text(device):
    from tests.authenticator import text

    return text(device.id)


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", "x" * 30_000, '{"id": "AA"}'])
def test_what_is_no_answer_is_refused_like_any_other(rows, ada, answer):
    for act in (
        lambda: passkeys.who_signed(
            rows, answer=answer, challenge=passkeys.new_challenge(), site=SITE
        ),
        lambda: passkeys.add_passkey(
            rows, ada.id, answer=answer, challenge=passkeys.new_challenge(), site=SITE, label=""
        ),
    ):
        with pytest.raises(SignInError, match="does not fit"):
            act()


def test_one_device_is_added_once(rows, ada):
    device = a_passkey(rows, ada)
    challenge = passkeys.new_challenge()
    options = passkeys.registration_options(rows, ada.id, SITE, challenge)
    with pytest.raises(FeedbackError):
        passkeys.add_passkey(
            rows,
            a_person(rows).id,
            answer=device.make(options),
            challenge=challenge,
            site=SITE,
            label="",
        )


@pytest.mark.parametrize(
    ("address", "can"),
    [
        ("https://voice.example.org", True),
        ("http://localhost:5000", True),
        ("http://127.0.0.1:5000", False),
        ("http://voice.example.org", False),
        ("https://[::1]:8000", False),
    ],
)
def test_passkeys_are_offered_where_browsers_make_them(address, can):
    assert passkeys.site_at(address, "x").can_have_passkeys is can
