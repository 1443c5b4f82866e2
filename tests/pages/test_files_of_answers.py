"""An officer brings answers in and takes them out by the browser; a worker does what takes long."""

import csv
import io

import pytest

from feedback_app import jobs
from feedback_app.errand_work import do_errand
from feedback_app.services import bringing, errands, retention, surveys
from feedback_app.store import (
    Area,
    AuditEvent,
    Errand,
    ErrandFile,
    InvitedCount,
    Response,
    Survey,
)
from feedback_app.store.staff import Role
from tests.factories import a_plan, a_questionnaire, a_verbatim, sign_in_as, texts
from tests.reading import errors, heading, send, soup, token, words

OFFICERS = (Role.ADMINISTRATOR, Role.SURVEY_OFFICER)
BRING, TAKE, INVITED = (
    f"/manage/surveys/spring/{each}" for each in ("import", "export", "invited")
)
MAPPING = """
questionnaire: sample
date: {column: day}
group: {column: who}
answers:
  - {question: safe, column: safe, values: {"Yes": y, "No": n}}
  - {question: why, column: words}
"""
HEADING = "day,who,safe,words"
GOOD = "2026-05-04,parents,Yes,Because Xanthippe listens"
BAD = "2026-05-04,parents,Perhaps,Nobody comes"
SAID_ON = {"supplied_on-day": "1", "supplied_on-month": "3", "supplied_on-year": "2026"}


@pytest.fixture
def opened(rows):
    rows.add(Area(id="north", kind="locality", name="North"))
    return surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan(title="Spring"))


@pytest.fixture
def work(app, monkeypatch):
    """Do what pages put into the queue, as a worker does; return how much that was."""
    queue = []
    asking = type("Jobs", (), {"do_errand": staticmethod(queue.append)})
    for page in ("bringing", "fetching"):
        monkeypatch.setattr(f"feedback_app.manage.{page}.open_jobs", lambda _instance: asking)

    def done():
        count = len(queue)
        while queue:
            do_errand(app.extensions["settings"], app.extensions["database"], queue.pop(0))
        return count

    return done


@pytest.fixture
def officer(client, rows, opened):
    return sign_in_as(client, rows, Role.SURVEY_OFFICER)


def send_files(client, lines, mapping=MAPPING, *, encoding="utf-8", name="answers.csv"):
    content = ("\n".join(lines) if isinstance(lines, list) else lines).encode(encoding)
    rules = mapping if isinstance(mapping, bytes) else mapping.encode()
    files = {"file": (io.BytesIO(content), name), "mapping": (io.BytesIO(rules), "mapping.yaml")}
    return send(client, client.get(BRING), BRING, **files)


def actions(rows):
    rows.expire_all()
    return [(each.action, each.subject) for each in rows.query(AuditEvent).order_by("number")]


def count(rows):
    rows.expire_all()
    return rows.query(Response).count()


# Who may


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", [BRING, TAKE, INVITED])
def test_officers_and_administrators_alone_open_these_pages(client, rows, opened, role, address):
    sign_in_as(client, rows, role)
    assert client.get(address).status_code == (200 if role in OFFICERS else 403)


@pytest.mark.parametrize("role", OFFICERS)
def test_each_of_them_brings_answers_in_and_takes_them_out(client, rows, opened, work, role):
    sign_in_as(client, rows, role)
    sent = send_files(client, [HEADING, GOOD])
    work()
    send(client, client.get(sent.location), sent.location)
    work()
    asked = send(client, client.get(TAKE), TAKE)
    work()
    assert client.get(f"{asked.location}/responses.csv").status_code == 200
    assert [action for action, _ in actions(rows)] == [
        "sent-file",
        "queued-import",
        "imported-responses",
        "queued-export",
        "exported-responses",
    ]


def test_nobody_sees_what_another_sent_or_asked_for(client, rows, officer, work):
    sent = send_files(client, [HEADING, BAD])
    asked = send(client, client.get(TAKE), TAKE)
    work()
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    for address in (sent.location, f"{sent.location}/rejects.csv", asked.location):
        assert client.get(address).status_code == 404
    assert client.get(f"{asked.location}/responses.csv").status_code == 404


# Bringing in


