"""What the law asks of a survey before it opens: why it may ask, and until when answers are kept.

These are facts that the partnership's data protection officer decides; the service holds them,
shows them, and opens no survey without them.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from feedback_app.errors import FeedbackError
from feedback_app.store.surveys import Basis, Condition

LONGEST_REFERENCE = 120


@dataclass(frozen=True)
class Duties:
    """The basis, the condition and the assessment of a survey, and the last day answers are kept.

    An assessment (DPIA) is named by its reference; nothing given means that nobody decided yet.
    """

    basis: Basis | None = None
    condition: Condition | None = None
    dpia: str = ""
    kept_until: date | None = None


class DutiesError(FeedbackError):
    """A survey that may not open yet; the message says in plain words what is missing."""


def refuse_undecided(duties: Duties, *, last_day: date) -> None:
    """Refuse a survey for which something was not decided.

    Raises:
        DutiesError: something is missing, or answers would be deleted before the last day.
    """
    missing = missing_in(duties)
    if missing:
        raise DutiesError(
            f"This survey cannot open yet. Nobody has said {'; nor '.join(missing)}.",
            remedy="Ask your data protection officer, then give each: as an option or on the page, "
            "or once for all surveys in config.toml.",
        )
    if duties.kept_until and duties.kept_until <= last_day:
        raise DutiesError(
            f"The answers would be deleted on {duties.kept_until}, "
            f"while the survey may be answered until {last_day}.",
            remedy="Choose a later day until which answers are kept.",
        )


def missing_in(duties: Duties) -> list[str]:
    """Return in plain words what was not decided."""
    words = {
        "on what lawful basis it asks (UK GDPR, Article 6)": duties.basis,
        "on what condition it may hold what children tell about their lives (Article 9)": (
            duties.condition
        ),
        "which data protection impact assessment (DPIA) covers it": duties.dpia.strip(),
        "until when the answers are kept": duties.kept_until,
    }
    return [what for what, given in words.items() if not given]


def read_duties(basis: str, condition: str, *, dpia: str, kept_until: date | None) -> Duties:
    """Return duties given as words; an empty word is something not decided.

    Raises:
        DutiesError: there is no such basis or condition.
    """
    for word, known in ((basis, Basis), (condition, Condition)):
        if word and word not in set(known):
            raise DutiesError(
                f"“{word}” is not one of those that the law knows.",
                remedy=f"Choose one of: {', '.join(known)}.",
            )
    return Duties(
        Basis(basis) if basis else None,
        Condition(condition) if condition else None,
        dpia[:LONGEST_REFERENCE],
        kept_until,
    )


def months_after(day: date, months: int) -> date | None:
    """Return the day so many months later, or the last of that month; none for no months."""
    if months <= 0:
        return None
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
