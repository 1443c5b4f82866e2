"""Passwords: which are good enough, how they are kept, and how one is compared.

Long words of one's own are asked for, no mixture of signs and no change by the calendar.
"""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedback_app.errors import FeedbackError

# 46 MiB, one pass: as strong as OWASP asks, and a third of a second on a busy core.
HASHER = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
SHORTEST, LONGEST = 12, 200
EASILY_GUESSED = 3
"""Below this score of zxcvbn (0 to 4), fewer than a hundred million guesses find it."""
LONGEST_SCORED = 72
OURS = ("safeguarding", "children", "partnership", "feedback", "survey", "have your say", "cumbria")
DUMMY_HASH = (
    "$argon2id$v=19$m=47104,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA"
    "$8Lm2tHlZVOqjyvCvFwRb5vkZ5f0Y7b0i4wSpVbLq3vY"
)
SYLLABLES = [a + b for a in "bdfghjklmnprstvz" for b in "aeio"]
"""Sixty-four, so that each is six random bits; a word of three can be read over the telephone."""


def keep(password: str) -> str:
    """Return the hash under which a password is kept."""
    return HASHER.hash(password)


def matches(kept: str, given: str) -> bool:
    """Whether a password is the one that was kept; a longer one than is allowed never is."""
    try:
        return HASHER.verify(kept, given[: LONGEST + 1]) and len(given) <= LONGEST
    except (VerificationError, InvalidHashError):
        return False


def check(password: str, *about: str) -> None:
    """Refuse a password that is short, common, or easily guessed of this person.

    `about` are the person's name and address, which make no password.

    Raises:
        FeedbackError: it is too short or too long, or would be guessed soon.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise FeedbackError(
            f"The password has {len(password)} characters.",
            remedy=f"Use {SHORTEST} to {LONGEST}: four or five words do well.",
        )
    if score(password, *about) < EASILY_GUESSED:
        raise FeedbackError(
            "That password would be guessed soon.",
            remedy="It is common, or built on common words, dates or your name. "
            "Four or five words that nobody would put together do well.",
        )


def score(password: str, *about: str) -> int:
    """Return how hard a password is to guess, 0 to 4: common ones and patterns are known."""
    from zxcvbn import zxcvbn  # its lists are large, and wanted only when a password is chosen

    known = {*OURS, *(form for each in about for form in _forms(each))}
    found: int = zxcvbn(password[:LONGEST_SCORED], user_inputs=sorted(known))["score"]
    return found


def _forms(name: str) -> list[str]:
    """Return the ways in which a name or an address turns up in a password."""
    parts = name.replace("@", " ").replace(".", " ").split()
    return [each for each in (name, *parts, "".join(parts), "".join(parts[:2])) if each]


def invent() -> str:
    """Return a first password of 90 random bits that can be read over the telephone."""
    words = ("".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(5))
    return "-".join(words)
