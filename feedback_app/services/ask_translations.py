"""A child's words of asks and replies in other languages: kept as somebody wrote them.

No machine translates. Where nothing was written the English words stand, and the page says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError
from feedback_app.services import audit, clock
from feedback_app.services.asks import checked_words, find_ask
from feedback_app.store import AskTranslation

SOURCE = "en"


@dataclass(frozen=True)
class Translated:
    """Words of an ask or, with a number, of a reply, as they stand in a language."""

    ask_id: str
    reply_number: int | None
    language: str
    words: str


def add_translation(
    session: Session, given: Translated, *, languages: Iterable[str], by: str
) -> AskTranslation:
    """Keep words in a language this deployment offers; they stand from now on.

    Raises:
        FeedbackError: the language is not offered, or the words are missing, too long or a figure,
            or there is nothing to translate.
    """
    ask = find_ask(session, given.ask_id)
    if given.language == SOURCE or given.language not in languages:
        raise FeedbackError(
            "Pages are not offered in this language.", remedy="Choose one of the list."
        )
    reply = next((each for each in ask.replies if each.number == given.reply_number), None)
    source = (reply.child_words or reply.did) if reply else ask.child_words
    if not source or (given.reply_number is not None and reply is None):
        raise FeedbackError(
            "There are no words for children here to translate.",
            remedy="Write them in English first.",
        )
    row = AskTranslation(
        ask_id=ask.id,
        reply_number=given.reply_number,
        language=given.language,
        words=checked_words(given.words, "Write the words in the language you chose."),
        written_by=by,
        written_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(session, by, "translated-ask", subject=ask.id)
    return row


def translations_of(session: Session, ask_ids: Iterable[str]) -> list[Translated]:
    """Return what stands of some asks, the latest of each language alone."""
    query = (
        select(AskTranslation)
        .where(AskTranslation.ask_id.in_(list(ask_ids)))
        .order_by(AskTranslation.number)
    )
    found = {
        (each.ask_id, each.reply_number, each.language): Translated(
            each.ask_id, each.reply_number, each.language, each.words
        )
        for each in session.scalars(query)
    }
    return list(found.values())
