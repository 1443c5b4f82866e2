"""The audit trail on its page and by its command: who read what, and whether a row was altered."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, update

from feedback_app.cli import feedback
from feedback_app.manage.audit_trail import action_names
from feedback_app.services import audit
from feedback_app.services.audit_reading import READINGS
from feedback_app.store import AuditEvent, Response
from feedback_app.store.staff import Role
from tests.factories import a_concern, a_person, a_survey, a_verbatim, sign_in_as
from tests.reading import soup, words


@pytest.fixture
def trail(rows):
    """A trail of readings and changes by two people."""
    ada, bob = a_person(rows, name="Ada Coder"), a_person(rows, name="Bob Lead")
    audit.record(rows, ada.id, "read-verbatim", subject="first")
    audit.record(rows, bob.id, "read-concern", subject="second")
    audit.record(rows, bob.id, "read-concern", subject="third")
    audit.record(rows, ada.id, "coded-verbatim", subject="fourth")
    rows.commit()
    return ada, bob


@pytest.fixture
def officer(client, rows, trail):
    return sign_in_as(client, rows, Role.ADMINISTRATOR)


def lines(page):
    return [
        [cell.get_text(strip=True) for cell in row.select("th, td")][1:]
        for row in soup(page).select("tbody tr")
    ]


def test_readings_are_shown_first_with_who_and_which(client, officer):
    assert lines(client.get("/manage/audit")) == [
        ["Bob Lead", "Read a concern with the whole answer", "third"],
        ["Bob Lead", "Read a concern with the whole answer", "second"],
        ["Ada Coder", "Read an answer while coding", "first"],
    ]


def test_everything_or_one_person_is_shown_on_request(client, officer, trail):
    everything = lines(client.get("/manage/audit?show=all"))
    assert ["Ada Coder", "Coded an answer", "fourth"] in everything
    page = client.get(f"/manage/audit?person={trail[0].id}")
    assert [line[0] for line in lines(page)] == ["Ada Coder"]
    assert "Bob Lead : 2" in words(page)
    assert "Ada Coder : 1" in words(page)


def test_what_was_read_is_named_with_its_survey_and_response(client, rows, officer, trail):
    a_survey(rows, title="Spring voices")
    verbatim = a_verbatim(rows, "Words nobody may see here")
    concern = a_concern(rows, response=rows.get_one(Response, verbatim.response_id))
    response = verbatim.response_id[:8]
    for action, subject in (
        ("read-verbatim", verbatim.id),
        ("read-response", verbatim.response_id),
        ("handed-concern-over", f"{concern.id} {trail[0].id}"),
        ("read-texts", "f" * 32),
    ):
        audit.record(rows, trail[1].id, action, subject=subject)
    rows.commit()
    page = client.get("/manage/audit?show=all")
    assert [line[2] for line in lines(page)[:4]] == [
        "Deleted since ffffffff",
        f"Concern {concern.id[:8]} – Spring voices; Ada Coder",
        f"Response {response} – Spring voices",
        f"Answer in response {response} – Spring voices",
    ]
    assert "Words nobody" not in words(page)


def test_every_reading_has_words_for_it(app):
    with app.test_request_context():
        assert set(READINGS) <= set(action_names())


def test_whatever_shows_words_of_respondents_counts_as_a_reading():
    code = "".join(path.read_text("utf-8") for path in Path("feedback_app").rglob("*.py"))
    assert set(re.findall(r'audit\.record\([^)]*?"(read-[a-z]+)"', code)) <= set(READINGS)


def test_older_lines_are_a_page_away(client, rows, officer, trail):
    for number in range(120):
        audit.record(rows, trail[0].id, "read-verbatim", subject=f"text {number}")
    rows.commit()
    first = client.get("/manage/audit")
    older = next(a["href"] for a in soup(first).select("main a") if a.get_text() == "Older")
    seen = [line[2] for page in (first, client.get(older)) for line in lines(page)]
    assert len(seen) == len(set(seen)) == 123


@pytest.mark.parametrize("query", ["before=x", "before=99999999999999", "person=%00", "show=%ff"])
def test_an_odd_question_is_answered_all_the_same(client, officer, query):
    assert client.get(f"/manage/audit?{query}").status_code == 200


def test_the_page_says_whether_a_row_was_altered(client, rows, officer):
    assert "All 4 rows follow" in words(client.get("/manage/audit/check"))
    second = rows.query(AuditEvent).order_by(AuditEvent.number).all()[1].number
    rows.execute(update(AuditEvent).where(AuditEvent.number == second).values(subject="other"))
    rows.commit()
    assert f"Row {second} does not follow" in words(client.get("/manage/audit/check"))


def test_a_coder_who_reads_stands_in_the_trail_at_once(client, app, rows, officer):
    a_survey(rows)
    verbatim = a_verbatim(rows)
    coder = app.test_client()
    sign_in_as(coder, rows, Role.CODER, name="Cy Coder")
    coder.get(f"/manage/coding/spring/answers/{verbatim.id}")
    read = f"Answer in response {verbatim.response_id[:8]} – Spring survey"
    assert ["Cy Coder", "Read an answer while coding", read] in lines(client.get("/manage/audit"))


# The command


def run(*words_):
    return CliRunner().invoke(feedback, ["audit", *words_])


def numbers(rows):
    return [event.number for event in rows.query(AuditEvent).order_by(AuditEvent.number)]


def test_the_command_passes_a_whole_trail_and_lists_readings(trail, deployed):
    done = run("check")
    assert (done.exit_code, "4 rows" in done.output) == (0, True), done.output
    listed = run("list").output
    assert "read-concern" in listed
    assert "coded-verbatim" not in listed
    assert "coded-verbatim" in run("list", "--all").output


@pytest.mark.parametrize("column", ["action", "staff_id", "subject", "hash"])
def test_the_command_finds_one_altered_row(rows, trail, deployed, column):
    second = numbers(rows)[1]
    changed = update(AuditEvent).where(AuditEvent.number == second)
    rows.execute(changed.values({column: "0" * 32}))
    rows.commit()
    done = run("check")
    assert done.exit_code == 1
    assert f"Row {second} " in done.output


def rewrite(rows):
    """Alter the first row and reckon every hash anew, as somebody could who owns the database."""
    before = audit.FIRST
    for event in rows.query(AuditEvent).order_by(AuditEvent.number):
        event.subject = "nothing to see"
        event.hash = audit._hash(before, event)
        before = event.hash
    rows.commit()


def cut_off(rows):
    rows.execute(delete(AuditEvent).where(AuditEvent.number == numbers(rows)[-1]))
    rows.commit()


@pytest.mark.parametrize("alter", [rewrite, cut_off])
def test_what_an_earlier_check_saw_is_missed_though_every_hash_fits(rows, trail, deployed, alter):
    assert run("check").exit_code == 0
    last = numbers(rows)[-1]
    alter(rows)
    rows.expire_all()
    assert audit.first_altered(rows) is None
    done = run("check")
    assert done.exit_code == 1
    assert f"Row {last} " in done.output
    assert run("check", "--forget").exit_code == 0


def test_a_trail_that_grew_still_holds_what_was_seen(rows, deployed, trail):
    run("check")
    audit.record(rows, trail[0].id, "signed-in")
    rows.commit()
    done = run("check")
    assert (done.exit_code, "still stands" in done.output) == (0, True)
