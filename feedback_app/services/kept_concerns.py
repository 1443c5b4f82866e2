"""A concern that is not closed outlives the response it came from: what was said is kept with it.

A response may be withdrawn, by the child or by somebody who stands beside the child. The answers
then leave every table they are counted or read in; the safeguarding lead still has what was said.
What was never part of a response (`services.panel_notes`) is kept in the same way.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.services.concern_context import Given, given_in
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import Concern, ConcernEvent, Response
from feedback_app.store.concerns import ConcernState
from forms.definition import Presentation


def keep_open(session: Session, response: Response) -> int:
    """Take the concerns of a response that are not closed off it; return how many."""
    closed = select(ConcernEvent.number).where(
        ConcernEvent.concern_id == Concern.id, ConcernEvent.state == ConcernState.CLOSED
    )
    found = session.scalars(
        select(Concern).where(Concern.response_id == response.id, ~closed.exists())
    ).all()
    for concern in found:
        keep_record(session, concern, *_read(session, concern, response))
        concern.response_id = None
    session.flush()
    return len(found)


def keep_record(session: Session, concern: Concern, title: str, given: Iterable[Given]) -> None:
    """Keep what was said with a concern that no response holds, sealed."""
    record = json.dumps({"title": title, "given": [asdict(each) for each in given]})
    concern.sealed_record = seal(
        session.connection(), record, survey_id=concern.survey_id, place=_place(concern)
    )


def read_whole(session: Session, concern: Concern) -> tuple[str, list[Given]]:
    """Return the questionnaire's title and all that was answered, from wherever it lies now."""
    if concern.response_id is None:
        return _reopen(session, concern)
    return _read(session, concern, session.get_one(Response, concern.response_id))


def _read(session: Session, concern: Concern, response: Response) -> tuple[str, list[Given]]:
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    title = questionnaire.title.of(Presentation(response.presentation))
    given: Iterable[Given] = given_in(
        session, response, questionnaire, raised_by=concern.question_id
    )
    return title, list(given)


def _reopen(session: Session, concern: Concern) -> tuple[str, list[Given]]:
    if concern.sealed_record is None:
        return "", []
    record = json.loads(unseal(session.connection(), concern.sealed_record, place=_place(concern)))
    return record["title"], [
        Given(**{**each, "lines": tuple(each["lines"])}) for each in record["given"]
    ]


def _place(concern: Concern) -> Place:
    return Place("concern", "sealed_record", concern.id)
