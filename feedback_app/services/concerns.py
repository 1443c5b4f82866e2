"""Raise concerns in the same transaction as the response that caused them.

Two things raise one: an answer to a closed question that its questionnaire says has to be read,
and words that the rules see. Every response with words also enters the queue of a trained reader.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from analysis.cues import Level
from analysis.screening import Screening, screen
from feedback_app.services import clock
from feedback_app.store import Concern, ToRead
from feedback_app.store.base import random_id, table_of
from feedback_app.store.concerns import ConcernState
from feedback_app.store.statement import insert_rows
from forms.answers import Answer
from forms.definition import Page, Question

CLOSED_REASON = "chose an answer about safety that has to be read"
NOTHING = Screening(Level.T0, 0.0)
Row = dict[str, object]
Answers = Mapping[str, Answer]
Pages = Mapping[str, Page]


class Found(NamedTuple):
    """What is to be written beside one response: its concerns, and its place among what is read."""

    concerns: list[Row]
    to_read: list[Row]


def raise_concerns(
    connection: Connection, survey_id: str, response_id: str, *, answers: Answers, pages: Pages
) -> int:
    """Write a concern for each answer that needs reading soon, and the queue entry of its words.

    Returns how many concerns were raised. Rules only: the model follows in the background.
    """
    found = look_through(survey_id, response_id, answers=answers, pages=pages)
    insert_rows(connection, table_of(Concern), found.concerns)
    insert_rows(connection, table_of(ToRead), found.to_read)
    return len(found.concerns)


def look_through(survey_id: str, response_id: str, *, answers: Answers, pages: Pages) -> Found:
    """Return the rows that a response's answers call for; each text is screened once."""
    concerns, scores = [], []
    for key, answer in answers.items():
        question, text = pages[key].question, (answer.text or answer.other).strip()
        read = screen(text) if text else NOTHING
        if text:
            scores.append(read.score)
        level, reasons = _judge(question, answer, read)
        if level >= Level.T1:
            concerns.append(_row(survey_id, response_id, question.id, level=level, reasons=reasons))
    return Found(concerns, [_entry(response_id, max(scores))] if scores else [])


def _row(*owner: str, level: Level, reasons: list[str]) -> Row:
    """Return a concern of a survey's response to a question."""
    survey_id, response_id, question_id = owner
    return {
        "id": random_id(),
        "survey_id": survey_id,
        "response_id": response_id,
        "question_id": question_id,
        "level": level.name,
        "reasons": json.dumps(reasons),
        "raised_on": clock.today(),
        "state": ConcernState.NEW.value,
    }


def _entry(response_id: str, score: float) -> Row:
    return {"response_id": response_id, "score": round(score * 100), "is_screened": False}


def _judge(question: Question, answer: Answer, read: Screening) -> tuple[Level, list[str]]:
    """Return how urgent one answer is and why, by what was chosen and by what was written."""
    level, reasons = Level.T0, []
    if question.concern_codes and not set(question.concern_codes).isdisjoint(answer.codes):
        level, reasons = Level[question.concern_level], [CLOSED_REASON]
    if question.screened:
        level, reasons = max(level, read.level), [*reasons, *read.reasons]
    return level, reasons
