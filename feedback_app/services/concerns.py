"""Raise concerns in the same transaction as the response that caused them."""

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from analysis.cues import Level
from analysis.screening import screen
from feedback_app.services import clock
from feedback_app.store import Concern
from feedback_app.store.base import random_id, table_of
from feedback_app.store.statement import insert_rows
from forms.answers import Answer
from forms.definition import Page


def raise_concerns(
    connection: Connection,
    response_id: str,
    answers: Mapping[str, Answer],
    pages: Mapping[str, Page],
) -> int:
    """Screen every text of a response and write a concern for each that needs reading soon.

    Returns how many concerns were raised. Rules only: the model follows in the background.
    """
    rows = list(concern_rows(response_id, answers, pages))
    insert_rows(connection, table_of(Concern), rows)
    return len(rows)


def concern_rows(
    response_id: str, answers: Mapping[str, Answer], pages: Mapping[str, Page]
) -> Iterator[dict[str, object]]:
    """Yield a row for each text of a response that needs reading soon."""
    for key, answer in answers.items():
        text = answer.text or answer.other
        if not text or not pages[key].question.screened:
            continue
        found = screen(text)
        if found.level >= Level.T1:
            yield {
                "id": random_id(),
                "response_id": response_id,
                "question_id": pages[key].question.id,
                "level": found.level.name,
                "reasons": json.dumps(list(found.reasons)),
                "raised_on": clock.today(),
            }
