"""Receipts: words by which somebody sees or withdraws a response, and which tell nobody else."""

import json
import re

import pytest

from analysis.text import normalise
from feedback_app.language import words_in
from feedback_app.services import handling, limits, receipts, safeguarding, surveys
from feedback_app.store import (
    Answer,
    Attempt,
    AuditEvent,
    Concern,
    Receipt,
    Response,
    SuggestedCoding,
    Verbatim,
)
from feedback_app.store.concerns import Outcome
from feedback_app.store.staff import Role
from forms.definition import Presentation
from forms.loading import SHIPPED, load_questionnaire
from tests.factories import a_plan, a_response, a_suggestion, a_verbatim, sign_in_as
from tests.journeys.walking import read, walk
from tests.pages.answering import address, post, send_all
from tests.reading import errors, heading, words

__all__ = ["address"]
SAID = "My step dad hits me when mum is at work"


def words_of(client, address, text=SAID):
    """Send answers and return the words that the last page shows."""
    page = client.get(send_all(client, address, text).location)
    found = read(page).select_one("details strong").get_text()
    assert len(found.split()) == receipts.WORDS
    return found


def use(client, said, **more):
    return post(client, "/receipt", words=said, **more)


def test_the_words_have_at_least_sixty_four_bits_and_only_a_hash_is_kept(client, rows, address):
    assert len(receipts._words()) ** receipts.WORDS >= 2**64
    assert len(set(receipts._words())) == len(receipts._words())
    said = words_of(client, address)
    [kept] = rows.query(Receipt)
    assert re.fullmatch("[0-9a-f]{64}", kept.hash)
    assert not any(word in kept.hash for word in said.split())


def test_the_words_show_the_answers_to_whoever_has_them(app, client, rows, address):
    said = words_of(client, address)
    other = app.test_client()
    page = use(other, f"  {said.upper().replace(' ', ',  ')} ")
    assert heading(page) == "Your answers"
    assert SAID in words(page)
    assert said not in page.request.path
    [event] = rows.query(AuditEvent)
    assert (event.staff_id, event.action) == ("respondent", "read-response")


def test_the_answers_are_shown_in_the_language_of_the_page(app, rows, partnership):
    asked = load_questionnaire(SHIPPED / "all-ages.yaml")
    values = {"feedback_date": "1 May"}
    surveys.open_survey(rows, "everyone", [asked], plan=a_plan(), parameters=values)
    address = f"/s/{surveys.links_of(rows, 'everyone')[0].token}"
    client = app.test_client()
    walk(client, address, asked, way="adult", text=SAID)
    said = read(client.get(f"{address}/sent")).select_one("details strong").get_text()
    app.extensions["languages"] = ("en", "ar")
    reader = app.test_client()
    reader.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
    shown = words(use(reader, said))
    assert SAID in shown
    assert words_in("ar", asked.pages[0].wording.of(Presentation.ADULT)) in shown
    assert words_in("ar", "Yes") in shown
    assert "Do you feel safe" not in shown


def test_the_words_are_told_to_stand_on_that_page_alone_and_for_a_short_time(
    client, address, later
):
    client.get(send_all(client, address).location)
    assert "on this page only, and for a short time" in words(client.get(f"{address}/sent"))
    later(hours=26)
    page = client.get(f"{address}/sent")
    assert (page.status_code, heading(page)) == (410, "There is nothing more to show here")
    assert "they are safe with us" in words(page)
    assert "The eight words are shown once." in words(page)


def test_the_same_page_shows_the_same_words_again_and_another_visit_others(app, client, address):
    said = words_of(client, address)
    assert said in client.get(f"{address}/sent").text
    assert words_of(app.test_client(), address) != said


