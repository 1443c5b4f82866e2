"""The second step: each code counts once, and the secret is of no use without the key."""

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from feedback_app.errors import FeedbackError, SignInError
from feedback_app.services import clock, second_steps
from feedback_app.store import AuditEvent, AuthenticatorApp, RecoveryCode
from tests.factories import a_person

KEY = "a key outside the database"


@pytest.fixture
def ada(rows):
    return a_person(rows)


def set_up(rows, person):
    """Give somebody an app that works and return its secret."""
    second_steps.start_app(rows, person.id, secret_key=KEY)
    rows.flush()
    secret, _ = second_steps.app_in_the_making(
        rows, person.id, name="Ada", service="Have your say", secret_key=KEY
    )
    second_steps.confirm_app(rows, person.id, code_of(secret), secret_key=KEY)
    rows.commit()
    return secret


def code_of(secret, seconds=0):
    from datetime import UTC

    moment = clock.now().replace(tzinfo=UTC).timestamp()
    return pyotp.TOTP(secret).at(moment + seconds)


def use(rows, person, code):
    second_steps.use_code(rows, person.id, code, secret_key=KEY)


def test_an_app_counts_once_a_code_of_it_was_entered(rows, ada):
    second_steps.start_app(rows, ada.id, secret_key=KEY)
    assert not second_steps.has_any(rows, ada.id)
    with pytest.raises(SignInError):
        second_steps.confirm_app(rows, ada.id, "000000", secret_key=KEY)
    assert not second_steps.has_any(rows, ada.id)
    rows.query(AuthenticatorApp).delete()
    set_up(rows, ada)
    assert second_steps.has_any(rows, ada.id)


def test_the_address_an_app_scans_names_service_and_person(rows, ada):
    second_steps.start_app(rows, ada.id, secret_key=KEY)
    secret, address = second_steps.app_in_the_making(
        rows, ada.id, name="ada@example.org", service="Have your say", secret_key=KEY
    )
    parsed = pyotp.parse_uri(address)
    assert (parsed.secret, parsed.issuer, parsed.name) == (
        secret,
        "Have your say",
        "ada@example.org",
    )
    assert len(secret) * 5 >= 128


@pytest.mark.parametrize("typed", ["{}", " {} ", "0{}", "{}0"])
def test_a_code_counts_once_however_it_is_typed_again(rows, ada, later, typed):
    secret = set_up(rows, ada)
    later(seconds=30)
    code = code_of(secret)
    use(rows, ada, f"{code[:3]} {code[3:]}")
    with pytest.raises(SignInError, match="used before"):
        use(rows, ada, typed.format(code))


def test_a_code_of_before_counts_no_more_once_a_later_one_was_used(rows, ada, later):
    secret = set_up(rows, ada)
    later(minutes=2)
    earlier, now = code_of(secret, -30), code_of(secret)
    use(rows, ada, now)
    with pytest.raises(SignInError):
        use(rows, ada, earlier)


@pytest.mark.parametrize(("seconds", "is_right"), [(-30, True), (-90, False), (90, False)])
def test_a_code_holds_for_its_half_minute_and_the_next(rows, ada, later, seconds, is_right):
    secret = set_up(rows, ada)
    later(minutes=5)
    code = code_of(secret, seconds)
    if is_right:
        use(rows, ada, code)
        return
    with pytest.raises(SignInError):
        use(rows, ada, code)


def test_of_one_code_sent_at_once_by_many_a_single_one_counts(app, rows, ada, later):
    secret = set_up(rows, ada)
    later(minutes=5)
    code = code_of(secret)

    def enter(_turn):
        try:
            with app.extensions["database"].sessions.begin() as session:
                use(session, ada, code)
        except SignInError:
            return False
        return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(enter, range(12))) == 1


def test_a_code_of_somebody_else_is_none(rows, ada, later):
    set_up(rows, ada)
    other = set_up(rows, a_person(rows))
    later(minutes=5)
    with pytest.raises(SignInError):
        use(rows, ada, code_of(other))


def test_a_secret_is_sealed_for_one_person_under_a_key_outside(rows, ada):
    secret = set_up(rows, ada)
    bob = a_person(rows)
    set_up(rows, bob)
    kept = rows.get(AuthenticatorApp, ada.id).secret
    assert secret not in kept
    assert second_steps._open(kept, ada.id, KEY) == secret
    for staff_id, key in ((bob.id, KEY), (ada.id, "another key")):
        with pytest.raises(FeedbackError, match="cannot be read"):
            second_steps._open(kept, staff_id, key)


def test_printed_codes_count_once_each_and_are_kept_as_hashes(rows, ada):
    set_up(rows, ada)
    codes = second_steps.print_codes(rows, ada.id)
    rows.commit()
    assert len(set(codes)) == 10
    kept = {each.id for each in rows.query(RecoveryCode)}
    assert not any(code in each or code.replace("-", "") in each for code in codes for each in kept)
    use(rows, ada, codes[3].upper().replace("-", " "))
    with pytest.raises(SignInError):
        use(rows, ada, codes[3])
    assert second_steps.count_codes(rows, ada.id) == 9
    assert rows.query(AuditEvent).filter_by(action="used-printed-code").count() == 1


def test_printed_codes_have_112_random_bits_or_more():
    assert len(set(second_steps.LETTERS)) ** (second_steps.GROUPS * second_steps.OF) >= 2**112


def test_new_printed_codes_take_the_place_of_the_old(rows, ada):
    set_up(rows, ada)
    old = second_steps.print_codes(rows, ada.id)
    second_steps.print_codes(rows, ada.id)
    with pytest.raises(SignInError):
        use(rows, ada, old[0])


def test_a_printed_code_is_of_one_person_alone(rows, ada):
    codes = second_steps.print_codes(rows, a_person(rows).id)
    with pytest.raises(SignInError):
        use(rows, ada, codes[0])


def test_with_the_last_second_step_go_the_printed_codes(rows, ada):
    set_up(rows, ada)
    second_steps.print_codes(rows, ada.id)
    second_steps.remove_app(rows, ada.id, by=ada.id)
    assert second_steps.count_codes(rows, ada.id) == 0
    assert not second_steps.has_any(rows, ada.id)
