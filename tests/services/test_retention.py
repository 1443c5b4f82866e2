"""Retention: when the day is past nothing is left of anybody, in any file, but the reports."""

import json
import secrets
from datetime import date, timedelta

import pytest
from sqlalchemy import func, inspect, select, text

from analysis.codebook import SHIPPED, load_codebook
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import (
    clock,
    coding,
    coding_queue,
    deciding,
    drafts,
    erasures,
    handling,
    retention,
    safeguarding,
    surveys,
)
from feedback_app.services.backups import folder_of
from feedback_app.services.deciding import Judged
from feedback_app.services.duties import Duties, DutiesError, months_after, read_duties
from feedback_app.services.exporting import export_responses
from feedback_app.store import (
    Answer,
    AuditEvent,
    Concern,
    Draft,
    ExportedFile,
    Invitation,
    Response,
    SuggestedCoding,
    Survey,
    SurveyKey,
    Verbatim,
)
from feedback_app.store.base import random_id
from feedback_app.store.coding import Verdict
from feedback_app.store.concerns import Outcome
from feedback_app.store.surveys import Basis, Condition
from tests.factories import (
    a_concern,
    a_person,
    a_plan,
    a_questionnaire,
    a_response,
    a_suggestion,
    a_survey,
    a_verbatim,
    an_answer,
    texts,
)
from tests.services.test_sealing import a_draft

PAST, FUTURE = date(2026, 1, 1), date(2090, 1, 1)
PLANTED = f"planted{secrets.token_hex(8)}"


# Before a survey opens


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"basis": None}, "on what lawful basis it asks"),
        ({"condition": None}, "on what condition it may hold what children tell"),
        ({"dpia": " "}, "which data protection impact assessment"),
        ({"kept_until": None}, "until when the answers are kept"),
    ],
)
def test_a_survey_cannot_open_while_something_is_not_decided(rows, without, words):
    decided = {"basis": Basis.PUBLIC_TASK, "condition": Condition.SAFEGUARDING}
    decided |= {"dpia": "DPIA 7", "kept_until": FUTURE}
    plan = a_plan(duties=Duties(**{**decided, **without}))
    with pytest.raises(DutiesError, match=f"Nobody has said {words}"):
        surveys.open_survey(rows, "spring", [a_questionnaire()], plan=plan)
    assert rows.get(Survey, "spring") is None


def test_all_that_is_missing_is_said_at_once(rows):
    with pytest.raises(DutiesError) as raised:
        surveys.open_survey(rows, "spring", [a_questionnaire()])
    assert raised.value.message.count("; nor ") == 3


def test_answers_are_not_deleted_while_they_still_come(rows):
    duties = Duties(Basis.PUBLIC_TASK, Condition.SAFEGUARDING, "DPIA 7", clock.today())
    with pytest.raises(DutiesError, match="while the survey may be answered until"):
        surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan(duties=duties))


def test_what_was_decided_is_kept_with_the_survey(rows):
    survey = surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    kept = (survey.lawful_basis, survey.condition, survey.dpia, survey.kept_until)
    assert kept == ("public-task", "safeguarding", "DPIA 7", FUTURE)


@pytest.mark.parametrize(("basis", "condition"), [("because", ""), ("", "public-task")])
def test_a_basis_the_law_does_not_know_is_refused(basis, condition):
    with pytest.raises(DutiesError, match="Choose one of"):
        read_duties(basis, condition, dpia="", kept_until=None)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 5, 4), 24, date(2028, 5, 4)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 5, 4), 0, None),
    ],
)
def test_months_are_counted_as_people_do(day, months, after):
    assert months_after(day, months) == after


# When the day is past


@pytest.fixture
def survey(rows):
    return a_survey(rows, kept_until=PAST)


def fill(rows, survey, words=PLANTED):
    """Write the same words wherever words of a respondent can lie; return the response."""
    response = a_response(rows, survey.id)
    an_answer(rows, response)
    verbatim = a_verbatim(rows, words, response=response)
    other = a_verbatim(rows, f"{words} as well", response=a_response(rows, survey.id))
    reasons = {"words": [words], "because": words}
    a_suggestion(rows, verbatim, reasons=reasons)
    a_suggestion(rows, other, reasons=reasons)
    coding_queue.refresh_queue(rows, survey.id)
    a_draft(rows, words)
    rows.add(Invitation(id=random_id(), survey_id=survey.id, token_hash=secrets.token_hex(32)))
    rows.flush()
    return response


def left(rows):
    rows.expire_all()
    tables = (Response, Answer, Verbatim, SuggestedCoding, Draft, Invitation, Concern, SurveyKey)
    return {
        table.__tablename__: count
        for table in tables
        if (count := rows.scalar(select(func.count()).select_from(table)))
    }


def test_nothing_is_left_of_a_survey_whose_day_is_past(rows, survey, tmp_path):
    fill(rows, survey)
    (tmp_path / "vectors" / "one").mkdir(parents=True)
    exported = tmp_path / "out.csv"
    export_responses(rows, survey, exported, with_text=True)
    rows.flush()
    survey = rows.get_one(Survey, "spring")
    assert PLANTED in exported.read_text(encoding="utf-8-sig")
    done = retention.purge(rows, survey, instance=tmp_path)
    assert (done.responses, done.files, done.held_back) == (2, 1, 0)
    assert left(rows) == {}
    assert rows.query(ExportedFile).count() == 0
    assert not exported.exists()
    assert not (tmp_path / "vectors").exists()
    assert (survey.purged_on, survey.closed_on) == (clock.today(), clock.today())
    assert [each.action for each in rows.query(AuditEvent)] == ["purged-survey"]
    assert retention.due(rows, clock.today()) == []


