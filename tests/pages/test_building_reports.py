"""An officer orders a report by the browser; a worker builds it, and it can be taken away."""

import shutil

import pytest

from analysis.suppression import ReleaseRefusedError
from feedback_app import building
from feedback_app.errand_work import do_errand
from feedback_app.rendering.folder import ZIP
from feedback_app.services import reporting
from feedback_app.store import AuditEvent, Errand, ReportSnapshot
from feedback_app.store.staff import Role
from tests.factories import sign_in_as
from tests.pages.test_report import CARLISLE, keep
from tests.reading import errors, heading, send, soup, words
from tests.reporting_store import a_survey, invent

NEW = "/reports/new"
OFFICERS = (Role.ADMINISTRATOR, Role.SURVEY_OFFICER)
GIVEN = {"survey": "voice-2025", "audience": "board"}


@pytest.fixture
def surveys(rows, partnership):
    """A survey with answers enough for a report, and an earlier one with none."""
    invent(rows, a_survey(rows, "practitioner-annual"), responses=60)
    a_survey(rows, "practitioner-annual", survey_id="voice-2024", title="The year before")
    rows.commit()


@pytest.fixture
def queue(monkeypatch):
    """What pages put into the queue: errands, and reports whose files are wanted."""
    found = {"errands": [], "files": []}
    jobs = type(
        "Jobs",
        (),
        {
            "do_errand": staticmethod(found["errands"].append),
            "write_report_files": staticmethod(found["files"].append),
        },
    )
    for page in ("building", "downloads"):
        monkeypatch.setattr(f"feedback_app.report.{page}.open_jobs", lambda _instance: jobs)
    return found


@pytest.fixture
def work(app, queue):
    def done():
        while queue["errands"]:
            errand_id = queue["errands"].pop(0)
            do_errand(app.extensions["settings"], app.extensions["database"], errand_id)

    return done


@pytest.fixture
def quick(monkeypatch):
    """Write two files instead of all: how they look is tried elsewhere."""

    def write(_snapshot, folder, **_how):
        folder.mkdir()
        (folder / "report.pdf").write_bytes(b"%PDF")
        (folder / "tables.xlsx").write_bytes(b"xlsx")
        return ["Easy Read was not made."]

    monkeypatch.setattr(building, "write_folder", write)


def order(client, **changes):
    return send(client, client.get(NEW), NEW, **{**GIVEN, **changes})


def actions(rows):
    rows.expire_all()
    return [(each.action, each.subject) for each in rows.query(AuditEvent).order_by("number")]


@pytest.mark.parametrize("role", Role)
def test_officers_and_administrators_alone_build_reports(client, rows, role):
    sign_in_as(client, rows, role)
    is_officer = role in OFFICERS
    assert client.get(NEW).status_code == (200 if is_officer else 403)
    links = [each["href"] for each in soup(client.get("/reports")).select("main a")]
    assert (NEW in links) == is_officer


def test_the_list_goes_on_saying_how_another_is_built(client, rows):
    keep(rows)
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    page = client.get("/reports")
    assert NEW in [each["href"] for each in soup(page).select("main a")]
    assert "feedback report build" in words(page)


def test_the_form_offers_every_survey_and_whoever_the_command_builds_for(client, rows, surveys):
    from feedback_app.commands.report import READERSHIPS

    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    page = soup(client.get(f"{NEW}?survey=voice-2025"))
    offered = [each["value"] for each in page.select("input[name=audience]")]
    assert sorted(offered) == sorted(READERSHIPS)
    boxes = page.select("input[name=survey]")
    assert {each["value"] for each in boxes} == {"voice-2025", "voice-2024"}
    assert [each["value"] for each in boxes if each.has_attr("checked")] == ["voice-2025"]
    assert "Closed, first day 13 January 2025, responses: 60" in page.get_text()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"survey": "made-up"}, "Choose one survey or more"),
        ({"audience": "anybody"}, "Choose who the report is for"),
        ({"since": "voice-2025"}, "Compare with surveys that the report is not about"),
        ({"name": "x" * 101}, "Write up to 100 characters"),
    ],
)
def test_what_an_order_lacks_is_said_and_nothing_queued(
    client, rows, surveys, queue, changes, error
):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    page = order(client, **changes)
    assert (page.status_code, errors(page)) == (422, [error])
    assert (queue["errands"], rows.query(Errand).count()) == ([], 0)


