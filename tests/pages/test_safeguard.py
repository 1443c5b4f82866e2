"""The safeguarding lead's pages: the queue, one concern, each step."""

from dataclasses import replace

import pytest

from feedback_app.services import clock
from feedback_app.services.concern_steps import reason_of
from feedback_app.store import Alert, AuditEvent, Concern, ConcernEvent, Response, ToRead
from feedback_app.store.staff import Role
from tests.factories import (
    a_concern,
    a_person,
    a_response,
    a_survey,
    a_verbatim,
    an_answer,
    sign_in_as,
)
from tests.reading import errors, heading, send, soup, words

SAID = "He hits me when nobody is there."


@pytest.fixture(autouse=True)
def lead(client, rows):
    a_survey(rows)
    return sign_in_as(client, rows, Role.SAFEGUARDING_LEAD, name="Lee Lead")


@pytest.fixture
def concern(rows):
    response = a_response(rows)
    an_answer(rows, response, "safe", "n")
    a_verbatim(rows, SAID, response=response)
    return a_concern(rows, response=response)


def address(concern, step=""):
    return f"/safeguard/concerns/{concern.id}{step}"


def decide(client, concern, **changes):
    given = {"outcome": "refer", "reason": "Called the hub.", **changes}
    return send(client, client.get(address(concern)), address(concern, "/decision"), **given)


def close(client, concern, reason="The hub has it."):
    shown = client.get(address(concern))
    return send(client, shown, address(concern, "/closing"), **{"closing-reason": reason})


def test_the_queue_puts_the_most_urgent_first_and_then_the_oldest(client, rows):
    for level, day in (("T1", 1), ("T3", 4), ("T2", 3), ("T2", 2), ("T3", 5)):
        a_concern(rows, level=level, raised_on=clock.today().replace(year=2025, month=5, day=day))
    found = [
        each.get_text(strip=True)
        for each in soup(client.get("/safeguard/concerns")).select("main h2")
    ]
    assert [each.partition("–")[0].strip() for each in found] == [
        "Danger now: read at once",
        "Danger now: read at once",
        "Possible harm: read today",
        "Possible harm: read today",
        "Worry: read this week",
    ]
    days = [each.rpartition(" ")[0][-5:] for each in found]
    assert days == ["4 May", "5 May", "2 May", "3 May", "1 May"]


def test_the_queue_shows_no_word_of_what_was_written(client, concern):
    page = client.get("/safeguard/concerns")
    assert "Nobody has read it" in words(page)
    assert SAID not in page.get_data(as_text=True)


def test_a_concern_is_shown_with_the_whole_answer_and_why(client, concern):
    page = client.get(address(concern))
    assert heading(page) == "Possible harm: read today"
    shown = words(page)
    assert "Do you feel safe?" in shown
    assert "Label n" in shown
    assert "Says somebody hits them" in shown
    assert soup(page).mark.get_text() == SAID


def test_opening_a_concern_says_who_read_it_and_every_reading_is_recorded(
    client, rows, concern, lead
):
    client.get(address(concern))
    client.get(address(concern))
    [event] = rows.query(ConcernEvent)
    assert (event.state, event.staff_id) == ("seen", lead.id)
    found = [(each.action, each.subject) for each in rows.query(AuditEvent)]
    assert found == [("read-concern", concern.id)] * 2
    assert "Lee Lead" in words(client.get("/safeguard/concerns"))


def test_a_decision_is_kept_with_person_outcome_and_reason(client, rows, concern, lead):
    assert decide(client, concern).status_code == 303
    event = rows.query(ConcernEvent).order_by(ConcernEvent.number.desc()).first()
    assert (event.state, event.outcome) == ("decided", "refer")
    assert reason_of(rows, event) == "Called the hub."
    assert b"Called" not in event.sealed_reason
    assert "Decided: Referral" in words(client.get(address(concern)))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"outcome": ""}, "Choose what you decided"),
        ({"reason": " "}, "There is no reason. Write why, in a sentence or two."),
        ({"reason": "x" * 2001}, "The reason has 2001 characters."),
    ],
)
def test_a_decision_without_outcome_or_reason_is_asked_for_again(
    client, rows, concern, changes, error
):
    page = decide(client, concern, **changes)
    assert page.status_code == 422
    assert errors(page)[0].startswith(error)
    assert [event.state for event in rows.query(ConcernEvent)] == ["seen"]


