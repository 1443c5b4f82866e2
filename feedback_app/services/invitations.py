"""Invitations: links that open one response each, and share nothing with it.

Only a keyed hash of a link is kept, and nobody's name. A used one is marked in the transaction of
its response; so that no order and no transaction number of the database tells which response that
was, the marks of a whole survey are one value, written anew each time.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Connection,
    bindparam,
    func,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError
from feedback_app.errors import mark as _
from feedback_app.services import clock, denominators
from feedback_app.services.links import link_of_invited
from feedback_app.store import Invitation, InvitationMarks, Survey
from feedback_app.store.base import random_id
from feedback_app.store.statement import Row, Statement
from feedback_app.store.surveys import SurveyKind

MOST = 20_000
FEW = 5
"""Of fewer than these, somebody who knows the list could guess who wrote what."""
SUPPLIED_BY = "invitations issued"
COLUMNS = (Invitation.id, Invitation.survey_id, Invitation.questionnaire_id)
WITH_STATE = select(*COLUMNS, Invitation.place, Invitation.is_void, InvitationMarks.marks).join(
    InvitationMarks, InvitationMarks.survey_id == Invitation.survey_id
)
FIND = Statement(WITH_STATE.where(Invitation.token_hash == bindparam("kept")))
LOOK = Statement(WITH_STATE.where(Invitation.id == bindparam("sought")))
LOCK = Statement(select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger()))))
USE = Statement(
    update(InvitationMarks)
    .where(InvitationMarks.survey_id == bindparam("survey"))
    .values(marks=bindparam("anew"))
)


class UnknownInvitationError(FeedbackError):
    """A link of an invitation that nobody issued."""

    status = 404
    heading = _("We cannot find that page")

    def __init__(self) -> None:
        super().__init__(
            _("This link does not lead to a survey."),
            remedy=_("Check that you have the whole link, or ask the person who gave it to you."),
        )


class InvitationNeededError(FeedbackError):
    """Somebody came to a survey of invited people without their own link."""

    status = 403
    heading = _("You need your own link")

    def __init__(self) -> None:
        super().__init__(
            _("These questions open with the link that was sent to you alone."),
            remedy=_("Open that link again, or ask the people who asked you for it."),
        )


class InvitationUsedError(FeedbackError):
    """A link that a response was sent with; it opens no second one."""

    status = 410
    heading = _("Your answers were sent")

    def __init__(self) -> None:
        super().__init__(
            _("This link was used to send answers. They are safe with us. It works once."),
            remedy=_("If that was not you, tell the people who gave you the link."),
        )


class InvitationVoidError(FeedbackError):
    """A link that was stopped before anybody used it."""

    status = 410
    heading = _("This link was stopped")

    def __init__(self) -> None:
        super().__init__(
            _("The people who asked you have stopped this link."),
            remedy=_("Ask them for a new one."),
        )


@dataclass(frozen=True)
class Invited:
    """One invitation: where it leads, and never to whom it was given."""

    id: str
    survey_id: str
    questionnaire_id: str


@dataclass(frozen=True)
class Tally:
    """How many invitations of a survey were issued, and what became of them."""

    issued: int
    used: int
    stopped: int

    @property
    def unused(self) -> int:
        """How many still open the questions."""
        return self.issued - self.used - self.stopped


def issue(
    session: Session, survey: Survey, *, questionnaire_id: str, count: int, secret_key: str
) -> list[str]:
    """Issue so many invitations and return the tokens of their links; they are shown this once.

    How many people were invited is kept for the response rate; a larger number that somebody
    supplied stands, since a list may be longer than what was sent out.

    Raises:
        FeedbackError: the survey is not for a known list, or the number cannot be.
        SurveyNotOpenError: no open link of the survey leads to that questionnaire.
    """
    if survey.kind != SurveyKind.INVITED:
        raise FeedbackError(
            f"{survey.id} is not for a known list of people, so nobody is invited to it.",
            remedy="Open a survey of the kind “invited”.",
        )
    if not 0 < count <= MOST:
        raise FeedbackError(f"Say how many links to make, from 1 to {MOST:,}.")
    link_of_invited(session.connection(), survey.id, questionnaire_id)
    tokens = [secrets.token_urlsafe(15) for _ in range(count)]
    hashes = sorted(_hash(token, secret_key) for token in tokens)
    of_all = {"survey_id": survey.id, "questionnaire_id": questionnaire_id}
    # In the order of their hashes: the list that is handed out has another.
    rows = [
        {"id": random_id(), "token_hash": each, "place": place, **of_all}
        for place, each in enumerate(hashes, _places_taken(session, survey.id))
    ]
    session.execute(insert(Invitation), rows)
    _count_invited(session, survey.id)
    return tokens


def tally(session: Session, survey_id: str) -> Tally:
    """Return how many invitations of a survey were issued, used and stopped."""
    marks = session.scalar(
        select(InvitationMarks.marks).where(InvitationMarks.survey_id == survey_id)
    )
    used = marks or b""
    of_survey = Invitation.survey_id == survey_id
    issued = session.scalar(select(func.count()).select_from(Invitation).where(of_survey)) or 0
    void = session.scalars(select(Invitation.place).where(of_survey, Invitation.is_void))
    # Whoever had begun could still send: such a one counts as used.
    stopped = sum(not _is_marked(used, place) for place in void)
    return Tally(issued, int.from_bytes(used).bit_count(), stopped)


def stop_unused(session: Session, survey_id: str) -> int:
    """Let no unused invitation of a survey open the questions any more; return how many.

    Whoever has begun can still send. The number invited stays: they were asked.
    """
    _take_turns(session.connection(), survey_id)
    before = tally(session, survey_id)
    session.execute(
        update(Invitation)
        .where(Invitation.survey_id == survey_id, not_(Invitation.is_void))
        .values(is_void=True)
    )
    return before.unused


def find(connection: Connection, token: str, *, secret_key: str) -> Invited:
    """Return the invitation behind a link.

    Raises:
        UnknownInvitationError: nobody issued it.
        InvitationUsedError: a response was sent with it.
        InvitationVoidError: it was stopped.
    """
    row = FIND.one(connection, kept=_hash(token, secret_key))
    if row is None:
        raise UnknownInvitationError
    return _usable(row)


def refuse_uninvited(connection: Connection, invitation_id: str, *, survey_id: str) -> None:
    """Refuse whoever has no invitation to a survey that can still be used.

    Raises:
        InvitationNeededError: there is none, or it is of another survey.
        InvitationUsedError: a response was sent with it.
        InvitationVoidError: it was stopped.
    """
    row = LOOK.one(connection, sought=invitation_id) if invitation_id else None
    if row is None or row[1] != survey_id:
        raise InvitationNeededError
    _usable(row)


def use(connection: Connection, invitation_id: str) -> None:
    """Mark an invitation used. Give it the transaction of the response.

    Raises:
        InvitationUsedError: a response was sent with it before.
    """
    row = LOOK.one(connection, sought=invitation_id)
    if row is not None:
        _take_turns(connection, row[1])
        row = LOOK.one(connection, sought=invitation_id)
    if row is None:
        raise InvitationUsedError
    _, survey_id, _, place, _, marks = row
    if _is_marked(marks, place):
        raise InvitationUsedError
    USE.change(connection, survey=survey_id, anew=_marked(marks, place))


def _usable(row: Row) -> Invited:
    *known, place, is_void, marks = row
    if _is_marked(marks, place):
        raise InvitationUsedError
    if is_void:
        raise InvitationVoidError
    return Invited(*map(str, known))


def _places_taken(session: Session, survey_id: str) -> int:
    """Return how many places a survey's invitations have; nobody issues more meanwhile."""
    _take_turns(session.connection(), survey_id)
    if session.get(InvitationMarks, survey_id) is None:
        session.add(InvitationMarks(survey_id=survey_id))
        session.flush()
    taken = select(func.max(Invitation.place)).where(Invitation.survey_id == survey_id)
    last = session.scalar(taken)
    return 0 if last is None else last + 1


