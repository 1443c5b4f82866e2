"""What follows each response in the background: the trained model reads it, and can only raise.

A response waits for it as a row of `to_read`, written with the response. Without the model the rows
wait on; the rules have had their say, and a person reads every text all the same.
"""

import json
from collections.abc import Callable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.cues import Level
from analysis.screening import Screening
from feedback_app.services import clock, verbatims
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import Concern, Response, ToRead
from feedback_app.store.base import random_id

Judge = Callable[[str], Screening]
BATCH = 50


def screen_waiting(session: Session, judge: Judge | None = None) -> int:
    """Let the model read some responses that wait for it; return how many concerns it raised."""
    read = judge or _model()
    waiting = session.scalars(select(ToRead).where(~ToRead.is_screened).limit(BATCH)).all()
    return sum(_reread(session, row, read) for row in waiting)


def count_waiting(session: Session) -> int:
    """Return how many responses the model has not read."""
    query = select(func.count()).select_from(ToRead).where(~ToRead.is_screened)
    return session.scalar(query) or 0


def raise_by(
    session: Session, response: Response, question_id: str, *, level: str, reasons: Sequence[str]
) -> bool:
    """Raise a concern unless one as urgent stands for that question; return whether it was."""
    mine = (Concern.response_id == response.id, Concern.question_id == question_id)
    if any(held >= level for held in session.scalars(select(Concern.level).where(*mine))):
        return False
    add_concern(session, response, question_id, level=level, reasons=reasons)
    return True


def add_concern(
    session: Session, response: Response, question_id: str, *, level: str, reasons: Sequence[str]
) -> Concern:
    """Add a concern of today, whatever else stands for that question; return it."""
    added = Concern(
        id=random_id(),
        survey_id=response.survey_id,
        response_id=response.id,
        question_id=question_id,
        level=level,
        reasons=json.dumps(list(reasons)),
        raised_on=clock.today(),
    )
    session.add(added)
    session.flush()
    return added


def _model() -> Judge:
    from analysis.screening_model import screen_with_model

    return screen_with_model


def _reread(session: Session, row: ToRead, read: Judge) -> int:
    response = session.get_one(Response, row.response_id)
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    raised, score = 0, row.score
    for words in verbatims.words_of(session, [response.id]):
        found = read(words.text)
        score = max(score, round(found.score * 100))
        question = questionnaire.question_by_id.get(words.question_id)
        if found.level >= Level.T2 and (question is None or question.screened):
            level = found.level.name
            raised += raise_by(
                session, response, words.question_id, level=level, reasons=found.reasons
            )
    row.score, row.is_screened = score, True
    session.flush()
    return raised