def test_nothing_is_stored_before_the_officer_says_so_and_then_once(client, rows, officer, work):
    sent = send_files(client, [HEADING, GOOD, GOOD])
    assert heading(client.get(sent.location)) == "The file is being looked through"
    assert work() == 1
    checked = client.get(sent.location)
    assert heading(checked) == "What was found in the file"
    assert "2 good rows 0 bad rows" in words(checked)
    assert count(rows) == 0
    send(client, checked, sent.location)
    again = send(client, checked, sent.location)
    assert errors(again) == ["This file was decided on before. Look at what came of it."]
    assert work() == 1
    assert heading(client.get(sent.location)) == "The answers are stored"
    assert count(rows) == 2
    assert texts(rows) == ["Because Xanthippe listens"] * 2
    assert actions(rows)[-1] == ("imported-responses", "spring 2")


def test_bad_rows_are_shown_by_number_and_reason_and_offered_as_a_file(client, officer, work):
    sent = send_files(client, [HEADING, GOOD, BAD, "2026-05-04,parents"])
    work()
    page = client.get(sent.location)
    shown = [[c.get_text() for c in row.select("th, td")] for row in soup(page).select("tbody tr")]
    assert shown == [
        ["3", "column “safe” has “Perhaps”, which the mapping lacks"],
        ["4", "it has 2 values where the heading has 4"],
    ]
    file = client.get(f"{sent.location}/rejects.csv")
    assert file.headers["Cache-Control"] == "no-store"
    found = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"), newline="")))
    assert [each["row"] for each in found] == ["3", "4"]
    assert found[0]["words"] == "Nobody comes"


def test_bad_rows_keep_all_out_until_the_officer_chooses_the_rest(client, rows, officer, work):
    sent = send_files(client, [HEADING, GOOD, BAD])
    work()
    checked = client.get(sent.location)
    refused = send(client, checked, sent.location)
    assert refused.status_code == 422
    assert errors(refused)[0].startswith("Some rows cannot be stored, so nothing was.")
    assert (work(), count(rows)) == (0, 0)
    send(client, checked, sent.location, rest="1")
    work()
    assert "1 responses stored 1 rows set aside" in words(client.get(sent.location))
    assert count(rows) == 1


def test_a_file_without_a_good_row_cannot_be_stored(client, rows, officer, work):
    sent = send_files(client, [HEADING, BAD])
    work()
    page = client.get(sent.location)
    assert "No row of this file can be stored." in words(page)
    assert not soup(page).select("main form")
    refused = client.post(sent.location, data={"csrf_token": soup(page).input["value"], "rest": 1})
    assert refused.status_code == 422
    assert (work(), count(rows)) == (0, 0)


@pytest.mark.parametrize(
    ("lines", "mapping", "said"),
    [
        ([HEADING, GOOD], "questionnaire: [", "mapping.yaml cannot be read, line "),
        ([HEADING, GOOD], b"questionnaire: caf\xe9", "it is not written in UTF-8"),
        ([HEADING, GOOD], "answers: []", "lacks “questionnaire”"),
        ([HEADING, GOOD], "- a", "the whole has no names with values"),
        ([HEADING, GOOD], MAPPING.replace("sample", "other"), "no questionnaire called “other”"),
        ([HEADING, GOOD], MAPPING.replace("column: words", "column: text"), "no column called “te"),
        ([HEADING, GOOD], MAPPING.replace("question: why", "question: who"), "does not ask"),
        ("", MAPPING, "answers.csv is empty"),
        ("\n", MAPPING, "no heading"),
    ],
)
def test_what_no_row_can_be_read_by_is_said_at_once(client, rows, officer, lines, mapping, said):
    page = send_files(client, lines, mapping)
    assert page.status_code == 422
    assert said in errors(page)[0]
    assert rows.query(Errand).count() == 0


def test_a_wrong_encoding_is_said_with_its_line(client, rows, officer, work):
    sent = send_files(
        client, [HEADING, *[GOOD] * 3000, GOOD.replace("Because", "café")], encoding="cp1252"
    )
    work()
    page = client.get(sent.location)
    assert heading(page) == "The file could not be used"
    assert "answers.csv is not written in utf-8-sig (line 3002)" in words(page)
    assert "name its encoding in the mapping" in words(page)


def test_a_missing_file_and_one_too_large_are_said(client, officer, monkeypatch):
    page = send(client, client.get(BRING), BRING)
    assert errors(page) == ["Choose both a file of answers and its mapping"]
    assert "Up to 5 MB" in words(page)
    monkeypatch.setattr(bringing, "MOST_BYTES", 10)
    assert "10 are the most" in errors(send_files(client, [HEADING, GOOD]))[0]


