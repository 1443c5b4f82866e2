"""Every page that shows a respondent's words leaves a row that says who read them.

The pages are not listed: every route is opened as every role, and wherever planted words come
back, the trail must have grown by a reading of that person.
"""

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from feedback_app.cli import feedback
from feedback_app.services import clock
from feedback_app.services.audit_reading import READINGS
from feedback_app.store import AuditEvent, Opening
from feedback_app.store.staff import Role
from tests.factories import (
    a_concern,
    a_person,
    a_response,
    a_survey,
    a_verbatim,
    sign_in_as,
)
from tests.pages.test_access import STAFF_ROUTES
from tests.pages.test_localities import filled

PLANTED = "zebrawood words of a child"


@pytest.fixture
def planted(rows):
    """Return the ids under which planted words can be asked for."""
    a_survey(rows)
    response = a_response(rows)
    verbatim = a_verbatim(rows, PLANTED, response=response)
    return {
        "survey_id": "spring",
        "verbatim_id": verbatim.id,
        "response_id": response.id,
        "concern_id": a_concern(rows, response=response).id,
    }


def grant(rows, planted, asker):
    """Open the planted response to somebody, as a second person would."""
    moment = clock.now()
    opening = Opening(kind="response", subject_id=planted["response_id"], reason="A reason")
    opening.asked_by, opening.asked_at = asker.id, moment
    opening.decided_by, opening.decided_at = a_person(rows, Role.ADMINISTRATOR).id, moment
    opening.is_granted = True
    rows.add(opening)
    rows.flush()
    return opening.id


def readings_of(rows, person):
    return rows.scalar(
        select(func.count()).where(
            AuditEvent.staff_id == person.id, AuditEvent.action.in_(READINGS)
        )
    )


def test_wherever_words_come_back_a_reading_is_recorded(app, rows, planted):
    app.config["WTF_CSRF_ENABLED"] = False
    shown = set()
    for role in Role:
        client = app.test_client()
        person = sign_in_as(client, rows, role)
        grant(rows, planted, person)
        for endpoint, method, _, roles in STAFF_ROUTES:
            if role not in roles:
                continue
            for path in filled(app, endpoint, planted, "made-up"):
                before = readings_of(rows, person)
                page = client.open(path, method=method)
                if PLANTED in page.text:
                    shown.add(endpoint)
                    assert readings_of(rows, person) == before + 1, (endpoint, method, role)
    assert shown >= {
        "manage.code",
        "manage.code_again",
        "safeguard.show_concern",
        "safeguard.show_response",
    }


def test_taking_answers_out_by_a_command_is_recorded(rows, planted, deployed, tmp_path):
    out = tmp_path / "answers.csv"
    done = CliRunner().invoke(
        feedback, ["responses", "export", "spring", "--out", str(out), "--with-text"]
    )
    assert done.exit_code == 0, done.output
    assert PLANTED in out.read_text(encoding="utf-8-sig")
    [event] = rows.query(AuditEvent).filter_by(action="exported-responses")
    assert (event.staff_id, event.subject) == ("operator", "spring with text")


@pytest.mark.parametrize("role", [Role.BOARD_READER, Role.CODER, Role.ADMINISTRATOR])
def test_a_refused_page_is_recorded_with_its_name_and_nothing_else(client, rows, planted, role):
    person = sign_in_as(client, rows, role)
    assert client.get(f"/safeguard/concerns/{planted['concern_id']}").status_code == 403
    [event] = rows.query(AuditEvent).filter_by(staff_id=person.id)
    assert (event.action, event.subject) == ("was-refused", "safeguard.show_concern")
