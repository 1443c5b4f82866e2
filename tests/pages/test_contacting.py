"""“I would like someone to contact me”: apart from the answers, sealed, for one reader alone."""

import pytest

from feedback_app.services import clock, contacting, limits, retention, watches
from feedback_app.store import AuditEvent, ContactEvent, ContactRequest, Survey, Watch
from feedback_app.store.staff import Role
from tests.factories import sign_in_as
from tests.journeys.walking import read
from tests.pages.answering import address, post, send_all
from tests.reading import errors, heading, send, words

__all__ = ["address"]
GIVEN = {
    "name": "Zebedee",
    "reach": "Text 07700 900123",
    "safe": "After school, never a call",
    "about": "My uncle",
}


def ask(client, address, **changes):
    send_all(client, address)
    return post(client, f"{address}/contact", **{**GIVEN, **changes})


@pytest.fixture
def lead(app, rows):
    browser = app.test_client()
    person = sign_in_as(browser, rows, Role.SAFEGUARDING_LEAD, name="Lee Lead")
    return browser, person


def test_it_is_offered_to_everybody_after_sending_and_to_nobody_before(client, address):
    assert client.get(f"{address}/contact").status_code == 410
    sent = client.get(send_all(client, address).location)
    link = read(sent).find("a", string="I would like someone to contact me")
    assert link["href"] == f"{address}/contact"
    assert client.get(link["href"]).status_code == 200


def test_a_wish_is_sealed_and_holds_nothing_of_the_answers(client, rows, address):
    page = ask(client, address)
    assert heading(page) == "We will try to reach you"
    assert "on working days, from 09:00 to 17:00" in words(page)
    [wish] = rows.query(ContactRequest)
    for secret in GIVEN.values():
        assert secret.encode() not in wish.sealed_details
    assert {column.name for column in wish.__table__.columns} == {
        "id",
        "survey_id",
        "sealed_details",
    }


def test_a_second_press_asks_for_nothing_twice(client, rows, address):
    ask(client, address)
    again = client.get(f"{address}/contact")
    assert heading(again) == "We will try to reach you"
    token = read(client.get("/receipt")).select_one("main input[name=csrf_token]")["value"]
    client.post(f"{address}/contact", data={"csrf_token": token, **GIVEN})
    assert rows.query(ContactRequest).count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reach": " "}, "Tell us how we can reach you"),
        ({"about": "x" * 1001}, "That is too long. Make it shorter"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    client, rows, address, changes, error
):
    page = ask(client, address, **changes)
    assert page.status_code == 422
    assert errors(page) == [error]
    assert read(page).select_one("[name=safe]").get_text().strip() == GIVEN["safe"]
    assert rows.query(ContactRequest).count() == 0


def test_one_sender_cannot_flood_the_leads(client, rows, address, monkeypatch):
    monkeypatch.setattr(limits, "CONTACT", limits.Limit("contact", 1, is_for_staff=False))
    ask(client, address)
    client.get(f"{address}/next-person")
    assert ask(client, address).status_code == 429
    assert rows.query(ContactRequest).count() == 1


def test_a_lead_reads_it_and_every_reading_is_recorded(client, rows, address, lead):
    ask(client, address)
    browser, person = lead
    listed = browser.get("/safeguard/contacts")
    assert "Zebedee" not in listed.text
    [wish] = rows.query(ContactRequest)
    page = browser.get(f"/safeguard/contacts/{wish.id}")
    for said in GIVEN.values():
        assert said in words(page)
    browser.get(f"/safeguard/contacts/{wish.id}")
    found = [(e.action, e.staff_id, e.subject) for e in rows.query(AuditEvent)]
    assert found == [("read-contact", person.id, wish.id)] * 2
    assert [event.state for event in rows.query(ContactEvent)] == ["seen"]


def take(browser, wish, state, note):
    where = f"/safeguard/contacts/{wish.id}"
    return send(browser, browser.get(where), where, state=state, note=note)


def test_it_goes_from_tried_to_reached_to_closed_and_leaves_the_queue(client, rows, address, lead):
    ask(client, address)
    browser, _ = lead
    [wish] = rows.query(ContactRequest)
    for state in ("tried", "reached", "closed"):
        assert take(browser, wish, state, f"Note {state}").status_code == 303
    assert "Nothing is waiting." in words(browser.get("/safeguard/contacts"))
    assert "Note reached" in words(browser.get(f"/safeguard/contacts/{wish.id}"))
    assert take(browser, wish, "tried", "Again").status_code == 409
    assert b"Note" not in rows.query(ContactEvent).all()[-1].sealed_note


def test_nothing_is_closed_unread(client, rows, address, lead):
    ask(client, address)
    _, person = lead
    [wish] = rows.query(ContactRequest)
    with pytest.raises(contacting.ConcernStepError):
        contacting.record_step(
            rows, wish.id, contacting.ContactState.CLOSED, note="Done", staff_id=person.id
        )


def test_its_clock_runs_until_it_is_read(client, rows, address, lead, app):
    ask(client, address)
    rota = watches.rota_of(app.extensions["settings"])
    watches.tick(rows, rota)
    [watch] = rows.query(Watch)
    assert rota.hours.minutes_between(watch.started_at, watch.due_at) == 240
    [wish] = rows.query(ContactRequest)
    lead[0].get(f"/safeguard/contacts/{wish.id}")
    rows.expire_all()
    watches.tick(rows, rota)
    assert rows.query(Watch).count() == 0


def test_a_closed_wish_is_deleted_after_its_days_and_an_open_one_holds_the_keys(
    client, rows, address, lead, monkeypatch, tmp_path
):
    ask(client, address)
    [wish] = rows.query(ContactRequest)
    survey = rows.get(Survey, "spring")
    assert retention.purge(rows, survey, instance=tmp_path).held_back == 1
    take(lead[0], wish, "closed", "Done")
    assert contacting.purge_closed(rows, days=90) == 0
    moment = clock.now() + contacting.timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert contacting.purge_closed(rows, days=90) == 1
    assert rows.query(ContactEvent).count() == 0