def test_withdrawing_erases_the_response_and_what_hangs_on_it(app, client, rows, address, tmp_path):
    said = words_of(client, address, "The bus never comes at night")
    gone = rows.query(Response).one().id
    a_suggestion(rows, rows.query(Verbatim).one())
    other = a_verbatim(rows, "No bus here either.", response=a_response(rows))
    kept = other.id
    a_suggestion(rows, other, reasons={"because": normalise("The bus never comes at night")})
    page = use(app.test_client(), said, withdraw="1")
    assert page.location == "/receipt/withdrawn"
    rows.expire_all()
    assert rows.query(Response).filter_by(id=gone).count() == 0
    assert rows.query(Answer).filter_by(response_id=gone).count() == 0
    assert [each.id for each in rows.query(Verbatim)] == [kept]
    assert rows.query(SuggestedCoding).count() == 0
    assert rows.query(Receipt).count() == 0
    noted = json.loads((tmp_path / "backups" / "erasures.jsonl").read_text())
    assert noted["response_id"] == gone
    assert use(client, said).status_code == 404


def test_a_wrong_code_a_late_one_and_a_withdrawn_one_look_the_same(app, client, rows, address):
    said = words_of(client, address)
    pages = [use(app.test_client(), "acorn acorn acorn")]
    other = words_of(app.test_client(), address)
    use(app.test_client(), other, withdraw="1")
    pages.append(use(app.test_client(), other))
    surveys.close_survey(rows, "spring")
    rows.commit()
    pages.append(use(app.test_client(), said))
    assert {each.status_code for each in pages} == {404}
    assert len({words(each) for each in pages}) == 1
    assert errors(pages[0])[0].startswith("Those words open no answers.")


def test_guessing_is_limited_and_what_was_right_counts_not(app, client, rows, address, monkeypatch):
    monkeypatch.setattr(limits, "RECEIPT", limits.Limit("receipt", 3, is_for_staff=False))
    said = words_of(client, address)
    guesser = app.test_client()
    before = rows.query(Attempt).count()
    for _ in range(4):
        assert use(guesser, said).status_code == 200
    assert rows.query(Attempt).count() == before
    assert [use(guesser, "acorn almond").status_code for _ in range(4)] == [404, 404, 404, 429]
    assert use(guesser, said).status_code == 429


def test_when_the_survey_is_over_no_receipt_leads_anywhere(client, rows, address):
    words_of(client, address)
    assert receipts.forget_closed(rows) == 0
    surveys.close_survey(rows, "spring")
    assert receipts.forget_closed(rows) == 1
    assert rows.query(Receipt).count() == 0


def test_an_open_concern_outlives_a_withdrawn_answer_and_is_let_go_when_closed(
    app, client, rows, address, tmp_path
):
    """An answer may be withdrawn by somebody who stands beside the child."""
    said = words_of(client, address)
    [concern] = rows.query(Concern)
    page = use(client, said, withdraw="1")
    assert "worried" in words(client.get(page.location))
    rows.expire_all()
    assert rows.query(Response).count() == rows.query(Verbatim).count() == 0
    kept = rows.get(Concern, concern.id)
    assert SAID.encode() not in kept.sealed_record
    browser = app.test_client()
    lead = sign_in_as(browser, rows, Role.SAFEGUARDING_LEAD)
    shown = browser.get(f"/safeguard/concerns/{concern.id}")
    assert SAID in words(shown)
    assert "The answers were withdrawn." in words(shown)
    rows.expire_all()
    given = {"outcome": Outcome.REFER, "reason": "Called.", "staff_id": lead.id}
    handling.record_decision(rows, concern.id, **given)
    handling.close_concern(rows, concern.id, reason="The hub has it.", staff_id=lead.id)
    assert rows.get(Concern, concern.id).sealed_record is None
    again = safeguarding.read_concern(rows, concern.id, staff_id=lead.id)
    assert again.given == ()


def test_the_page_of_a_withdrawn_answer_tells_nobody_whether_it_raised_a_concern(
    app, address, rows
):
    pages = set()
    for text in (SAID, "The park is nice"):
        client = app.test_client()
        said = words_of(client, address, text)
        page = use(client, said, withdraw="1")
        pages.add(words(client.get(page.location)))
    assert len(pages) == 1


@pytest.mark.parametrize("path", ["/receipt", "/receipt/withdrawn"])
def test_pages_of_receipts_are_for_everybody(client, path):
    assert client.get(path).status_code == 200
