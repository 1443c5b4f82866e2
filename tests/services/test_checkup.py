"""The doctor: each thing that can be wrong is said in plain words, with what to do."""

from collections import namedtuple
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from feedback_app import checkup, nightly
from feedback_app.checkup import Grade, examine
from feedback_app.services import audit, clock
from feedback_app.store import Alert, AuditEvent, SurveyKey
from tests.factories import a_concern, a_survey, a_verbatim

Usage = namedtuple("Usage", "total used free")
PLENTY = 10**12


@pytest.fixture
def deployment(app, rows, tmp_path, monkeypatch):
    """A deployment with a survey and a backup, in which nothing is wrong."""
    monkeypatch.setattr(checkup, "current_revision", lambda _engine: "1")
    monkeypatch.setattr(checkup, "newest_revision", lambda: "1")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(PLENTY, 0, PLENTY))
    tmp_path.chmod(0o700)
    a_survey(rows, kept_until=date(2090, 1, 1))
    a_verbatim(rows)
    audit.record(rows, "ada", "opened-survey")
    settings = replace(
        app.extensions["settings"], smtp_host="mail.example.org", mail_from="us@example.org"
    )
    database = app.extensions["database"]
    nightly.make_backup(settings, database)
    return settings, database


def wrong(deployment, grade=Grade.WRONG):
    return " ".join(
        f"{each.words} {each.remedy}" for each in examine(*deployment) if each.grade is grade
    )


def test_a_sound_deployment_has_nothing_wrong(deployment):
    found = list(examine(*deployment))
    assert {each.grade for each in found} == {Grade.GOOD}
    assert len(found) >= 6


def test_a_database_of_another_version_is_told_and_nothing_more_is_tried(deployment, monkeypatch):
    monkeypatch.setattr(checkup, "newest_revision", lambda: "2")
    found = list(examine(*deployment))
    assert [each.grade for each in found] == [Grade.WRONG]
    assert "Run `feedback database upgrade`." in found[0].remedy


def test_a_key_that_does_not_open_is_told(deployment, rows):
    rows.execute(update(SurveyKey).values(master_id="0" * 16))
    assert "The master key 0000000000000000 is missing" in wrong(deployment)


@pytest.mark.parametrize(
    ("megabytes", "grade", "words"),
    [
        (499, Grade.WRONG, "nobody can begin a survey below 500"),
        (1_999, Grade.WARNING, "Only 1999 MB are free"),
    ],
)
def test_a_disk_that_runs_low_is_told(deployment, monkeypatch, megabytes, grade, words):
    usage = Usage(PLENTY, 0, megabytes * 1_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    assert words in wrong(deployment, grade)


def test_a_damaged_database_is_told(deployment, monkeypatch):
    def damaged(_engine):
        raise DatabaseError("PRAGMA", {}, Exception("database disk image is malformed"))

    monkeypatch.setattr(checkup, "current_revision", damaged)
    assert "cannot be read: database disk image is malformed" in wrong(deployment)
    assert "restore the newest backup" in wrong(deployment)


def test_a_backup_that_is_missing_or_old_is_told(deployment, monkeypatch):
    later = clock.now() + timedelta(days=3)
    with monkeypatch.context() as days_later:
        days_later.setattr(clock, "now", lambda: later)
        assert "The newest backup is of" in wrong(deployment)
    for path in (deployment[0].instance / "backups").iterdir():
        path.unlink()
    assert "There is no backup. Run `feedback backup make`." in wrong(deployment)


def test_answers_kept_too_long_or_without_a_decision_are_told(deployment, rows):
    a_survey(rows, "old", kept_until=date(2026, 1, 1))
    a_survey(rows, "undecided")
    assert "kept longer than they may be: old. Run `feedback retention purge`" in wrong(deployment)
    assert "are kept: undecided" in wrong(deployment, Grade.WARNING)


def test_an_altered_audit_trail_is_told(deployment, rows):
    rows.execute(update(AuditEvent).values(action="did-nothing"))
    assert "altered at its row" in wrong(deployment)


def test_a_clock_that_was_set_back_is_told(deployment, monkeypatch):
    a_day_ago = clock.now() - timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: a_day_ago)
    assert "The clock of this machine was set back" in wrong(deployment)


def test_an_address_without_encryption_is_told(deployment):
    settings, database = deployment
    in_the_open = replace(settings, public_url="http://survey.example.org")
    assert "without encryption" in wrong((in_the_open, database))
    assert wrong((replace(settings, public_url="https://survey.example.org"), database)) == ""


def test_files_that_other_accounts_can_read_are_told(deployment, tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "secret_key").chmod(0o644)
    said = wrong(deployment, Grade.WARNING)
    assert "secret_key" in said
    assert "chmod -R go=" in said


def test_tables_that_are_not_as_declared_are_told(deployment, rows):
    rows.execute(text("ALTER TABLE survey_link DROP COLUMN label"))
    assert "The tables are not as this version declares them" in wrong(deployment)


def test_e_mails_that_cannot_be_sent_are_told_by_their_kind_of_failure(deployment, rows):
    rows.add(
        Alert(
            kind="new", address="lead@example.org", tries=3, next_at=clock.now(), problem="gaierror"
        )
    )
    rows.commit()
    said = wrong(deployment)
    assert "1 e-mails about concerns could not be sent: gaierror." in said
    assert "lead@example.org" not in said


def test_without_a_mail_server_it_is_said_that_nobody_is_told(deployment):
    quiet = (replace(deployment[0], smtp_host=""), deployment[1])
    assert "Nobody is told of a concern by e-mail." in wrong(quiet, Grade.WARNING)


def test_a_concern_without_a_clock_says_that_no_worker_runs(deployment, rows):
    a_concern(rows)
    rows.commit()
    assert "Keep `feedback jobs work` running." in wrong(deployment)