def _is_marked(marks: bytes, place: int) -> bool:
    at, bit = divmod(place, 8)
    return at < len(marks) and bool(marks[at] >> bit & 1)


def _marked(marks: bytes, place: int) -> bytes:
    """Return the marks with one more."""
    at, bit = divmod(place, 8)
    anew = bytearray(marks.ljust(at + 1, b"\0"))
    anew[at] |= 1 << bit
    return bytes(anew)


def _count_invited(session: Session, survey_id: str) -> None:
    counted = tally(session, survey_id)
    known = denominators.invited_of(session, survey_id).get("")
    invited = counted.issued - counted.stopped
    if known is None or known.invited < invited:
        denominators.set_invited(
            session,
            survey_id,
            group="",
            invited=invited,
            supplied_by=SUPPLIED_BY,
            supplied_on=clock.today(),
        )


def _take_turns(connection: Connection, survey_id: str) -> None:
    """Let those who use invitations of one survey wait for one another; SQLite does anyway."""
    if connection.dialect.name == "postgresql":
        number = int(hashlib.sha256(f"invitations|{survey_id}".encode()).hexdigest()[:15], 16)
        LOCK.one(connection, lock=number)


def _hash(token: str, secret_key: str) -> str:
    key = hmac.digest(secret_key.encode(), b"invitations", "sha256")
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
