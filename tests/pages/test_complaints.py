"""Complaints and requests: by anyone, without signing in, sealed, and with their days."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from feedback_app import master_key
from feedback_app.cli import feedback
from feedback_app.services import assessment, clock, key_rotation, limits, subject_requests, surveys
from feedback_app.store import AuditEvent, SubjectRequest
from feedback_app.store.requests import RequestKind
from feedback_app.store.staff import Role
from tests.factories import a_plan, a_questionnaire, a_survey, sign_in_as
from tests.pages.answering import address, post
from tests.reading import errors, heading, send, words

__all__ = ["address"]
WORDS = "You asked my son without telling me. Call 07700 900123."


def complain(client, **changes):
    return post(client, "/complaints", **{"kind": "complaint", "words": WORDS, **changes})


@pytest.fixture
def officer(app, rows):
    browser = app.test_client()
    return browser, sign_in_as(browser, rows, Role.ADMINISTRATOR, name="Dee Officer")


def test_anyone_can_complain_and_is_told_by_when_they_hear(client, rows):
    page = complain(client)
    assert heading(page) == "We have it"
    assert "within 30 days" in words(page)
    [row] = rows.query(SubjectRequest)
    assert (row.kind, row.received_on) == ("complaint", clock.today())
    assert WORDS.encode() not in row.sealed_words


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "praise"}, "Choose what you want"),
        ({"words": " "}, "Write what you want to tell us"),
        ({"words": "x" * 3001}, "That is too long. Make it shorter"),
    ],
)
def test_what_is_missing_is_asked_for(client, rows, changes, error):
    page = complain(client, **changes)
    assert (page.status_code, errors(page)) == (422, [error])
    assert rows.query(SubjectRequest).count() == 0


def test_one_sender_cannot_fill_the_log(client, rows, monkeypatch):
    monkeypatch.setattr(limits, "COMPLAINT", limits.Limit("complaint", 1, is_for_staff=False))
    complain(client)
    assert complain(client).status_code == 429
    assert rows.query(SubjectRequest).count() == 1


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (RequestKind.COMPLAINT, date(2026, 3, 2)),
        (RequestKind.SEE, date(2026, 2, 28)),
        (RequestKind.DELETE, date(2026, 2, 28)),
    ],
)
def test_each_kind_has_its_day(rows, kind, due):
    subject_requests.make(rows, kind, WORDS, received_on=date(2026, 1, 31))
    [line] = subject_requests.listed(rows)
    assert line.due_on == due
    assert line.is_late == (clock.today() > due)


def test_the_log_says_what_is_due_and_nothing_that_was_written(client, rows, officer):
    complain(client)
    listed = officer[0].get("/manage/requests")
    assert "Complaint" in words(listed)
    due = clock.today() + timedelta(days=30)
    assert f"{due.day} {due:%B %Y}" in words(listed)
    assert "07700" not in listed.text


def test_reading_one_is_recorded_and_its_steps_are_taken_in_order(client, rows, officer):
    complain(client)
    browser, person = officer
    [row] = rows.query(SubjectRequest)
    where = f"/manage/requests/{row.id}"
    assert WORDS in words(browser.get(where))
    for _ in range(2):
        assert send(browser, browser.get("/staff/account"), where).status_code == 303
    assert send(browser, browser.get("/staff/account"), where).status_code == 400
    actions = [e.action for e in rows.query(AuditEvent).filter_by(staff_id=person.id)]
    assert actions == ["read-request", "acknowledged-request", "answered-request"]
    assert "Answered" in words(browser.get("/manage/requests"))


def test_a_complaint_that_tells_of_harm_is_marked(client, rows, officer):
    complain(client, words="My step dad hits me when mum is at work")
    assert "May tell of harm" in words(officer[0].get("/manage/requests"))


def test_a_new_master_key_still_opens_what_was_written(client, rows, officer, app, monkeypatch):
    complain(client)
    old = master_key.os.environ[master_key.VARIABLE]
    new = master_key.base64.b64encode(b"1" * 32).decode()
    monkeypatch.setenv(master_key.VARIABLE, f"{new},{old}")
    key_rotation.wrap_again(rows.connection())
    monkeypatch.setenv(master_key.VARIABLE, new)
    key_rotation.keyring_of(rows.connection()).masters.read()
    rows.expire_all()
    [row] = rows.query(SubjectRequest)
    assert subject_requests.read(rows, row.id, staff_id=officer[1].id)[1] == WORDS


# What is said of the law is said of the real configuration


def test_the_privacy_page_of_a_survey_says_its_own_grounds_and_last_day(client, rows, address):
    shown = words(client.get(f"{address}/privacy"))
    assert "because keeping children safe is our job in law" in shown
    assert "until 1 January 2090" in shown
    assert "DPIA 7" in shown
    assert "after 35 days" in shown
    assert f"{address}/privacy" in client.get(address).text


def test_a_survey_with_another_last_day_says_another(client, rows):
    surveys.open_survey(rows, "autumn", [a_questionnaire()], plan=a_plan())
    survey = surveys.find_survey(rows, "autumn")
    survey.kept_until = date(2031, 7, 9)
    rows.commit()
    token = surveys.links_of(rows, "autumn")[0].token
    assert "until 9 July 2031" in words(client.get(f"/s/{token}/privacy"))


def test_the_assessment_is_made_from_settings_surveys_and_tables(app, rows):
    a_survey(rows, lawful_basis="public-task", dpia="DPIA 7", kept_until=date(2031, 7, 9))
    settings = app.extensions["settings"]
    text = assessment.as_markdown(assessment.assess(rows, settings), settings)
    for said in (
        "Spring survey (spring): 0 responses; anonymous; basis public-task",
        "kept until 2031-07-09",
        "Backups, encrypted: 35 days",
        "sealed_text (sealed)",
        "sealed_details (sealed)",
        "safeguarding-lead: 0 accounts",
        "Danger now: within 60 staffed minutes",
        "Nobody is named as deputy",
    ):
        assert said in text, said


def test_the_command_writes_it(app, rows, monkeypatch, tmp_path):
    monkeypatch.setattr("feedback_app.deployment.current_revision", lambda _: "1")
    monkeypatch.setattr("feedback_app.deployment.newest_revision", lambda: "1")
    out = tmp_path / "dpia.md"
    done = CliRunner().invoke(feedback, ["dpia", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_text().startswith("# Data protection impact assessment")


def test_an_administrator_reads_it_as_a_page(rows, officer):
    page = officer[0].get("/manage/dpia")
    assert heading(page) == "Impact assessment"
    assert "Answers not sent: 24 hours." in words(page)
