"""A survey of two questions to answer in tests, and the few steps every test of it takes."""

import pytest

from feedback_app.services import surveys
from feedback_app.store import Draft, Response, Verbatim
from tests.factories import a_plan, a_questionnaire
from tests.journeys.walking import begin, read, token_of

TYPED = "My brother’s name is Zoltán"


@pytest.fixture
def address(rows):
    return open_a_survey(rows)


def open_a_survey(rows, survey_id="spring", **changes):
    """Open a survey and return the address of its open link."""
    surveys.open_survey(rows, survey_id, [a_questionnaire(**changes)], plan=a_plan())
    links = surveys.links_of(rows, survey_id)
    return f"/s/{next(link.token for link in links if link.mode == 'open-link')}"


def post(client, where, /, **data):
    """Send the form shown at an address, with the token it carries."""
    return client.post(where, data={"csrf_token": token_of(read(client.get(where))), **data})


def answer_all(client, address, text=TYPED):
    """Answer both questions and return the address of the check page."""
    first = begin(client, address)
    second = post(client, first, answer="y").location
    return post(client, second, answer=text).location


def send_all(client, address, text=TYPED):
    """Answer, check and send; return the page that the last press led to."""
    return post(client, answer_all(client, address, text))


def stored(rows):
    """Return how many drafts, responses and verbatims there are."""
    rows.expire_all()
    return tuple(rows.query(table).count() for table in (Draft, Response, Verbatim))