def test_a_decided_concern_is_closed_and_leaves_the_queue(client, rows, concern):
    decide(client, concern)
    assert close(client, concern).location == "/safeguard/concerns"
    assert "Nothing is waiting." in words(client.get("/safeguard/concerns"))
    assert "Close this concern" not in words(client.get(address(concern)))


def test_nothing_is_closed_unread(client, rows, concern):
    shown = client.get("/manage/none")
    other = client.get(address(a_concern(rows)))
    page = send(client, other, address(concern, "/closing"), **{"closing-reason": "Fine."})
    assert shown.status_code == 404
    assert page.status_code == 409
    assert "This concern is new. Read it and decide first." in words(page)
    assert rows.query(ConcernEvent).filter_by(concern_id=concern.id).count() == 0


def test_nothing_is_decided_unread(client, rows, concern):
    other = client.get(address(a_concern(rows)))
    given = {"outcome": "no-concern", "reason": "Fine."}
    page = send(client, other, address(concern, "/decision"), **given)
    assert page.status_code == 409
    assert rows.query(ConcernEvent).filter_by(concern_id=concern.id).count() == 0


def test_nothing_is_closed_undecided(client, rows, concern):
    assert close(client, concern).status_code == 409


def test_a_closed_concern_takes_no_more_steps(client, rows, concern):
    decide(client, concern)
    close(client, concern)
    other = client.get(address(a_concern(rows)))
    page = send(client, other, address(concern, "/closing"), **{"closing-reason": "Again."})
    assert page.status_code == 409
    assert "It was closed by a colleague." in words(page)


def test_monthly_figures_count_levels_outcomes_and_the_wait(client, rows, concern):
    a_concern(rows, level="T3")
    decide(client, concern)
    row = soup(client.get("/safeguard/figures")).select("tbody tr")
    assert len(row) == 1
    cells = [each.get_text(strip=True) for each in row[0].select("th, td")]
    wait = (clock.today() - concern.raised_on).days
    assert cells == ["May 2026", "1", "1", "0", "1", f"{wait}", "0", "0", "1", "0", "0"]


def test_an_unknown_concern_is_a_page_that_says_so(client):
    page = client.get("/safeguard/concerns/none")
    assert page.status_code == 404
    assert "There is no such concern." in words(page)


def test_a_concern_is_handed_over_and_stands_under_the_colleagues_name(client, rows, concern):
    other = a_person(rows, Role.SAFEGUARDING_LEAD, name="Olu Other")
    shown = client.get(address(concern))
    given = {"to": other.id, "handing-reason": "I am away tomorrow."}
    page = send(client, shown, address(concern, "/hand-over"), **given)
    assert page.location == "/safeguard/concerns"
    assert "Olu Other" in words(client.get("/safeguard/concerns"))
    assert "Handed over to Olu Other" in words(client.get(address(concern)))
    assert "I am away tomorrow." in words(client.get(address(concern)))
    assert [each.address for each in rows.query(Alert)] == [other.email]


@pytest.mark.parametrize("to", ["", "me", "coder"])
def test_a_concern_is_handed_to_another_lead_alone(client, rows, concern, lead, to):
    coder = a_person(rows, Role.CODER)
    shown = client.get(address(concern))
    given = {"to": {"me": lead.id, "coder": coder.id}.get(to, ""), "handing-reason": "Away."}
    page = send(client, shown, address(concern, "/hand-over"), **given)
    assert page.status_code == 422
    assert [event.handed_to for event in rows.query(ConcernEvent)] == [None]


def test_a_banner_says_on_every_staff_page_that_something_waits(app, client, rows, concern):
    banner = "1 waits for you to read it."
    assert banner in words_of_body(client.get("/reports"))
    client.get(address(concern))
    assert banner not in words_of_body(client.get("/reports"))
    other = app.test_client()
    sign_in_as(other, rows, Role.BOARD_READER)
    a_concern(rows)
    assert "to read it" not in words_of_body(other.get("/reports"))


