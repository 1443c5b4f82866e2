"""Go on later with what was begun: by a code of three words, of which only a keyed hash is kept.

A code is good once, for one link, and as long as its draft lives. Its key lies outside the
database, so that a copy of the rows alone lets nobody try codes. A wrong code, a used one and one
that is over are looked up alike and told alike.
"""

import hashlib
import hmac
import re
import secrets
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, insert, select

from feedback_app.errors import FeedbackError
from feedback_app.services import clock, drafts
from feedback_app.services.drafts import OpenDraft
from feedback_app.store import Draft, ReturnCode
from feedback_app.store.statement import Statement
from forms.definition import Presentation

WORDS = 3
LIST = Path(__file__).with_name("return_words.txt")
BETWEEN_WORDS = re.compile(r"[^a-z]+")
FORGET = Statement(delete(ReturnCode).where(ReturnCode.draft_id == bindparam("draft")))
KEEP = Statement(insert(ReturnCode))
USE = Statement(delete(ReturnCode).where(ReturnCode.id == bindparam("code")))
FIND = Statement(
    select(ReturnCode.draft_id)
    .join(Draft, Draft.id == ReturnCode.draft_id)
    .where(
        ReturnCode.id == bindparam("code"),
        Draft.link_token == bindparam("link"),
        Draft.expires_at >= bindparam("moment"),
    )
)


class WrongCodeError(FeedbackError):
    """Three words that open nothing: wrong, used, too old, or of another link."""

    status = 422


@cache
def word_list() -> tuple[str, ...]:
    """Return the words that codes are made of."""
    return tuple(LIST.read_text(encoding="ascii").split())


def hours_of(presentation: Presentation, *, usual: int, adults: int) -> int:
    """Return for how long something is kept under a code: longer for adults, if it is so set."""
    return max(usual, adults) if presentation is Presentation.ADULT else usual


def save_for_later(connection: Connection, draft: OpenDraft, *, hours: int, secret_key: str) -> str:
    """Return the one code that a draft can be gone on with; an earlier one of it opens no more."""
    code = " ".join(secrets.choice(word_list()) for _ in range(WORDS))
    drafts.keep_longer(connection, draft, hours=hours)
    FORGET.change(connection, draft=draft.id)
    KEEP.change(connection, id=_hash(code, draft.link_token, secret_key), draft_id=draft.id)
    return code


def return_to(connection: Connection, given: str, *, link_token: str, secret_key: str) -> str:
    """Use a code up and return the new token of its draft; the old token opens nothing more.

    Give it one transaction. However something was typed, the same is looked up once.

    Raises:
        WrongCodeError: the code opens nothing at this link, or not any more.
    """
    code = _hash(_tidied(given), link_token, secret_key)
    row = FIND.one(connection, code=code, link=link_token, moment=clock.now())
    if row is None or USE.change(connection, code=code) != 1:
        raise WrongCodeError(
            "Those three words do not open anything here.",
            remedy="Check each word. A code works once, and only for a short time.",
        )
    return drafts.take_over(connection, row[0], link_token=link_token)


def _tidied(given: str) -> str:
    return " ".join(BETWEEN_WORDS.split(given.casefold().strip())[: WORDS + 2]).strip()


def _hash(code: str, link_token: str, secret_key: str) -> str:
    key = hmac.digest(secret_key.encode(), b"return codes", "sha256")
    return hmac.new(key, f"{link_token}|{code}".encode(), hashlib.sha256).hexdigest()
