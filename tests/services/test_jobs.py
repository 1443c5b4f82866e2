"""Jobs: what a page puts into the queue is done by a worker, and stored."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine

from feedback_app.commands.agreement import agreement
from feedback_app.commands.themes_discover import discover
from feedback_app.commands.themes_survey import suggest
from feedback_app.housekeeping import keep_purged
from feedback_app.jobs import PAST_THE_HOUR, PURGE, SCREEN, SUGGEST, WATCH, open_jobs
from feedback_app.services import clock, codebooks, coding, deciding, drafts, surveys
from feedback_app.services.candidates import newest_run
from feedback_app.services.deciding import Judged
from feedback_app.services.links import open_link
from feedback_app.services.measures import newest_measure
from feedback_app.store import AuditEvent, Draft, Survey
from feedback_app.store.coding import Verdict
from forms.definition import Presentation
from tests.factories import a_codebook, a_person, a_suggestion, a_survey, a_verbatim

NEWEST = "newest"


@pytest.fixture
def set_up(app, rows, tmp_path, monkeypatch):
    """A survey with a small codebook, in a database that a command takes for up to date."""
    monkeypatch.setattr("feedback_app.deployment.current_revision", lambda _: NEWEST)
    monkeypatch.setattr("feedback_app.deployment.newest_revision", lambda: NEWEST)
    a_codebook(tmp_path / "codebooks")
    a_survey(rows, codebook_id="parks")


def test_a_job_suggests_themes_in_the_database_of_its_instance(set_up, rows, tmp_path):
    verbatim = a_verbatim(rows, "The bus is always late and we wait")
    open_jobs(tmp_path, is_immediate=True).suggest_themes("spring")
    found = coding.suggestions_of(rows, "spring")
    assert {each.verbatim_id for each in found} == {verbatim.id}
    assert {each.theme_id for each in found} == {"bus"}


def test_a_job_waits_in_the_instance_folder_until_a_worker_comes(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    jobs = open_jobs(folder)
    jobs.suggest_themes("spring")
    assert jobs.waiting() == 1
    assert (folder / "jobs.db").exists()
    waiting = jobs.queue.dequeue()
    assert (waiting.name, waiting.args) == (SUGGEST, ("spring",))
    jobs.queue.storage.close()


def test_the_command_suggests_themes_and_says_what_it_did(set_up, rows):
    a_verbatim(rows, "The bus is always late and we wait")
    done = CliRunner().invoke(suggest, ["spring"])
    assert done.exit_code == 0
    assert "for 1 answers, learnt from the codebook (version 1)" in done.output


def test_the_command_tells_agreement_of_people_and_machine(set_up, rows, tmp_path):
    codebook = codebooks.current_codebook(rows, "parks", folders=(tmp_path / "codebooks",))
    coders = [a_person(rows, name=name) for name in ("Ann", "Bob")]
    for number in range(8):
        verbatim = a_verbatim(rows)
        a_suggestion(rows, verbatim, "bus")
        verdict = Verdict.CONFIRMED if number % 2 else Verdict.REJECTED
        for coder in coders:
            deciding.decide(
                rows,
                "spring",
                verbatim.id,
                judged=Judged({"bus": verdict}),
                codebook=codebook,
                staff_id=coder.id,
            )
    told = CliRunner().invoke(agreement, ["spring"]).output
    assert "Coder against coder: 8 answers" in told
    assert "1.00 (1.00 to 1.00)" in told
    assert "Machine against people: 8 answers" in told


def test_agreement_of_a_survey_nobody_coded_cannot_be_told(set_up, rows):
    told = CliRunner().invoke(agreement, ["spring"]).output
    assert told.count("Nothing to compare yet.") == 2


def a_draft(app, rows, link, *, expires_at):
    """Begin a response that ends at a moment; return its token."""
    with app.extensions["database"].statements.connect() as connection:
        token = drafts.start_draft(
            connection,
            open_link(connection, link.token),
            presentation=Presentation.ADULT,
            language="en",
            hours=1,
        )
    newest = rows.query(Draft).filter(Draft.link_token == link.token, Draft.language == "en")
    newest.update({"expires_at": expires_at, "language": "cy"})
    return token


@pytest.fixture
def drafted(app, rows, set_up):
    """An expired draft and one that still lives."""
    link = surveys.add_link(
        rows, rows.get(Survey, "spring"), questionnaire_id="q", mode="open-link"
    )
    hour = timedelta(hours=1)
    a_draft(app, rows, link, expires_at=clock.now() - hour)
    a_draft(app, rows, link, expires_at=clock.now() + hour)


def test_the_worker_deletes_what_expired_and_keeps_the_rest(drafted, rows, tmp_path):
    open_jobs(tmp_path, is_immediate=True).purge_drafts()
    assert [each.expires_at > clock.now() for each in rows.query(Draft)] == [True]


def test_the_worker_watches_every_minute_and_purges_each_hour_by_itself(tmp_path):
    jobs = open_jobs(tmp_path, is_immediate=True)
    for minute in range(60):
        moment = datetime(2026, 5, 4, 9, minute, tzinfo=UTC)
        hourly = {PURGE} if minute == int(PAST_THE_HOUR) else set()
        assert {each.name for each in jobs.queue.read_periodic(moment)} == hourly
        assert {each.name for each in jobs.clocks.read_periodic(moment)} == {WATCH, SCREEN}


def test_the_clocks_of_concerns_never_wait_for_long_work(tmp_path):
    jobs, is_done, was_watched = open_jobs(tmp_path), Event(), Event()
    record = jobs.queue.task(name="record")(lambda: is_done.wait(60))
    watch = jobs.clocks.task(name="watch")(was_watched.set)
    workers = jobs.consumers()
    for each in workers:
        each.start()
    try:
        record(), watch()
        assert was_watched.wait(30)
        assert not is_done.is_set()
    finally:
        is_done.set()
        for each in workers:
            each.stop(graceful=True)


class Twice:
    """A signal to stop that comes after two rounds."""

    def __init__(self):
        self.answers = iter((False, False, True))

    def wait(self, _seconds):
        return next(self.answers)


def test_a_server_purges_while_nobody_answers(app, drafted, rows):
    keep_purged(app.extensions["database"], Twice(), seconds=0.0)
    assert [each.expires_at > clock.now() for each in rows.query(Draft)] == [True]


def test_a_server_outlives_a_database_that_is_away(app, caplog):
    away = replace(app.extensions["database"], statements=create_engine("sqlite:////nowhere/x.db"))
    keep_purged(away, Twice(), seconds=0.0)
    assert caplog.messages == ["Expired drafts were not deleted: OperationalError."] * 2


def test_a_job_measures_agreement_and_another_looks_for_new_themes(set_up, rows, tmp_path):
    for text in ("A dog barked", "dogs bark", "a loud dog", "dogs again", "The dog bit me") * 2:
        a_verbatim(rows, text)
    jobs = open_jobs(tmp_path, is_immediate=True)
    jobs.measure_agreement("spring")
    assert newest_measure(rows, "spring").figures["coders"]["verbatims"] == 0
    jobs.discover_themes("spring", "")
    assert newest_run(rows, "spring").candidates


def test_the_command_prints_candidates_keeps_them_and_records_the_reading(set_up, rows):
    for text in ("A dog barked", "dogs bark", "a loud dog", "dogs again", "The dog bit me") * 2:
        a_verbatim(rows, text)
    done = CliRunner().invoke(discover, ["spring", "--since", "2026-05-04", "--vectors", "words"])
    assert done.exit_code == 0, done.output
    assert "each needs a person" in done.output
    assert newest_run(rows, "spring").compared_with == "2026-05-04"
    [event] = rows.query(AuditEvent)
    assert (event.staff_id, event.action, event.subject) == (
        "operator",
        "read-candidate",
        "spring",
    )