def words_of_body(page):
    return " ".join(soup(page).body.get_text(" ").split())


@pytest.fixture
def unread(rows):
    """Three responses with words that nobody has read, the most worrying last in the table."""
    found = []
    for score, text in ((5, "The park is nice."), (60, SAID), (30, "I feel alone.")):
        response = a_response(rows)
        a_verbatim(rows, text, response=response)
        rows.add(ToRead(response_id=response.id, score=score))
        found.append(response)
    rows.flush()
    return found


def test_every_text_is_read_the_most_worrying_first(client, rows, unread, lead):
    page = client.get("/safeguard/reading")
    shown = [each.get_text(strip=True) for each in soup(page).select(".queue__words")]
    assert shown == [SAID, "I feel alone.", "The park is nice."]
    assert [each.action for each in rows.query(AuditEvent)] == ["read-texts"]
    read = [each["value"] for each in soup(page).select("input[name=read]")]
    page = send(client, page, "/safeguard/reading", read=read, **{"raise": read[1:2]})
    assert page.location == "/safeguard/reading"
    assert {(each.read_by, each.read_on) for each in rows.query(ToRead)} == {
        (lead.id, clock.today())
    }
    [concern] = rows.query(Concern)
    assert (concern.response_id, concern.level) == (unread[2].id, "T2")
    assert not soup(client.get("/safeguard/reading")).select(".queue__words")


def decide_alone(client, rows, level="T3"):
    concern = a_concern(rows, level=level)
    decide(client, concern, outcome="no-concern", reason="A line from a game.")
    return concern


def test_whoever_alone_saw_no_danger_is_told_so_and_whom_to_ask(client, rows, lead):
    other = a_person(rows, Role.SAFEGUARDING_LEAD, name="Olu Other")
    concern = decide_alone(client, rows)
    page = client.get(address(concern))
    assert "A second person has to read this before it is closed." in words(page)
    assert "Close this concern" not in words(page)
    assert "Ask a second reader" in words(page)
    given = {"to": other.id, "handing-reason": "Do you see it as I do?"}
    send(client, page, address(concern, "/hand-over"), **given)
    assert [(each.kind, each.address) for each in rows.query(Alert)] == [
        ("handed-over", other.email)
    ]
    assert "Olu Other" in words(client.get("/safeguard/concerns"))


def test_a_lead_with_no_colleague_asks_the_deputies_and_the_administrators(client, rows, app):
    given = {"deputy_emails": ("deputy@partner.example",)}
    app.extensions["settings"] = replace(app.extensions["settings"], **given)
    a_person(rows, Role.ADMINISTRATOR, email="admin@example.org")
    concern = decide_alone(client, rows)
    page = client.get(address(concern))
    assert "No other safeguarding lead can sign in." in words(page)
    where = address(concern, "/second-reader")
    assert send(client, page, where, **{"asking-reason": " "}).status_code == 422
    asked = send(client, page, where, **{"asking-reason": "Please read it too."})
    assert asked.status_code == 303
    assert sorted((each.kind, each.address) for each in rows.query(Alert)) == [
        ("second-reader", "admin@example.org"),
        ("second-reader", "deputy@partner.example"),
    ]
    assert "Please read it too." in words(client.get(address(concern)))


def test_advice_from_a_partner_lets_one_lead_close_it(client, rows):
    concern = decide_alone(client, rows)
    assert close(client, concern).status_code == 409
    decide(client, concern, outcome="advice", reason="The deputy of the police read it with me.")
    assert close(client, concern).status_code == 303


def test_a_lesser_worry_needs_no_second_reader(client, rows):
    concern = decide_alone(client, rows, level="T2")
    page = client.get(address(concern))
    assert "Close this concern" in words(page)
    where = address(concern, "/second-reader")
    assert send(client, page, where, **{"asking-reason": "Please."}).status_code == 409


