"""A concern is written with the response that raised it, or not at all."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback_app.services import safeguarding
from feedback_app.services.responding import Returned, store_response
from feedback_app.store import Concern, Response
from forms.answers import Answer
from forms.definition import State
from tests.factories import a_questionnaire, a_survey


def returned(text):
    return Returned(
        "spring",
        a_questionnaire(),
        {"why": Answer(State.ANSWERED, text=text)},
        "open-link",
        "13-18",
        "en",
        date(2026, 5, 4),
    )


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("My step dad hits me when mum is at work", ["T2"]),
        ("I want to die and I have a plan for tonight", ["T3"]),
        ("The park is nice and the buses are late", []),
    ],
)
def test_a_text_about_harm_raises_a_concern_with_its_response(rows, text, levels):
    a_survey(rows)
    response_id = store_response(rows.connection(), returned(text))
    found = [(each.response_id, each.level) for each in rows.query(Concern)]
    assert found == [(response_id, level) for level in levels]
    assert safeguarding.count_unseen(rows) == len(levels)


def test_a_response_undone_leaves_no_concern(app, rows):
    a_survey(rows)
    with Session(app.extensions["database"].engine) as session:
        store_response(session.connection(), returned("My step dad hits me when mum is at work"))
        assert session.query(Concern).count() == 1
        session.rollback()
    assert (rows.query(Concern).count(), rows.query(Response).count()) == (0, 0)
