"""The next verbatim is there at once, however many are stored."""

from time import perf_counter

import pytest
from sqlalchemy import insert, text

from feedback_app.services import coding_queue
from feedback_app.services.verbatims import add_verbatims
from feedback_app.store import Response, SuggestedCoding
from feedback_app.store.base import random_id
from tests.factories import A_DAY, a_survey, sign_in_as
from tests.reading import form_action, send, soup

STORED = 50_000
LONGEST = 0.150


def store(app, count):
    verbatims = []
    responses = []
    for _ in range(count):
        response_id = random_id()
        responses.append(
            {
                "id": response_id,
                "survey_id": "spring",
                "questionnaire_id": "sample",
                "mode": "open-link",
                "presentation": "13-18",
                "language": "en",
                "received_on": A_DAY,
                "place_id": None,
                "respondent_group": "young-people",
            }
        )
        verbatims.append(
            {
                "id": random_id(),
                "response_id": response_id,
                "question_id": "why",
                "row_id": "",
                "text": "They listen to us and we are part of what they decide.",
                "is_themed": True,
            }
        )
    suggested = [
        {
            "verbatim_id": each["id"],
            "theme_id": "voice.listened",
            "codebook_version": "0.1.0",
            "probability": 0.5,
        }
        for each in verbatims
    ]
    with app.extensions["database"].sessions.begin() as session:
        session.execute(insert(Response), responses)
        add_verbatims(session.connection(), "spring", verbatims)
        session.execute(insert(SuggestedCoding), suggested)
    with app.extensions["database"].sessions.begin() as session:
        session.execute(text("ANALYZE"))
        coding_queue.refresh_queue(session, "spring")


@pytest.mark.slow
def test_the_next_of_fifty_thousand_is_shown_in_150_milliseconds(app, client, rows):
    a_survey(rows)
    store(app, STORED)
    sign_in_as(client, rows)
    page = client.get("/manage/coding/spring")
    seconds = []
    for _ in range(15):
        kept = send(client, page, form_action(page, "/answers/"), action="none")
        start = perf_counter()
        page = client.get(kept.location)
        seconds.append(perf_counter() - start)
    assert soup(page).select_one("#words")
    assert sorted(seconds)[len(seconds) // 2] <= LONGEST
