"""Opening a sealed answer: two people and a reason, for a few hours, and every step recorded."""

import pytest
from sqlalchemy.exc import IntegrityError

from feedback_app.services import openings
from feedback_app.store import AuditEvent, Opening
from feedback_app.store.openings import OpeningKind
from feedback_app.store.staff import Role
from tests.factories import a_person, a_response, a_survey, a_verbatim, sign_in_as
from tests.reading import errors, heading, send, words

SAID = "My uncle comes into my room."
REASON = "A coder read about an uncle in the room."
LIST, DECIDE = "/safeguard/openings", "/manage/openings"


@pytest.fixture
def verbatim(rows):
    a_survey(rows)
    return a_verbatim(rows, SAID, response=a_response(rows))


@pytest.fixture
def lead(client, rows, verbatim):
    return sign_in_as(client, rows, Role.SAFEGUARDING_LEAD, name="Lee Lead")


@pytest.fixture
def second(app, rows):
    """The browser of a second person."""
    browser = app.test_client()
    sign_in_as(browser, rows, Role.ADMINISTRATOR, name="Al Admin")
    return browser


def ask(client, verbatim, **changes):
    given = {"reference": verbatim.id, "reason": REASON, **changes}
    return send(client, client.get(LIST), LIST, **given)


def answer(browser, rows, word="grant"):
    opening = rows.query(Opening).order_by(Opening.asked_at.desc()).first()
    return send(browser, browser.get(DECIDE), f"{DECIDE}/{opening.id}", answer=word)


def read(client, verbatim):
    return client.get(f"/safeguard/responses/{verbatim.response_id}")


def test_a_sealed_answer_is_opened_by_two_people_and_a_reason(client, second, rows, lead, verbatim):
    assert read(client, verbatim).status_code == 409
    ask(client, verbatim)
    assert read(client, verbatim).status_code == 409
    assert REASON in words(second.get(DECIDE))
    assert SAID not in second.get(DECIDE).text
    answer(second, rows)
    page = read(client, verbatim)
    assert heading(page) == "The whole answer"
    assert SAID in words(page)
    actions = [each.action for each in rows.query(AuditEvent).order_by(AuditEvent.number)]
    assert actions == ["asked-to-open", "granted-opening", "read-response"]


def test_nobody_grants_their_own_request(client, rows, lead, verbatim):
    ask(client, verbatim)
    assert "This is your own request." in words(client.get(DECIDE))
    assert answer(client, rows).status_code == 403
    assert read(client, verbatim).status_code == 409


def test_the_database_itself_refuses_that_one_person_does_both(rows, lead, verbatim):
    row = Opening(kind="response", subject_id=verbatim.response_id, reason="x", asked_by=lead.id)
    row.asked_at = row.decided_at = openings.clock.now()
    row.decided_by = lead.id
    rows.add(row)
    with pytest.raises(IntegrityError, match="a_second_person_decides"):
        rows.flush()


def test_a_refused_request_opens_nothing_and_is_decided_once(client, second, rows, lead, verbatim):
    ask(client, verbatim)
    answer(second, rows, "refuse")
    assert read(client, verbatim).status_code == 409
    assert answer(second, rows, "grant").status_code == 400
    assert read(client, verbatim).status_code == 409


def test_what_was_opened_to_one_is_sealed_to_another(app, client, second, rows, lead, verbatim):
    ask(client, verbatim)
    answer(second, rows)
    other = app.test_client()
    sign_in_as(other, rows, Role.SAFEGUARDING_LEAD)
    assert read(other, verbatim).status_code == 409
    assert read(second, verbatim).status_code == 403
    assert read(client, verbatim).status_code == 200


def test_an_opening_ends_after_four_hours(client, second, rows, lead, verbatim, later):
    ask(client, verbatim)
    answer(second, rows)
    later(minutes=25)
    assert read(client, verbatim).status_code == 200
    later(hours=4, minutes=1)
    with pytest.raises(openings.SealedError):
        openings.read_response(rows, verbatim.response_id, by=lead.id)


def test_one_opening_opens_one_answer(client, second, rows, lead, verbatim):
    other = a_verbatim(rows, "Another child's words.", response=a_response(rows))
    ask(client, verbatim)
    answer(second, rows)
    assert read(client, other).status_code == 409


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": ""}, "The reason has 0 characters."),
        ({"reason": "because"}, "The reason has 7 characters."),
        ({"reason": "x" * 2001}, "The reason has 2001 characters."),
        ({"reference": "none"}, "There is no such answer."),
        ({"reference": ""}, "There is no such answer."),
        ({"reference": "\0"}, "There is no such answer."),
    ],
)
def test_a_request_without_reason_or_answer_is_not_taken(
    client, rows, lead, verbatim, changes, error
):
    page = ask(client, verbatim, **changes)
    assert page.status_code == 422
    assert errors(page)[0].startswith(error)
    assert rows.query(Opening).count() == 0


def test_the_address_of_the_coders_page_names_the_answer(client, rows, lead, verbatim):
    address = f"https://voice.example.org/manage/coding/spring/answers/{verbatim.id}"
    assert ask(client, verbatim, reference=address).status_code == 303
    assert rows.query(Opening).one().subject_id == verbatim.response_id


def test_a_kind_that_is_sealed_asks_here_whatever_it_is(rows, verbatim):
    asker, other = a_person(rows), a_person(rows)
    kind, subject = OpeningKind.RESPONSE, verbatim.response_id
    asked = openings.ask(rows, kind, subject, reason=REASON, by=asker.id)
    with pytest.raises(openings.SealedError):
        openings.refuse_unopened(rows, kind, subject, by=asker.id)
    openings.decide(rows, asked, is_granted=True, by=other.id)
    openings.refuse_unopened(rows, kind, subject, by=asker.id)
    with pytest.raises(openings.SealedError):
        openings.refuse_unopened(rows, kind, subject, by=other.id)
