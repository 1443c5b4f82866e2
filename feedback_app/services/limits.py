"""Limits on tries, kept in the database so that they hold over every worker and every machine.

A try is counted under a keyed hash that changes each day: the rows tell neither an address nor a
person, and yesterday's cannot be joined to today's. A try is taken before the work it limits, so
that a hundred at once are no more than one after the other.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Integer, bindparam, delete, func, insert, select, text
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError
from feedback_app.errors import mark as _
from feedback_app.services import clock
from feedback_app.store import Attempt
from feedback_app.store.base import random_id
from feedback_app.store.statement import Statement

LONGEST_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """How many tries at one thing are allowed in a window of time."""

    name: str
    tries: int
    window: timedelta = LONGEST_WINDOW
    is_for_staff: bool = True


PASSWORD = Limit("password", 5)
SECOND_STEP = Limit("second-step", 5)
PASSKEY = Limit("passkey", 20)
SENDER = Limit("sender", 50)
"""Failed tries from one network address: a whole office may stand behind it."""
RECEIPT = Limit("receipt", 10, is_for_staff=False)
CONTACT = Limit("contact", 40, is_for_staff=False)
"""A class may stand behind one network address, and be asked on one morning."""
COMPLAINT = Limit("complaint", 20, is_for_staff=False)
START = "start"
BEFORE = (
    select(func.count())
    .select_from(Attempt)
    .where(
        Attempt.key.in_([bindparam("counted"), bindparam("counted_before")]),
        Attempt.at > bindparam("since"),
    )
    .scalar_subquery()
)
ADD_BELOW = Statement(
    insert(Attempt).from_select(
        ["id", "key", "at"],
        select(
            bindparam("new", type_=Attempt.id.type),
            bindparam("counted", type_=Attempt.key.type),
            bindparam("moment", type_=Attempt.at.type),
        ).where(bindparam("most", type_=Integer()) > BEFORE),
    )
)
"""One statement looks and adds: it is half the price of two, and a page pays it at each start."""
PURGE = Statement(delete(Attempt).where(Attempt.at <= bindparam("since")))

RETURN_SENDER = Limit("return-sender", 20)
RETURN_LINK = Limit("return-link", 60)
"""Wrong codes at one link: a whole class may mistype theirs, a machine must not get far."""

ASIDE = Limit("aside", 40)
"""What a device sends that cannot be read: a broken one must not fill the disk."""


class TooManyTriesError(FeedbackError):
    """Somebody tried too often; the words name no limit and no address."""

    status = 429
    heading = "Please wait a moment"

    def __init__(self) -> None:
        super().__init__(
            "There were too many tries to sign in.", remedy="Wait 15 minutes, then try again."
        )


class TooOftenError(FeedbackError):
    """One sender asked too much of the respondents' pages in a short time."""

    status = 429
    heading = _("Please wait a moment")

    def __init__(self) -> None:
        super().__init__(
            _("There were many tries from here in a short time."),
            remedy=_("Wait 15 minutes, then try again."),
        )


def count_start(connection: Connection, sender: str, *, most: int, secret_key: str) -> None:
    """Count that somebody began to answer; a class or a school may stand behind one sender.

    It waits for nobody, so a few who begin in the same instant may pass together.

    Raises:
        TooOftenError: more began from there than a school would; none of them is counted.
    """
    _add(connection, Limit(START, most, is_for_staff=False), sender, secret_key)


def purge(connection: Connection) -> None:
    """Delete the tries that count no more, so that none tells when somebody came."""
    PURGE.change(connection, since=clock.now() - LONGEST_WINDOW)


def take(session: Session, limit: Limit, who: str, *, secret_key: str) -> str:
    """Count a try and return its id, so that it can be given back.

    Raises:
        TooManyTriesError: none is left; the refused try is not counted. For limits that are not
            on signing in it is a TooOftenError.
    """
    connection = session.connection()
    _take_turns(connection, _key(limit, who, clock.today(), secret_key))
    purge(connection)
    return _add(connection, limit, who, secret_key)


def give_back(session: Session, *taken: str) -> None:
    """Take back tries that turned out to be no failures."""
    session.execute(delete(Attempt).where(Attempt.id.in_(taken)))


def forget(session: Session, limit: Limit, who: str, *, secret_key: str) -> None:
    """Forget the tries of somebody who then got it right."""
    days = {clock.today(), (clock.now() - limit.window).date()}
    keys = [_key(limit, who, day, secret_key) for day in days]
    session.execute(delete(Attempt).where(Attempt.key.in_(keys)))


def _add(connection: Connection, limit: Limit, who: str, secret_key: str) -> str:
    """Count a try and return its id; those of before midnight stand under that day's key.

    Raises:
        TooManyTriesError: none is left; for limits that are not on signing in, TooOftenError.
    """
    taken, now = random_id(), clock.now()
    since = now - limit.window
    is_added = ADD_BELOW.change(
        connection,
        new=taken,
        counted=_key(limit, who, now.date(), secret_key),
        counted_before=_key(limit, who, since.date(), secret_key),
        moment=now,
        since=since,
        most=limit.tries,
    )
    if not is_added:
        raise TooManyTriesError if limit.is_for_staff else TooOftenError
    return taken


def _take_turns(connection: Connection, key: str) -> None:
    """Let tries under one key wait for one another; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        number = int(key[:15], 16)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": number})


def _key(limit: Limit, who: str, day: date, secret_key: str) -> str:
    """Return what a try is counted under on a day."""
    of_day = hmac.digest(secret_key.encode(), f"tries|{day.isoformat()}".encode(), "sha256")
    return hmac.new(of_day, f"{limit.name}|{who}".encode(), hashlib.sha256).hexdigest()
