"""What the tables cannot hold: who answered, from where, or when to the hour."""

import pytest
from sqlalchemy import Date, DateTime, LargeBinary, String, Text, inspect, select, text

from feedback_app.services import clock, drafts, links, surveys
from feedback_app.store import (
    Answer,
    Base,
    ContactRequest,
    DeviceAnswer,
    Draft,
    Invitation,
    InvitationMarks,
    Receipt,
    Response,
    SentDraft,
    ToRead,
    Verbatim,
)
from feedback_app.store.base import random_id
from forms.definition import Presentation
from tests.factories import a_plan, a_questionnaire

KNOWN = {
    "response": {
        "id", "survey_id", "questionnaire_id", "mode", "presentation", "language", "received_on",
        "place_id", "respondent_group",
    },
    "answer": {"response_id", "question_id", "row_id", "code", "state"},
    "verbatim": {"id", "response_id", "question_id", "row_id", "sealed_text", "is_themed"},
    "draft": {
        "id", "link_token", "survey_id", "questionnaire_id", "mode", "presentation", "language",
        "answers", "invitation_id", "offers", "expires_at",
    },
    "sent_draft": {
        "id", "survey_id", "questionnaire_id", "presentation", "offers", "expires_at",
    },
    "device_answer": {"id", "survey_id", "received_on", "reason", "sealed"},
    "to_read": {"response_id", "score", "is_screened", "read_by", "read_on"},
    "contact_request": {"id", "survey_id", "sealed_details"},
    "receipt": {"hash", "response_id"},
    "invitation": {
        "id", "survey_id", "questionnaire_id", "token_hash", "place", "is_void",
    },
    "invitation_marks": {"survey_id", "marks"},
}  # fmt: skip
HOURLY = {("draft", "expires_at"), ("sent_draft", "expires_at")}
TABLES = [
    Response, Answer, Verbatim, Draft, SentDraft, DeviceAnswer, Invitation, ToRead, ContactRequest,
    Receipt, InvitationMarks,
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__tablename__)
def test_a_table_of_answers_has_the_columns_it_needs_and_no_other(table):
    assert {column.name for column in table.__table__.columns} == KNOWN[table.__tablename__]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__tablename__)
def test_no_column_of_answers_is_finer_than_a_day_but_the_hour_a_draft_ends(table):
    for column in table.__table__.columns:
        fine = not isinstance(column.type, Date | LargeBinary | String | Text) and hasattr(
            column.type, "timezone"
        )
        assert not fine or (table.__tablename__, column.name) in HOURLY, column
        assert not isinstance(column.type, DateTime) or fine


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__tablename__)
def test_no_table_of_answers_leads_to_staff_or_to_an_invitation(table):
    led_to = {key.column.table.name for key in table.__table__.foreign_keys}
    # Who read an answer is known; nothing leads from there to who gave it.
    assert led_to <= {"response", "survey"} | ({"staff"} if table is ToRead else set())


def test_invitations_and_responses_share_no_key():
    for name in ("response", "answer", "verbatim", "sent_draft"):
        table = Base.metadata.tables[name]
        assert not [column for column in table.columns if "invitation" in column.name]
        assert not [column for column in table.columns if "token" in column.name]


def test_a_wish_to_be_contacted_shares_no_key_and_no_day_with_a_response():
    wish = Base.metadata.tables["contact_request"]
    assert {key.column.table.name for key in wish.foreign_keys} == {"survey"}
    assert not [column for column in wish.columns if isinstance(column.type, Date | DateTime)]
    leading = {table.name for table in Base.metadata.tables.values()
               for key in table.foreign_keys if key.column.table is wish}  # fmt: skip
    assert leading == {"contact_event", "watch"}


def test_ids_are_random_and_of_128_bits():
    made = [random_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in made)
    assert made != sorted(made)
    assert len({each[0] for each in made}) == len({each[-1] for each in made}) == 16


def test_a_sqlite_file_keeps_no_order_in_which_people_answered(app, rows):
    if rows.get_bind().dialect.name != "sqlite":
        names = set(inspect(rows.get_bind()).get_table_names())
        assert set(KNOWN) <= names
        return
    for name in (*KNOWN, "concern", "watch", "seen_wait", "alert"):
        sql = rows.scalar(
            select(text("sql")).select_from(text("sqlite_master")).where(text(f"name = '{name}'"))
        )
        assert sql.rstrip().endswith("WITHOUT ROWID"), name


def test_a_draft_keeps_the_hash_of_its_token_and_a_whole_hour(app, rows):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    connection = rows.connection()
    link = links.open_link(connection, surveys.links_of(rows, "spring")[0].token)
    token = drafts.start_draft(
        connection, link, presentation=Presentation.AGES_13_18, language="en", hours=24
    )
    draft = rows.query(Draft).one()
    assert token not in " ".join(str(value) for value in vars(draft).values())
    assert (draft.expires_at.minute, draft.expires_at.second) == (0, 0)
    assert 24 <= (draft.expires_at - clock.now()).total_seconds() / 3600 <= 25