@pytest.mark.parametrize("role", OFFICERS)
def test_an_ordered_report_is_built_told_of_and_recorded(
    client, rows, surveys, work, quick, tmp_path, role
):
    person = sign_in_as(client, rows, role)
    done = order(client, title="For the March meeting")
    assert heading(client.get(done.location)) == "The report is being built"
    assert "Being built: For the March meeting" in words(client.get("/reports"))
    work()
    page = client.get(done.location)
    kept = rows.query(ReportSnapshot).one()
    assert heading(page) == "The report is ready"
    links = [each["href"] for each in soup(page).select("main a")]
    assert f"/reports/{kept.hash}" in links
    assert {
        f"/reports/{kept.hash}/files/{name}" for name in ("report.pdf", "tables.xlsx", ZIP)
    } <= {*links}
    assert "Easy Read was not made." in words(page)
    assert (kept.title, kept.built_by) == ("For the March meeting", person.name)
    with client.get(f"/reports/{kept.hash}/files/{ZIP}") as zipped:
        assert zipped.data.startswith(b"PK")
    assert actions(rows) == [("queued-report", "voice-2025 board"), ("built-report", kept.hash)]
    assert "Being built" not in words(client.get("/reports"))


def test_a_refused_release_is_shown_in_full(client, rows, surveys, work, monkeypatch):
    def refuse(*_given, **_how):
        raise ReleaseRefusedError("Two figures give a third away:\nfirst line\nsecond line")

    monkeypatch.setattr(reporting, "release", refuse)
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    done = order(client)
    work()
    page = client.get(done.location)
    assert heading(page) == "The report was not built"
    said = [each.get_text() for each in soup(page).select("[role=alert] p")]
    assert said == ["Two figures give a third away:", "first line", "second line"]
    assert rows.query(ReportSnapshot).count() == 0
    again = soup(page).select_one("main a[href^='/reports/new']")["href"]
    chosen = soup(client.get(again)).select("input[checked]")
    assert [each["value"] for each in chosen] == ["voice-2025", "board"]


def test_a_survey_that_nobody_answered_is_said(client, rows, surveys, work):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    done = order(client, survey="voice-2024")
    work()
    assert "voice-2024" in words(client.get(done.location))
    assert heading(client.get(done.location)) == "The report was not built"


# Files of a report that has none


@pytest.mark.parametrize("role", [Role.BOARD_READER, Role.SURVEY_OFFICER])
def test_a_report_without_files_offers_to_have_them_made(client, rows, queue, role):
    hash_ = keep(rows)
    sign_in_as(client, rows, role)
    shown = client.get(f"/reports/{hash_}")
    assert "are not there yet" in words(shown)
    done = send(client, shown, f"/reports/{hash_}/files")
    assert queue["files"] == [hash_]
    assert "The files are being made." in words(client.get(done.location))
    assert actions(rows) == [("queued-report-files", hash_)]


def test_whoever_may_have_no_files_cannot_have_them_made(client, rows, queue):
    hash_ = keep(rows)
    sign_in_as(client, rows, Role.BOARD_READER, locality_id=CARLISLE)
    shown = client.get(f"/reports/{hash_}")
    assert "are not there yet" not in words(shown)
    assert send(client, shown, f"/reports/{hash_}/files").status_code == 403
    assert queue["files"] == []


def test_the_files_of_a_kept_report_are_those_it_was_built_with(
    app, client, rows, surveys, work, tmp_path
):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    order(client)
    work()
    [kept] = rows.query(ReportSnapshot)
    [folder] = (tmp_path / "reports").iterdir()
    before = {each.name for each in folder.iterdir()}
    assert {"report.pdf", "report.docx", "briefing.pdf", "tables.xlsx", "tables.ods", ZIP} <= before
    shutil.rmtree(folder)
    building.write_files(app.extensions["settings"], app.extensions["database"], kept.hash)
    assert {each.name for each in folder.iterdir()} == before
    page = client.get(f"/reports/{kept.hash}")
    assert len(soup(page).select("#downloads-title ~ ul a")) == len(before)
