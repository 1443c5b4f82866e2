"""Words by which somebody sees or withdraws a response, until the survey closes, without a name.

They are worked out from the visit's own secret, which the server does not keep, so that nothing in
the database leads from a visit to a response; kept is a keyed hash of them. A wrong code tells
nothing: mistyped, too late and withdrawn look the same.
"""

import hashlib
import hmac
import re
from functools import cache
from pathlib import Path

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError
from feedback_app.services import audit, clock
from feedback_app.services.concern_context import Given, given_in
from feedback_app.services.surveys import frozen_questionnaire, is_open, is_open_on
from feedback_app.store import Receipt, Response, Survey
from feedback_app.store.statement import Statement
from forms.definition import Translate

WORDS = 8
LIST = Path(__file__).resolve().parents[1] / "words.txt"
KEEP = Statement(insert(Receipt))
RESPONDENT = "respondent"
"""Who is named in the audit trail for what somebody did with a receipt."""


class UnknownReceiptError(FeedbackError):
    """Words that lead to no response, whatever the reason."""

    status = 404
    heading = "Those words do not open any answers"

    def __init__(self) -> None:
        super().__init__(
            "They may be mistyped, the survey may be over, or the answers may be gone.",
            remedy="Check each word and try again.",
        )


def words_for(secret: str, *, secret_key: str) -> str:
    """Return the words of the visit that a secret belongs to."""
    number = int.from_bytes(_digest(secret_key, "words", secret))
    words = _words()
    chosen = []
    for _ in range(WORDS):
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return " ".join(chosen)


def hash_of(words: str, *, secret_key: str) -> str:
    """Return what is kept of the words; case, commas and spaces do not matter."""
    said = " ".join(re.findall(r"[a-z]+", words.lower()))
    return _digest(secret_key, "kept", said).hex()


def read(
    session: Session, words: str, *, secret_key: str, translate: Translate
) -> tuple[Survey, list[Given]]:
    """Return the survey and the answers that some words lead to, and record the reading.

    Raises:
        UnknownReceiptError: they lead to none.
    """
    response = _find(session, words, secret_key)
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    audit.record(session, RESPONDENT, "read-response", subject="by receipt")
    survey = session.get_one(Survey, response.survey_id)
    given = given_in(session, response, questionnaire, raised_by="", translate=translate)
    return survey, list(given)


def find_response_id(session: Session, words: str, *, secret_key: str) -> str:
    """Return the id of the response that some words lead to.

    Raises:
        UnknownReceiptError: they lead to none.
    """
    return _find(session, words, secret_key).id


def forget_closed(session: Session) -> int:
    """Delete the receipts of surveys that are over: nothing leads to those answers any more."""
    open_ones = select(Survey.id).where(is_open_on(literal(clock.today())))
    kept = select(Response.id).where(Response.survey_id.in_(open_ones))
    gone = delete(Receipt).where(Receipt.response_id.not_in(kept))
    return int(getattr(session.execute(gone), "rowcount", 0))


def _find(session: Session, words: str, secret_key: str) -> Response:
    response = session.scalar(
        select(Response)
        .join(Receipt, Receipt.response_id == Response.id)
        .where(Receipt.hash == hash_of(words, secret_key=secret_key))
    )
    survey = session.get(Survey, response.survey_id) if response else None
    if response is None or survey is None or not is_open(survey, clock.today()):
        raise UnknownReceiptError
    return response


def _digest(secret_key: str, use: str, what: str) -> bytes:
    key = hmac.digest(secret_key.encode(), f"receipt|{use}".encode(), "sha256")
    return hmac.new(key, what.encode(), hashlib.sha256).digest()


@cache
def _words() -> tuple[str, ...]:
    return tuple(LIST.read_text(encoding="ascii").split())