def test_a_file_of_too_many_rows_is_said_and_cannot_be_stored(
    client, rows, officer, work, monkeypatch
):
    assert "Up to 5 MB and 20,000 rows" in words(client.get(BRING))
    monkeypatch.setattr(bringing, "MOST_ROWS", 2)
    sent = send_files(client, [HEADING, GOOD, GOOD, BAD])
    work()
    page = client.get(sent.location)
    assert "answers.csv has 3 rows; 2 are the most." in words(page)
    assert not soup(page).select("main form")


def test_a_file_of_the_largest_size_reaches_the_page(client, officer, work):
    row = GOOD + " and so on" * 90
    lines = "\n".join([HEADING, *[row] * (bringing.MOST_BYTES // (len(row) + 1) - 1)])
    parts = {"csrf_token": token(client.get(BRING)), "file": lines, "mapping": MAPPING}
    named = {"file": '; filename="a.csv"', "mapping": '; filename="m.yaml"'}
    # Written by hand: the client would leave a file of its own open.
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{named.get(name, "")}'
        f"\r\n\r\n{text}\r\n"
        for name, text in parts.items()
    )
    sent = client.post(
        BRING, data=f"{body}--x--\r\n".encode(), content_type="multipart/form-data; boundary=x"
    )
    assert sent.status_code == 303


def test_what_was_sent_lies_sealed_and_goes_with_its_day_or_survey(
    client, rows, officer, later, app
):
    sent = send_files(client, [HEADING, GOOD])
    kept = {each.name: bytes(each.sealed) for each in rows.query(ErrandFile)}
    assert set(kept) == {"answers.csv", "mapping.yaml"}
    assert not any(b"Xanthippe" in each for each in kept.values())
    assert "Xanthippe" not in str([(e.wanted, e.told) for e in rows.query(Errand)])
    later(hours=25)
    with app.extensions["database"].statements.connect() as connection:
        assert errands.forget_old(connection) == 1
    rows.expire_all()
    assert rows.query(ErrandFile).count() == 0
    assert client.get(sent.location).status_code in (303, 404)


def test_a_purge_deletes_what_waits_to_be_stored_or_fetched(client, rows, officer, work, tmp_path):
    send_files(client, [HEADING, GOOD])
    send(client, client.get(TAKE), TAKE)
    work()
    retention.purge(rows, rows.get(Survey, "spring"), instance=tmp_path)
    assert (rows.query(Errand).count(), rows.query(ErrandFile).count()) == (0, 0)


def test_a_fault_of_ours_is_told_and_stores_nothing(client, rows, officer, work, monkeypatch):
    sent = send_files(client, [HEADING, GOOD])
    monkeypatch.setattr(bringing, "check_responses", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work()
    page = client.get(sent.location)
    assert "Something went wrong on our side; nothing was stored." in words(page)


def test_a_page_says_when_no_worker_comes(client, officer, work, later):
    sent = send_files(client, [HEADING, GOOD])
    assert "whether a worker runs" not in words(client.get(sent.location))
    later(minutes=3)
    assert "whether a worker runs" in words(client.get(sent.location))


def test_two_workers_do_an_errand_once(app, client, rows, officer, work):
    send_files(client, [HEADING, GOOD])
    [asked] = rows.query(Errand)
    with app.extensions["database"].sessions.begin() as session:
        assert errands.take_up(session, asked.id).survey_id == "spring"
    with app.extensions["database"].sessions.begin() as session:
        assert errands.take_up(session, asked.id) is None


def test_the_queue_of_jobs_does_errands(client, rows, officer, work, tmp_path, monkeypatch):
    monkeypatch.setattr("feedback_app.deployment.current_revision", lambda _: "newest")
    monkeypatch.setattr("feedback_app.deployment.newest_revision", lambda: "newest")
    sent = send_files(client, [HEADING, GOOD])
    [asked] = rows.query(Errand)
    jobs.open_jobs(tmp_path, is_immediate=True).do_errand(asked.id)
    assert heading(client.get(sent.location)) == "What was found in the file"


def test_what_somebody_waits_for_is_in_a_queue_of_its_own(tmp_path):
    found = jobs.open_jobs(tmp_path)
    found.record_speech("spring")
    found.do_errand("x")
    assert found.waiting() == 2
    assert [found.soon.dequeue().name, found.queue.dequeue().name] == [jobs.ERRAND, jobs.RECORD]
    for queue in (found.soon, found.queue):
        queue.storage.close()


# Taking out


@pytest.mark.parametrize(("with_text", "subject"), [(False, "spring"), (True, "spring with text")])
def test_an_export_holds_what_was_asked_for_and_each_download_is_recorded(
    client, rows, officer, work, with_text, subject
):
    a_verbatim(rows, "=They listen to Xanthippe Smith")
    asked = send(client, client.get(TAKE), TAKE, **({"with_text": "1"} if with_text else {}))
    assert heading(client.get(asked.location)) == "The file is being made"
    assert client.get(f"{asked.location}/responses.csv").status_code == 404
    work()
    assert heading(client.get(asked.location)) == "The file is ready"
    for _ in range(2):
        file = client.get(f"{asked.location}/responses.csv")
    [row] = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"), newline=""))
    assert row["why"].startswith("'=They listen" if with_text else "")
    assert "Smith" not in str(row)
    assert file.headers["Content-Disposition"] == "attachment; filename=spring-responses.csv"
    assert actions(rows) == [("queued-export", subject)] + [("exported-responses", subject)] * 2
    assert not any(b"They" in bytes(each.sealed) for each in rows.query(ErrandFile))


# How many were invited


def test_how_many_were_invited_is_said_on_the_page_of_the_survey(client, rows, opened):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    survey = rows.get(Survey, "spring")
    assert "How many were invited" not in words(client.get("/manage/surveys/spring"))
    survey.kind = "invited"
    rows.flush()
    page = client.get("/manage/surveys/spring")
    given = {"invited": "1,240", "supplied_by": "Head of service", **SAID_ON}
    done = send(client, page, INVITED, **given)
    assert done.status_code == 303
    kept = rows.query(InvitedCount).one()
    assert (kept.invited, kept.supplied_by, str(kept.supplied_on)) == (
        1240,
        "Head of service",
        "2026-03-01",
    )
    said = "Everybody: 1,240, said by Head of service on 1 March 2026"
    assert said in words(client.get(done.location))
    assert actions(rows) == [("set-invited", "spring")]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"invited": "many"}, "Write how many were invited, as a number above 0"),
        ({"invited": "0"}, "Write how many were invited, as a number above 0"),
        ({"supplied_by": " "}, "Write who says so, in up to 120 characters"),
        ({"supplied_on-month": "13"}, "Write a real date, such as 27 3 2026"),
    ],
)
def test_a_number_invited_that_is_not_whole_is_refused(client, rows, opened, changes, error):
    sign_in_as(client, rows, Role.ADMINISTRATOR)
    opened.kind = "invited"
    rows.flush()
    given = {"invited": "12", "supplied_by": "Head", **SAID_ON, **changes}
    page = send(client, client.get(INVITED), INVITED, **given)
    assert errors(page) == [error]
    assert rows.query(InvitedCount).count() == 0