def test_administrators_are_told_that_a_lead_is_alone(client, rows):
    told = "A concern needs a second reader"
    decide_alone(client, rows)
    sign_in_as(client, rows, Role.ADMINISTRATOR)
    assert told in client.get("/manage/surveys").get_data(as_text=True)
    a_person(rows, Role.SAFEGUARDING_LEAD)
    assert told not in client.get("/manage/surveys").get_data(as_text=True)


def link(client, concern, reference):
    return send(
        client, client.get(address(concern)), address(concern, "/links"), reference=reference
    )


def test_two_linked_concerns_name_one_another(client, rows, concern):
    other = a_concern(rows)
    assert link(client, concern, f" {other.id[:8].upper()} ").status_code == 303
    assert link(client, other, concern.id[:8]).status_code == 303
    for one, another in ((concern, other), (other, concern)):
        shown = words(client.get(address(one)))
        assert shown.count(f"Reference {another.id[:8]}") == 1
        assert "Linked by Lee Lead" in shown
    assert rows.query(AuditEvent).filter_by(action="linked-concerns").count() == 1


def test_a_link_can_be_taken_away_and_that_is_recorded(client, rows, concern):
    other = a_concern(rows)
    link(client, concern, other.id[:8])
    page = client.get(address(concern))
    assert send(client, page, address(concern, "/links"), unlink=other.id).status_code == 303
    assert "Linked by" not in words(client.get(address(other)))
    assert rows.query(AuditEvent).filter_by(action="unlinked-concerns").count() == 1


@pytest.mark.parametrize("reference", ["", "%%%%%%%%", "0123456", "ffffffff00", "\0" * 8])
def test_a_reference_of_no_other_concern_is_asked_for_again(client, rows, concern, reference):
    page = link(client, concern, reference)
    assert page.status_code == 422
    assert errors(page) == [
        "No other concern has this reference. Copy it from the other concern’s page."
    ]


def test_a_concern_is_not_linked_to_itself(client, concern):
    assert link(client, concern, concern.id[:8]).status_code == 422


def test_concerns_of_one_response_name_one_another(client, rows, concern):
    a_concern(rows, response=rows.get(Response, concern.response_id), question_id="safe")
    assert "From the same answers" in words(client.get(address(concern)))


def test_a_long_queue_is_shown_page_by_page_with_its_filters_kept(client, rows, monkeypatch):
    monkeypatch.setattr("feedback_app.services.safeguarding.AT_ONCE", 2)
    for level in ("T3", "T2", "T2", "T2"):
        a_concern(rows, level=level)
    first = client.get("/safeguard/concerns?level=T2")
    assert "3 concerns are not closed." in words(first)
    following = soup(first).select_one("a[rel=next]")["href"]
    second = client.get(following)
    assert len(soup(second).select("main li.sheet")) == 1
    assert soup(second).select_one("option[selected][value=T2]")
    back = client.get(soup(second).select_one("a[rel=prev]")["href"])
    assert [each["href"].partition("?")[0] for each in soup(back).select("main h2 a")] == [
        each["href"].partition("?")[0] for each in soup(first).select("main h2 a")
    ]


@pytest.mark.parametrize("name", ["level", "state", "survey_id", "after", "before"])
@pytest.mark.parametrize("odd", ["%00", "a%00b", "x" * 1000, "'", "%F0%9F%98%80"])
def test_an_odd_address_of_a_queue_shows_it_all_the_same(client, concern, name, odd):
    for queue in ("concerns", "reading"):
        assert client.get(f"/safeguard/{queue}?{name}={odd}").status_code == 200


def test_whoever_reads_a_concern_comes_back_to_where_they_were(client, rows, concern):
    shown = client.get("/safeguard/concerns?level=T2")
    page = client.get(soup(shown).select_one("main h2 a")["href"])
    assert soup(page).select_one("a.govuk-back-link")["href"] == "/safeguard/concerns?level=T2"
    action = soup(page).select_one("form[action*=decision]")["action"]
    answer = send(client, page, action, outcome="refer", reason="Called the hub.")
    assert answer.location.endswith("?level=T2")
