"""Answers kept while somebody answers: one row, known only by the hash of a random token.

These run on connections where each statement commits by itself: a saved page is saved
for good before the next page is shown, at the price of a single statement.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from feedback_app.errors import DraftGoneError
from feedback_app.errors import mark as _
from feedback_app.services import clock, limits
from feedback_app.services.links import Link
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.store import Draft, SentDraft
from feedback_app.store.statement import Statement
from feedback_app.store.surveys import Offer
from forms.answers import Answer, from_draft, to_draft
from forms.definition import Mode, Presentation

THIS = Draft.id == bindparam("draft")
BEGIN = Statement(insert(Draft))
FIND = Statement(
    select(
        Draft.id,
        Draft.link_token,
        Draft.survey_id,
        Draft.questionnaire_id,
        Draft.mode,
        Draft.presentation,
        Draft.language,
        Draft.answers,
        Draft.invitation_id,
        Draft.offers,
    ).where(THIS, Draft.link_token == bindparam("link"), Draft.expires_at >= bindparam("moment"))
)
CARRIED = (
    *("link_token", "survey_id", "questionnaire_id", "mode", "presentation"),
    *("language", "invitation_id", "offers", "expires_at"),
)
TAKE_OVER = Statement(
    select(Draft.answers, *(Draft.__table__.c[name] for name in CARRIED)).where(
        THIS, Draft.link_token == bindparam("link")
    )
)
KEEP_LONGER = Statement(update(Draft).where(THIS).values(expires_at=bindparam("end")))
SAVE = Statement(update(Draft).where(THIS).values(answers=bindparam("kept")))
CHANGE_LANGUAGE = Statement(update(Draft).where(THIS).values(language=bindparam("spoken")))
DELETE = Statement(delete(Draft).where(THIS))
FIND_SENT = Statement(
    select(
        SentDraft.survey_id,
        SentDraft.questionnaire_id,
        SentDraft.presentation,
        SentDraft.offers,
    ).where(SentDraft.id == bindparam("draft"), SentDraft.expires_at >= bindparam("moment"))
)
PURGE = Statement(delete(Draft).where(Draft.expires_at < bindparam("moment")))
PURGE_SENT = Statement(delete(SentDraft).where(SentDraft.expires_at < bindparam("moment")))
_purged: WeakKeyDictionary[Engine, datetime] = WeakKeyDictionary()


@dataclass(frozen=True)
class OpenDraft:
    """A response in the making."""

    id: str
    link_token: str
    survey_id: str
    questionnaire_id: str
    mode: Mode
    presentation: Presentation
    language: str
    answers: Mapping[str, Answer]
    invitation_id: str | None = None
    offers: str = ""

    @property
    def can_return(self) -> bool:
        """Whether it may be saved under a code and gone on with later."""
        return Offer.RETURN in self.offers.split()


@dataclass(frozen=True)
class Sent:
    """That a draft was sent: enough to show its thank-you page again."""

    survey_id: str
    questionnaire_id: str
    presentation: Presentation
    offers: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether the device goes on to the next person, as staff said of the link."""
        return Offer.NEXT_PERSON in self.offers.split()


def start_draft(
    connection: Connection,
    link: Link,
    *,
    presentation: Presentation,
    language: str,
    hours: int,
    answers: Mapping[str, Answer] | None = None,
    invitation_id: str | None = None,
) -> str:
    """Begin a response and return the token (192 random bits) that alone leads to it."""
    token = secrets.token_urlsafe(24)
    draft_id = hash_of(token)
    BEGIN.change(
        connection,
        id=draft_id,
        link_token=link.token,
        survey_id=link.survey_id,
        questionnaire_id=link.questionnaire_id,
        mode=link.mode,
        presentation=presentation.value,
        language=language,
        answers=_seal(connection, link.survey_id, draft_id, answers or {}),
        invitation_id=invitation_id,
        offers=link.offers,
        expires_at=_expiry(hours),
    )
    return token


