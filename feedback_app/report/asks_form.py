"""The forms of asks and replies: what was typed, read into what a service takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from feedback_app.errors import FeedbackError
from feedback_app.language import gettext as _
from feedback_app.services.ask_translations import Translated
from feedback_app.services.asks import NewAsk, NewReply
from feedback_app.store import Ask
from feedback_app.store.asks import Answered, AskKind, Changed

PARTS = ("day", "month", "year")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class AskForm:
    """What a survey officer fills in to put an ask on record."""

    given: Mapping[str, str]

    @property
    def kinds(self) -> list[dict[str, str]]:
        """The two kinds, for the choices."""
        return [
            {"value": AskKind.ASK, "label": _("An ask: something people said they want")},
            {"value": AskKind.RECOMMENDATION, "label": _("A recommendation for the Board")},
        ]

    def parts(self, name: str) -> dict[str, str]:
        """Return the day, month and year of a date as they were typed."""
        return _parts(self.given, name)

    def read(self) -> NewAsk:
        """Return what was filled in.

        Raises:
            FeedbackError: a date is not one.
        """
        return NewAsk(
            survey_id=self.given.get("survey_id", ""),
            kind=_choice(self.given, "kind", AskKind) or AskKind.ASK,
            said=self.given.get("said", ""),
            child_words=self.given.get("child_words", ""),
            owner=self.given.get("owner", ""),
            priority=self.given.get("priority", "")[:20],
            locality_id=self.given.get("locality_id", "")[:60],
            theme_id=self.given.get("theme_id", "")[:80],
            evidence=self.given.get("evidence", ""),
            due_on=_date(self.given, "due_on"),
        )


@dataclass(frozen=True)
class ReplyForm:
    """What a survey officer fills in to answer an ask."""

    given: Mapping[str, str]

    @property
    def answers(self) -> list[dict[str, str]]:
        """The three answers, for the choices."""
        return [{"value": each, "label": answer_words(each)} for each in Answered]

    @property
    def changes(self) -> list[dict[str, str]]:
        """Whether it changed anything, for the choices."""
        return [{"value": each, "label": changed_words(each)} for each in Changed]

    def parts(self, name: str) -> dict[str, str]:
        """Return the day, month and year of a date as they were typed."""
        return _parts(self.given, name)

    def read(self) -> NewReply:
        """Return what was filled in.

        Raises:
            FeedbackError: a date is not one.
        """
        return NewReply(
            answer=_choice(self.given, "answer", Answered),
            did=self.given.get("did", ""),
            child_words=self.given.get("child_words", ""),
            changed=_choice(self.given, "changed", Changed) or Changed.NOT_YET,
            evidence=self.given.get("evidence", ""),
            told_on=_date(self.given, "told_on"),
        )


@dataclass(frozen=True)
class TranslationForm:
    """What a survey officer fills in to keep an ask or its latest reply in another language."""

    given: Mapping[str, str]

    def read(self, ask: Ask) -> Translated:
        """Return what was filled in for an ask."""
        is_reply = self.given.get("of") == "reply" and bool(ask.replies)
        return Translated(
            ask.id,
            ask.replies[-1].number if is_reply else None,
            self.given.get("language", "")[:8],
            self.given.get("translated", ""),
        )


def answer_words(value: str) -> str:
    """Return what was answered, in words."""
    words = {Answered.YES: _("Yes"), Answered.PARTLY: _("In part"), Answered.NO: _("No")}
    return str(words[Answered(value)])


def changed_words(value: str) -> str:
    """Return whether it changed anything, in words."""
    words = {
        Changed.YES: _("It has changed things"),
        Changed.A_LITTLE: _("It has changed things a little"),
        Changed.NOT_YET: _("Too early to say"),
        Changed.NO: _("It has changed nothing so far"),
    }
    return str(words[Changed(value)])


def _choice(given: Mapping[str, str], name: str, known: type[E]) -> E | None:
    value = given.get(name, "")
    return known(value) if value in set(known) else None


def _parts(given: Mapping[str, str], name: str) -> dict[str, str]:
    return {part: given.get(f"{name}-{part}", "").strip() for part in PARTS}


def _date(given: Mapping[str, str], name: str) -> date | None:
    parts = _parts(given, name)
    if not any(parts.values()):
        return None
    try:
        return date(*(int(parts[part]) for part in reversed(PARTS)))
    except ValueError as error:
        raise FeedbackError(
            _("This is not a date."), remedy=_("Write a real date, such as 27 3 2026")
        ) from error
