"""Asks and replies: add them, list them with their state, score a reply; nothing is edited."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.closing import counts_people
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import audit, clock
from feedback_app.store import Ask, AskReply, ReplyScore, Survey
from feedback_app.store.asks import Answered, AskKind, Changed

T = TypeVar("T")
LONGEST, LONGEST_NAME = 600, 120
SCORES = range(1, 6)


@dataclass(frozen=True)
class NewAsk:
    """What is to be kept of an ask or a recommendation."""

    survey_id: str
    said: str
    owner: str
    due_on: date | None
    kind: AskKind = AskKind.ASK
    child_words: str = ""
    theme_id: str = ""
    priority: str = ""
    locality_id: str = ""
    evidence: str = ""
    asked_on: date | None = None


@dataclass(frozen=True)
class NewReply:
    """What is to be kept of a reply."""

    answer: Answered | None
    did: str
    changed: Changed = Changed.NOT_YET
    child_words: str = ""
    evidence: str = ""
    told_on: date | None = None


class AskState(StrEnum):
    """How an ask stands on a day."""

    OVERDUE = "overdue"
    WAITING = "waiting"
    ANSWERED = "answered"


def state_of(ask: Ask, day: date) -> AskState:
    """Return how an ask stands: one without a reply is overdue from the day after it was due."""
    if ask.replies:
        return AskState.ANSWERED
    return AskState.OVERDUE if ask.due_on < day else AskState.WAITING


def add_ask(session: Session, given: NewAsk, *, by: str) -> Ask:
    """Keep an ask or a recommendation.

    Raises:
        FeedbackError: the survey is unknown, or something is missing, too long or a figure.
    """
    if session.get(Survey, given.survey_id) is None:
        raise NotFoundError("There is no such survey.", remedy="Choose one of the list.")
    due_on = _needed(given.due_on, "Write by which day it is due.")
    ask = Ask(
        survey_id=given.survey_id,
        kind=given.kind,
        said=checked_words(given.said, "Write what was asked for."),
        child_words=checked_words(given.child_words),
        theme_id=given.theme_id,
        priority=given.priority,
        locality_id=given.locality_id,
        owner=checked_words(given.owner, "Write who owns it.", longest=LONGEST_NAME),
        evidence=checked_words(given.evidence),
        asked_on=given.asked_on or clock.today(),
        due_on=due_on,
        added_by=by,
        added_at=clock.now(),
    )
    session.add(ask)
    session.flush()
    audit.record(session, by, "added-ask", subject=ask.id)
    return ask


def add_reply(session: Session, ask_id: str, given: NewReply, *, by: str) -> AskReply:
    """Add a reply to an ask; it stands from now on, and the earlier ones stay.

    Raises:
        FeedbackError: there is no such ask, or something is missing, too long or a figure.
    """
    ask = find_ask(session, ask_id)
    reply = AskReply(
        ask_id=ask.id,
        answer=_needed(given.answer, "Choose what the answer is."),
        did=checked_words(given.did, "Write what was done, or why it cannot be."),
        child_words=checked_words(given.child_words),
        changed=given.changed,
        evidence=checked_words(given.evidence),
        told_on=given.told_on,
        replied_by=by,
        replied_on=clock.today(),
    )
    session.add(reply)
    session.flush()
    session.expire(ask, ["replies"])
    audit.record(session, by, "replied-to-ask", subject=ask.id)
    return reply


def score_reply(session: Session, reply_number: int, *, score: int, by: str) -> None:
    """Keep what a member of the Young Perspectives Board thinks of a reply; a later one stands.

    Raises:
        FeedbackError: there is no such reply, or the score is not from 1 to 5.
    """
    if score not in SCORES:
        raise FeedbackError("The score is not from 1 to 5.", remedy="Choose one of the five.")
    if session.get(AskReply, reply_number) is None:
        raise NotFoundError("There is no such reply.", remedy="Go back to the list.")
    row = session.get(ReplyScore, (reply_number, by))
    if row is None:
        session.add(ReplyScore(reply_number=reply_number, staff_id=by, score=score))
    else:
        row.score = score
    session.flush()
    audit.record(session, by, "scored-reply", subject=str(reply_number))


def list_asks(session: Session, *, survey_id: str = "") -> list[Ask]:
    """Return the asks, of one survey or of all, those that are due first at the top."""
    query = select(Ask).options(selectinload(Ask.replies)).order_by(Ask.due_on, Ask.id)
    if survey_id:
        query = query.where(Ask.survey_id == survey_id)
    return list(session.scalars(query))


def find_ask(session: Session, ask_id: str) -> Ask:
    """Return one ask.

    Raises:
        NotFoundError: there is none of that id.
    """
    ask = session.get(Ask, ask_id[:32].replace("\0", ""))
    if ask is None:
        raise NotFoundError("There is no such ask.", remedy="Go back to the list.")
    return ask


def scores_of(session: Session, reply_numbers: list[int]) -> dict[int, list[int]]:
    """Return the scores of some replies, by the reply's number."""
    found: dict[int, list[int]] = {number: [] for number in reply_numbers}
    rows = session.execute(
        select(ReplyScore.reply_number, ReplyScore.score).where(
            ReplyScore.reply_number.in_(reply_numbers)
        )
    )
    for number, score in rows:
        found[number].append(score)
    return found


def own_scores(session: Session, staff_id: str) -> dict[int, int]:
    """Return what one person scored, by the reply's number."""
    query = select(ReplyScore.reply_number, ReplyScore.score).where(ReplyScore.staff_id == staff_id)
    return dict(session.execute(query).all())


def _needed(given: T | None, remedy: str) -> T:
    if given is None:
        raise FeedbackError("Something is missing.", remedy=remedy)
    return given


def checked_words(given: str, needed: str = "", *, longest: int = LONGEST) -> str:
    """Return words without the space around them; `needed` is the remedy where there are none.

    Raises:
        FeedbackError: they are missing, too long, or count people.
    """
    words = given.strip()
    if needed and not words:
        raise FeedbackError("Something is missing.", remedy=needed)
    if len(words) > longest:
        raise FeedbackError(
            f"This has {len(words)} characters, and may have {longest}.", remedy="Say it shorter."
        )
    if counts_people(words):
        raise FeedbackError(
            "This counts people, and figures come from a report alone.",
            remedy="Say it without a number of people or a percentage, and name the report.",
        )
    return words