def find_draft(connection: Connection, token: str, *, link_token: str) -> OpenDraft:
    """Return the response in the making that a token leads to.

    Raises:
        DraftGoneError: it was left, was sent, or outlived its hours; or it is of another link.
    """
    row = token and FIND.one(connection, draft=hash_of(token), link=link_token, moment=clock.now())
    if not row:
        raise DraftGoneError(
            _("We keep answers that were not sent for a short time only, to keep you safe."),
            remedy=_("You can start again from the first page."),
        )
    draft_id, link, survey, questionnaire, mode, presentation, language, answers, *rest = row
    return OpenDraft(
        draft_id,
        link,
        survey,
        questionnaire,
        Mode(mode),
        Presentation(presentation),
        language,
        from_draft(json.loads(unseal(connection, answers, place=_place(draft_id)))),
        *rest,
    )


def save_answers(connection: Connection, draft: OpenDraft, answers: Mapping[str, Answer]) -> None:
    """Keep the answers given so far; they are on disk when this returns.

    Raises:
        DraftGoneError: the draft was left or sent in another window meanwhile.
    """
    kept = _seal(connection, draft.survey_id, draft.id, answers)
    if SAVE.change(connection, draft=draft.id, kept=kept) != 1:
        raise DraftGoneError(
            _("These answers were sent or deleted in another window."),
            remedy=_("You can start again from the first page."),
        )


def change_language(connection: Connection, draft: OpenDraft, language: str) -> None:
    """Go on in another language; every answer stays, since answers are codes."""
    CHANGE_LANGUAGE.change(connection, draft=draft.id, spoken=language)


def keep_longer(connection: Connection, draft: OpenDraft, *, hours: int) -> None:
    """Keep a draft from now for so many hours."""
    KEEP_LONGER.change(connection, draft=draft.id, end=_expiry(hours))


def take_over(connection: Connection, draft_id: str, *, link_token: str) -> str:
    """Give a draft a new token, and so end it wherever it was open; return the token.

    Raises:
        DraftGoneError: it was sent or left meanwhile.
    """
    row = TAKE_OVER.one(connection, draft=draft_id, link=link_token)
    if row is None:
        raise DraftGoneError(_("These answers were sent or deleted in another window."))
    sealed, *values = row
    answers = unseal(connection, bytes(sealed), place=_place(draft_id))
    token = secrets.token_urlsafe(24)
    new_id = hash_of(token)
    known = dict(zip(CARRIED, values, strict=True))
    known["expires_at"] = datetime.fromisoformat(str(known["expires_at"]))
    again = seal(connection, answers, survey_id=known["survey_id"], place=_place(new_id))
    DELETE.change(connection, draft=draft_id)
    BEGIN.change(connection, id=new_id, answers=again, **known)
    return token


def leave_draft(connection: Connection, token: str) -> None:
    """Delete the response in the making that a token leads to."""
    delete_draft(connection, hash_of(token))


def delete_draft(connection: Connection, draft_id: str) -> None:
    """Delete a response in the making at once."""
    DELETE.change(connection, draft=draft_id)


def find_sent(connection: Connection, token: str) -> Sent | None:
    """Return what is known for a short time of a draft that was sent, or None."""
    row = FIND_SENT.one(connection, draft=hash_of(token), moment=clock.now())
    if row is None:
        return None
    survey_id, questionnaire_id, presentation, offers = row
    return Sent(survey_id, questionnaire_id, Presentation(presentation), offers)


def purge_hourly(connection: Connection) -> None:
    """Delete what outlived its hours, once an hour in each process: drafts end on the hour."""
    hour = clock.now().replace(minute=0, second=0)
    if _purged.get(connection.engine) != hour:
        purge_expired(connection)
        _purged[connection.engine] = hour


def purge_expired(connection: Connection) -> int:
    """Delete what outlived its hours; return how many drafts went."""
    moment = clock.now()
    PURGE_SENT.change(connection, moment=moment)
    limits.purge(connection)
    return PURGE.change(connection, moment=moment)


def _seal(
    connection: Connection, survey_id: str, draft_id: str, answers: Mapping[str, Answer]
) -> bytes:
    text = json.dumps(to_draft(answers), separators=(",", ":"), ensure_ascii=False)
    return seal(connection, text, survey_id=survey_id, place=_place(draft_id))


def _place(draft_id: str) -> Place:
    return Place("draft", "answers", draft_id)


def _expiry(hours: int) -> datetime:
    """Return when a draft ends, on the hour: the minute somebody started is not kept."""
    end = clock.now() + timedelta(hours=hours + 1)
    return end.replace(minute=0, second=0)


def hash_of(token: str) -> str:
    """Return what a draft is known by in the database."""
    return hashlib.sha256(token.encode()).hexdigest()
