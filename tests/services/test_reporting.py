"""A report from rows to files: every figure re-derived, every file read back."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from analysis.codebook import SHIPPED, load_codebook
from analysis.report_records import Readership
from analysis.rules import SuppressionRule
from analysis.snapshot import SnapshotError, read_snapshot
from feedback_app.errors import FeedbackError
from feedback_app.rendering.folder import write_folder
from feedback_app.rendering.reading_back import numbers_in, texts_of, words_of_snapshot
from feedback_app.services.releases import open_ledger
from feedback_app.services.reporting import Order, build_report, keep
from feedback_app.services.snapshots import find_release, find_report, list_reports
from tests.recounting import figures, recount
from tests.reporting_store import a_survey, an_empty_store, invent

TODAY = date(2025, 6, 1)
SURVEY = "children-2025"


def an_order(**changes):
    return Order(
        **{
            "survey_ids": [SURVEY],
            "readership": Readership.BOARD,
            "today": TODAY,
            "threshold": 0.5,
            **changes,
        }
    )


def no_progress(_part, _label):
    return None


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    themes = [theme.id for theme in load_codebook(SHIPPED).active_themes][:6]
    database = an_empty_store(tmp_path_factory.mktemp("store") / "feedback.db")
    with database.sessions.begin() as session:
        survey = a_survey(session, "yp-5-7-easy-read", survey_id=SURVEY)
        invent(session, survey, responses=240, themes=themes)
    return database


@pytest.fixture(scope="module")
def built(store):
    with Session(store.statements, autoflush=False) as session:
        made = build_report(session, an_order(), progress=no_progress)
    with store.sessions.begin() as session:
        keep(session, made, built_by="test")
    return made


@pytest.fixture(scope="module")
def folder(built, tmp_path_factory):
    path = tmp_path_factory.mktemp("built")
    write_folder(
        built.snapshot, path, document=built.document, release=built.release, step=lambda _: None
    )
    return path


def test_every_figure_is_what_an_independent_count_of_the_rows_gives(store, built):
    checked = recount(store, built, load_codebook(SHIPPED))
    assert checked["count"] > 60
    assert checked["base"] > 15


def test_percentages_are_of_the_base_and_need_thirty(built):
    by_id = {each["id"]: each for each in built.release["figures"]}
    shares = [each for each in built.release["figures"] if each["kind"] == "percentage"]
    assert shares
    for share in shares:
        count, base = (by_id[each]["value"] for each in share["of"])
        assert base >= 30
        assert share["value"] == int(100 * count / base + 0.5)


def test_no_small_count_is_printed(built):
    rule = SuppressionRule()
    shown = [each["value"] for each in figures(built) if each["kind"] != "missing"]
    assert not [value for value in shown if value and value < rule.partnership_threshold]
    assert None in shown


def test_building_again_gives_the_same_report_and_adds_nothing(store, built):
    with Session(store.statements, autoflush=False) as session:
        again = build_report(session, an_order(), progress=no_progress)
    assert again.document == built.document
    with store.sessions.begin() as session:
        keep(session, again, built_by="test")
        assert len(open_ledger(session).entries) == 1
        assert len(list_reports(session)) == 1


def test_every_file_is_the_same_when_written_again(built, folder, tmp_path):
    write_folder(
        built.snapshot,
        tmp_path,
        document=built.document,
        release=built.release,
        step=lambda _: None,
    )
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder)
        assert (tmp_path / name).read_bytes() == path.read_bytes(), name


def test_every_number_in_every_file_is_in_the_snapshot(built, folder):
    from dataclasses import asdict

    words = [*words_of_snapshot(asdict(built.snapshot.report)), built.snapshot.hash]
    known = {number for each in words for number in numbers_in(each)}
    known |= {str(each["value"]) for each in built.release["figures"]}
    names = []
    for name, texts in texts_of(folder):
        names.append(name)
        found = [number for each in texts for number in numbers_in(each)]
        assert found, name
        assert not {each for each in found if each not in known}, name
    formats = {"index.html", "report.pdf", "report.docx", "tables.xlsx", "tables.ods"}
    assert formats <= set(names)
    assert "tables/table-1.csv" in names


def test_a_kept_report_that_was_altered_is_refused(built):
    altered = built.document.replace("Summary", "Summery")
    with pytest.raises(SnapshotError, match="altered"):
        read_snapshot(altered, hash_=built.snapshot.hash)


def test_a_report_is_found_by_the_beginning_of_its_hash(store, built):
    with store.sessions() as session:
        assert find_report(session, built.snapshot.hash[:10]).report == built.snapshot.report
        assert find_release(session, built.snapshot.hash[:10]) == built.release
        with pytest.raises(FeedbackError, match="no report"):
            find_report(session, "ffffffffffff")


def test_a_day_that_is_not_over_cannot_be_reported(store):
    order = an_order(until=date(2025, 6, 2))
    with (
        Session(store.statements) as session,
        pytest.raises(FeedbackError, match="is not over"),
    ):
        build_report(session, order, progress=no_progress)


def test_a_survey_without_answers_is_named(store):
    with store.sessions.begin() as session:
        a_survey(session, "yp-5-7-easy-read", survey_id="empty-2025")
    with (
        Session(store.statements) as session,
        pytest.raises(FeedbackError, match="Nobody answered empty-2025"),
    ):
        build_report(session, an_order(survey_ids=["empty-2025"]), progress=no_progress)
