"""Answers that were kept, sealed, on a device: stored exactly once, however often they are sent.

Each carries a random id inside its seal, and a pass that says this service gave the questions out
not long ago. What cannot be read or taken is kept aside for a person to look at.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.orm import Session

from feedback_app.errors import NotFoundError, SealError
from feedback_app.services import clock, responding
from feedback_app.services.device_keys import open_sealed
from feedback_app.services.drafts import OpenDraft
from feedback_app.services.keyring import keyring_of
from feedback_app.services.links import Link, known_link
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import DeviceAnswer
from feedback_app.store.base import random_id
from feedback_app.store.new_rows import insert_new
from feedback_app.store.statement import Statement
from forms.answers import Answers
from forms.definition import Mode, Page, Presentation
from forms.loose import read_loosely
from forms.questionnaire import Questionnaire
from forms.routing import next_step

DAYS = 14
"""For so long after the questions were given out, answers to them are taken."""
KEPT_ASIDE_DAYS = 30
ID_LENGTH = 32
PURGE = Statement(
    delete(DeviceAnswer).where(
        DeviceAnswer.sealed.is_not(None), DeviceAnswer.received_on < bindparam("day")
    )
)


class Outcome(StrEnum):
    """What became of sealed answers."""

    STORED = "stored"
    KNOWN = "known"
    ASIDE = "aside"


class Reason(StrEnum):
    """Why sealed answers were kept aside."""

    UNREADABLE = "unreadable"
    NOT_TAKEN = "not-taken"


@dataclass(frozen=True)
class Received:
    """What became of sealed answers; where they are to be kept aside, why, and of which survey."""

    outcome: Outcome
    reason: Reason = Reason.UNREADABLE
    survey_id: str = ""


@dataclass(frozen=True)
class Aside:
    """Sealed answers that wait for a person to look at them."""

    id: str
    survey_id: str
    received_on: date
    reason: Reason


def make_pass(link_token: str, *, secret_key: str) -> str:
    """Return what shows later that this service gave out the questions of a link today."""
    day = clock.today().isoformat()
    return f"{day}.{_sign(link_token, day, secret_key)}"


def receive(connection: Connection, sealed: bytes, *, secret_key: str) -> Received:
    """Store what a device sent, or say that it has to be kept aside. Give it one transaction."""
    try:
        opened = open_sealed(keyring_of(connection).masters, sealed)
    except SealError:
        return Received(Outcome.ASIDE)
    link = known_link(connection, str(opened.get("link", "")))
    if link is None or not _is_fresh(str(opened.get("pass", "")), link.token, secret_key):
        return Received(Outcome.ASIDE, Reason.NOT_TAKEN, link.survey_id if link else "")
    try:
        sheet = _read(connection, link, opened)
    except (NotFoundError, ValueError):
        return Received(Outcome.ASIDE, Reason.NOT_TAKEN, link.survey_id)
    return Received(_store(connection, sheet))


def keep_aside(connection: Connection, sealed: bytes, received: Received) -> None:
    """Keep what could not be taken, as it came; the same once."""
    _insert(
        connection,
        id=hashlib.sha256(sealed).hexdigest(),
        survey_id=received.survey_id,
        reason=received.reason.value,
        sealed=sealed,
    )


def note_once(connection: Connection, once: str, survey_id: str) -> bool:
    """Note that what bears an id was stored; return False if it was noted before."""
    return _insert(connection, id=_hash(once), survey_id=survey_id) == 1


def was_noted(connection: Connection, once: str) -> bool:
    """Return whether what bears an id was stored before."""
    found = connection.scalar(select(DeviceAnswer.id).where(DeviceAnswer.id == _hash(once)))
    return found is not None


def list_aside(session: Session) -> list[Aside]:
    """Return what waits for a person, the oldest first."""
    waiting = select(DeviceAnswer).where(DeviceAnswer.sealed.is_not(None))
    rows = session.scalars(waiting.order_by(DeviceAnswer.received_on, DeviceAnswer.id))
    return [Aside(row.id, row.survey_id, row.received_on, Reason(row.reason)) for row in rows]


def try_again(session: Session, aside_id: str) -> bool:
    """Store what was kept aside, if it can be read now; return whether it was stored.

    A person asked for it, so that it came late is no hindrance any more.
    """
    row = _waiting(session, aside_id)
    connection = session.connection()
    try:
        opened = open_sealed(keyring_of(connection).masters, bytes(row.sealed or b""))
        link = known_link(connection, str(opened.get("link", "")))
        sheet = _read(connection, link, opened) if link else None
    except (SealError, NotFoundError, ValueError):
        return False
    if sheet is None:
        return False
    _store(connection, sheet)
    session.delete(row)
    return True


def drop(session: Session, aside_id: str) -> None:
    """Delete what was kept aside."""
    session.delete(_waiting(session, aside_id))


def purge_aside(connection: Connection) -> int:
    """Delete what was kept aside for longer than it may be; return how many."""
    return PURGE.change(connection, day=clock.today() - timedelta(days=KEPT_ASIDE_DAYS))


@dataclass(frozen=True)
class _Sheet:
    """What was sealed, once it is sure that it can be stored."""

    once: str
    draft: OpenDraft
    questionnaire: Questionnaire


def _read(connection: Connection, link: Link, opened: Mapping[str, object]) -> _Sheet:
    """Return what was sealed, ready to be stored.

    Raises:
        ValueError: it holds no answers, no id or no yes, or an invitation is needed.
        NotFoundError: the survey asks nothing any more.
    """
    if not link.can_be_kept:
        raise ValueError("no invitation")
    questionnaire = frozen_questionnaire(connection, link.survey_id, link.questionnaire_id)
    given, once = opened.get("answers"), str(opened.get("id", ""))
    if not isinstance(given, Mapping) or len(once) < ID_LENGTH:
        raise ValueError("no answers, or no id")
    mode = Mode(link.mode)
    answers = read_loosely(questionnaire, given, mode=mode)
    if not _agreed(questionnaire, answers, mode):
        raise ValueError("nobody agreed to take part")
    draft = OpenDraft(
        random_id(),
        link.token,
        link.survey_id,
        questionnaire.id,
        mode,
        Presentation(str(opened.get("presentation"))),
        str(opened.get("language", ""))[:10],
        answers,
    )
    return _Sheet(f"device|{once}", draft, questionnaire)


def _store(connection: Connection, sheet: _Sheet) -> Outcome:
    if not note_once(connection, sheet.once, sheet.draft.survey_id):
        return Outcome.KNOWN
    responding.store_draft(connection, sheet.draft, sheet.questionnaire)
    return Outcome.STORED


def _agreed(questionnaire: Questionnaire, answers: Answers, mode: Mode) -> bool:
    start = questionnaire.start_page
    step = next_step(questionnaire, answers, after=start, mode=mode)
    return start.key in answers and isinstance(step, Page)


def _waiting(session: Session, aside_id: str) -> DeviceAnswer:
    row = session.get(DeviceAnswer, aside_id)
    if row is None or row.sealed is None:
        raise NotFoundError("Nothing of that name waits any more.")
    return row


def _insert(connection: Connection, **values: object) -> int:
    row = {"survey_id": "", "reason": "", "sealed": None, "received_on": clock.today(), **values}
    return int(connection.execute(insert_new(connection, DeviceAnswer), row).rowcount)


def _is_fresh(given: str, link_token: str, secret_key: str) -> bool:
    day, _dot, signature = given.partition(".")
    if not hmac.compare_digest(signature.encode(), _sign(link_token, day, secret_key).encode()):
        return False
    return clock.today() <= date.fromisoformat(day) + timedelta(days=DAYS)


def _sign(link_token: str, day: str, secret_key: str) -> str:
    key = hmac.digest(secret_key.encode(), b"questions given to a device", "sha256")
    return hmac.new(key, f"{link_token}|{day}".encode(), hashlib.sha256).hexdigest()


def _hash(once: str) -> str:
    return hashlib.sha256(once.encode()).hexdigest()