def test_a_survey_that_may_be_kept_is_left_alone(rows, tmp_path):
    kept = a_survey(rows, "autumn", kept_until=clock.today())
    a_survey(rows, "summer", kept_until=clock.today() - timedelta(days=1))
    a_survey(rows, "winter")
    assert [each.id for each in retention.due(rows, clock.today())] == ["summer"]
    a_verbatim(rows, "Still here", response=a_response(rows, kept.id))
    retention.purge(rows, rows.get(Survey, "summer"), instance=tmp_path)
    rows.expire_all()
    assert texts(rows) == ["Still here"]


def test_a_response_is_held_back_while_its_concern_is_not_closed(rows, survey, tmp_path):
    at_risk = fill(rows, survey)
    concern = a_concern(rows, response=at_risk)
    done = retention.purge(rows, survey, instance=tmp_path)
    assert (done.responses, done.held_back) == (1, 1)
    assert survey.purged_on is None
    rows.expire_all()
    assert texts(rows) == [PLANTED]
    lead = a_person(rows)
    safeguarding.read_concern(rows, concern.id, staff_id=lead.id)
    handling.record_decision(
        rows, concern.id, outcome=Outcome.ADVICE, reason="Spoke", staff_id=lead.id
    )
    handling.close_concern(rows, concern.id, reason="Done", staff_id=lead.id)
    again = retention.purge(rows, survey, instance=tmp_path)
    assert (again.responses, again.held_back) == (1, 0)
    assert left(rows) == {}


def files_holding(words, folder):
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    ]


def test_a_planted_string_is_in_no_file_after_a_purge(app, rows, survey, tmp_path, monkeypatch):
    """Here the words are stored unsealed, so that it is the deleting that is tried."""
    monkeypatch.setattr("feedback_app.services.verbatims.seal", unsealed)
    monkeypatch.setattr("feedback_app.services.drafts.seal", unsealed)
    response = a_response(rows)
    for _ in range(50):
        a_verbatim(rows, PLANTED * 20, response=response)
    a_draft(rows, PLANTED)
    is_sqlite = rows.get_bind().dialect.name == "sqlite"
    before = files_holding(PLANTED, tmp_path)
    assert bool(before) is is_sqlite
    retention.purge(rows, survey, instance=tmp_path)
    with app.extensions["database"].statements.connect() as connection:
        retention.compact(connection)
    assert files_holding(PLANTED, tmp_path) == []
    rows.expire_all()
    found = [
        name
        for name in inspect(rows.connection()).get_table_names()
        for row in rows.execute(text(f'SELECT * FROM "{name}"'))
        if PLANTED in str(row) or any(PLANTED.encode() in bytes_of(each) for each in row)
    ]
    assert found == []


def unsealed(_connection, words, **_more):
    return b"\1" * 37 + words.encode()


def bytes_of(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


# Erasing one response


def test_one_response_goes_with_every_suggestion_that_quotes_it(rows, survey, tmp_path):
    gone = fill(rows, survey).id
    assert retention.erase(rows, gone, instance=tmp_path) == 2
    rows.expire_all()
    assert texts(rows) == [f"{PLANTED} as well"]
    assert rows.query(SuggestedCoding).count() == 0
    assert rows.query(Answer).count() == 0
    with pytest.raises(NotFoundError, match="no such response"):
        retention.erase(rows, gone, instance=tmp_path)


def test_a_coding_of_the_response_goes_and_others_stay(rows, survey, tmp_path):
    response = fill(rows, survey)
    coder = a_person(rows)
    for verbatim in rows.query(Verbatim).all():
        deciding.decide(
            rows,
            survey.id,
            verbatim.id,
            judged=Judged({"voice.listened": Verdict.ADDED}),
            codebook=load_codebook(SHIPPED),
            staff_id=coder.id,
        )
    retention.erase(rows, response.id, instance=tmp_path)
    assert len(coding.decisions_of(rows, survey.id)) == 1


def test_what_was_erased_is_noted_by_ids_alone(rows, survey, tmp_path):
    response = fill(rows, survey)
    retention.erase(rows, response.id, instance=tmp_path)
    retention.purge(rows, survey, instance=tmp_path)
    path = folder_of(tmp_path) / erasures.FILE
    assert path.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["survey_id"], line["response_id"]) for line in lines] == [
        ("spring", response.id),
        ("spring", ""),
    ]
    assert PLANTED not in path.read_text(encoding="utf-8")


def test_nothing_is_erased_that_could_not_be_noted(rows, survey, tmp_path):
    response = fill(rows, survey)
    folder_of(tmp_path).write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match="exists"):
        retention.erase(rows, response.id, instance=tmp_path)
    rows.expire_all()
    assert len(texts(rows)) == 2


def test_expired_drafts_go_with_their_answers(rows, survey, monkeypatch):
    a_draft(rows)
    later = clock.now() + timedelta(hours=26)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert drafts.purge_expired(rows.connection()) == 1
    with pytest.raises(FeedbackError):
        drafts.find_draft(rows.connection(), "gone", link_token="gone")