def test_the_agencies_of_a_questionnaire_can_be_told_apart(client, rows, partnership):
    from tests.reporting_store import a_survey as a_real_survey

    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    a_real_survey(rows, "practitioner-annual", survey_id="staff").kind = "invited"
    rows.flush()
    shown = client.get("/manage/surveys/staff")
    codes = [each["value"] for each in soup(shown).select("select[name=group] option")]
    assert codes[0] == ""
    assert "police" in codes
    given = {"group": "police", "invited": "60", "supplied_by": "Chief", **SAID_ON}
    send(client, shown, "/manage/surveys/staff/invited", **given)
    assert rows.query(InvitedCount).one().group_code == "police"


def test_files_of_errands_are_sealed_again_when_keys_rotate(app, client, rows, officer, work):
    from feedback_app.services import key_rotation
    from feedback_app.services.sealing import key_id_of

    sent = send_files(client, [HEADING, GOOD])
    before = {key_id_of(bytes(each.sealed)) for each in rows.query(ErrandFile)}
    with app.extensions["database"].statements.connect() as connection:
        key_rotation.rotate(connection)
    rows.expire_all()
    assert not before & {key_id_of(bytes(each.sealed)) for each in rows.query(ErrandFile)}
    work()
    assert heading(client.get(sent.location)) == "What was found in the file"
