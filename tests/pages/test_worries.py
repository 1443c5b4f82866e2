"""A coder who is worried by an answer tells the safeguarding leads from the page of the answer."""

import pytest

from feedback_app.services import safeguarding
from feedback_app.store import AuditEvent, Concern
from feedback_app.store.concerns import ConcernState
from feedback_app.store.staff import Role
from tests.factories import a_survey, a_verbatim, sign_in_as
from tests.reading import errors, form_action, send, words

TOLD = "The safeguarding leads have been told of this answer."


@pytest.fixture
def page(client, rows):
    a_survey(rows)
    a_verbatim(rows, "My uncle comes in at night.")
    sign_in_as(client, rows, Role.CODER)
    return client.get("/manage/coding/spring")


def tell(client, page, **data):
    return send(client, page, form_action(page, "/worry"), **data)


def test_one_press_raises_a_concern_and_the_page_says_so(client, rows, page):
    assert TOLD not in words(page)
    done = tell(client, page, level="T3")
    assert TOLD in words(client.get(done.location))
    [concern] = rows.query(Concern)
    assert (concern.level, concern.survey_id) == ("T3", "spring")
    assert safeguarding.count_unseen(rows) == 1
    assert "raised-concern" in [each.action for each in rows.query(AuditEvent)]


def test_told_twice_there_is_one_concern_of_the_more_urgent_level(client, rows, page):
    for level in ("T2", "T3", "T2"):
        tell(client, page, level=level)
    assert [each.level for each in rows.query(Concern)] == ["T3"]


@pytest.mark.parametrize("data", [{}, {"level": "T0"}])
def test_it_must_be_said_what_the_worry_is(client, rows, page, data):
    refused = tell(client, page, **data)
    assert refused.status_code == 422
    assert errors(refused) == ["Choose what you are worried about. Tick one of the two."]
    assert rows.query(Concern).count() == 0


def test_saving_without_a_choice_asks_for_one(client, rows, page):
    refused = send(client, page, form_action(page, "/answers/"), action="save")
    assert refused.status_code == 422
    assert errors(refused) == ["Choose a theme, or press “No theme fits”"]
    done = send(client, page, form_action(page, "/answers/"), action="none")
    assert done.status_code == 303


def test_told_again_after_a_lead_has_looked_there_is_a_new_concern(client, rows, page):
    tell(client, page, level="T2")
    [first] = rows.query(Concern)
    first.state = ConcernState.SEEN
    rows.commit()
    tell(client, page, level="T3")
    assert sorted(each.level for each in rows.query(Concern)) == ["T2", "T3"]
