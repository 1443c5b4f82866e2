"""Opening what is sealed: one person asks and says why, another grants it, then it is read.

It holds for a few hours and for the one who asked. Asking, granting, refusing and every reading
are rows of the audit trail. What else is sealed asks here by a kind of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, ForbiddenError, NotFoundError
from feedback_app.services import audit, clock
from feedback_app.services.concern_context import Given, given_in
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import Opening, Response, Staff, Survey, Verbatim
from feedback_app.store.openings import OpeningKind

OPEN_FOR = timedelta(hours=4)
SHORTEST_REASON, LONGEST_REASON = 20, 2000
SHOWN = 50


class SealedError(FeedbackError):
    """Something that two people must open was asked for by one."""

    status = 409
    heading = "This is sealed"

    def __init__(self) -> None:
        super().__init__(
            "Nobody opened it to you, or it was too long ago.",
            remedy="Ask for it, say why, and have somebody else grant it.",
        )


@dataclass(frozen=True)
class Asked:
    """One request to open something, with who asked, why, and what became of it."""

    id: str
    subject_id: str
    reason: str
    asked_by: str
    asker: str
    asked_at: datetime
    decider: str
    is_granted: bool
    is_open: bool


@dataclass(frozen=True)
class WholeResponse:
    """A response as it was given, for the one reader to whom it was opened."""

    survey: str
    given: tuple[Given, ...]


def ask(session: Session, kind: OpeningKind, subject_id: str, *, reason: str, by: str) -> str:
    """Ask that something be opened; return the id of the request.

    Raises:
        FeedbackError: the reason is missing, too short or too long.
        NotFoundError: there is no such thing.
    """
    words = reason.strip()
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise FeedbackError(
            f"The reason has {len(words)} characters.",
            remedy=f"Say why in {SHORTEST_REASON} to {LONGEST_REASON} characters; name nobody.",
        )
    found = _find_subject(session, kind, subject_id)
    asked = Opening(kind=kind, subject_id=found, reason=words, asked_by=by, asked_at=clock.now())
    session.add(asked)
    session.flush()
    audit.record(session, by, "asked-to-open", subject=f"{kind} {found}")
    return asked.id


def decide(session: Session, opening_id: str, *, is_granted: bool, by: str) -> None:
    """Grant or refuse a request of somebody else.

    Raises:
        ForbiddenError: it is one's own request.
        FeedbackError: it was decided already.
        NotFoundError: there is no such request.
    """
    asked = _find(session, opening_id)
    if asked.asked_by == by:
        raise ForbiddenError("This is your own request.", remedy="Somebody else must grant it.")
    if asked.decided_by:
        raise FeedbackError("This was decided already.", remedy="Look at the list again.")
    asked.decided_by, asked.decided_at, asked.is_granted = by, clock.now(), is_granted
    session.flush()
    action = "granted-opening" if is_granted else "refused-opening"
    audit.record(session, by, action, subject=f"{asked.kind} {asked.subject_id}")


def refuse_unopened(session: Session, kind: OpeningKind, subject_id: str, *, by: str) -> None:
    """Stop here unless this was opened to this person by another, a few hours ago at most.

    Raises:
        SealedError: it was not, or no longer is.
    """
    query = _of(kind, subject_id).where(Opening.asked_by == by, Opening.is_granted)
    if not any(_is_open(each) for each in session.scalars(query)):
        raise SealedError


def read_response(session: Session, response_id: str, *, by: str) -> WholeResponse:
    """Return a response that was opened to somebody, and record that they read it.

    Raises:
        SealedError: it was not opened to them.
    """
    refuse_unopened(session, OpeningKind.RESPONSE, response_id, by=by)
    response = session.get_one(Response, response_id)
    questionnaire = frozen_questionnaire(
        session.connection(), response.survey_id, response.questionnaire_id
    )
    audit.record(session, by, "read-response", subject=response_id)
    survey = session.get_one(Survey, response.survey_id)
    return WholeResponse(
        survey.title, tuple(given_in(session, response, questionnaire, raised_by=""))
    )


def list_openings(session: Session) -> list[Asked]:
    """Return the newest requests, those that wait for a decision first."""
    query = select(Opening).order_by(
        Opening.decided_at.is_not(None), Opening.asked_at.desc(), Opening.id
    )
    people: Mapping[str, str] = dict(session.execute(select(Staff.id, Staff.name)).all())
    return [
        Asked(
            row.id,
            row.subject_id,
            row.reason,
            row.asked_by,
            people.get(row.asked_by, ""),
            row.asked_at,
            people.get(row.decided_by or "", ""),
            row.is_granted,
            _is_open(row),
        )
        for row in session.scalars(query.limit(SHOWN))
    ]


def _is_open(row: Opening) -> bool:
    decided = row.decided_at
    return row.is_granted and decided is not None and clock.now() - decided <= OPEN_FOR


def _of(kind: OpeningKind, subject_id: str) -> Select[Opening]:
    return select(Opening).where(Opening.kind == kind, Opening.subject_id == subject_id)


def _find(session: Session, opening_id: str) -> Opening:
    found = session.get(Opening, opening_id, with_for_update=True)
    if found is None:
        raise NotFoundError("There is no such request.", remedy="Go back to the list.")
    return found


def _find_subject(session: Session, kind: OpeningKind, subject_id: str) -> str:
    """Return the key of what is to be opened; a response is found by any answer in it too."""
    match kind:
        case OpeningKind.RESPONSE:
            reference = subject_id.strip().rstrip("/").rpartition("/")[2][:64].replace("\0", "")
            verbatim = session.get(Verbatim, reference)
            response = session.get(Response, verbatim.response_id if verbatim else reference)
            if response is None:
                raise NotFoundError(
                    "There is no such answer.", remedy="Copy the address of the coder's page."
                )
            return response.id
