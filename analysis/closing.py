"""What was asked after a survey and what was answered, as a report tells it.

No figure of respondents is in it: what a person typed here may hold none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PEOPLE = (
    r"children|child|young people|young person|people|persons?|pupils?|students?|boys?|girls?|"
    r"parents?|carers?|practitioners?|staff|respondents?|members?|replies|answers|responses"
)
COUNTED = re.compile(
    rf"\d\s*%|\bper ?cent\b|\b\d+\s+(?:\w+\s+)?(?:{PEOPLE})\b"
    r"|\b\d+\s+(?:out of|of|in)\s+(?:every\s+)?\d+",
    re.IGNORECASE,
)
FEWEST_SCORES = 3
GOOD, FAIR = 4.0, 2.5

ANSWERS = {"yes": "Yes", "partly": "In part", "no": "No"}
CHANGES = {
    "yes": "It has changed things.",
    "a-little": "It has changed things a little.",
    "not-yet": "It is too early to say whether it changed anything.",
    "no": "It has changed nothing so far.",
}


@dataclass(frozen=True)
class ReportedAsk:
    """One ask or recommendation with its latest reply; dates are written out.

    `answer` is empty until there is a reply; `score` says in words what young people think of it.
    """

    id: str
    is_recommendation: bool
    said: str
    child_said: str
    owner: str
    due: str
    is_overdue: bool
    priority: str = ""
    theme: str = ""
    locality: str = ""
    locality_name: str = ""
    evidence: str = ""
    answer: str = ""
    did: str = ""
    child_did: str = ""
    changed: str = ""
    told: str = ""
    score: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether anybody has replied."""
        return bool(self.answer)


def counts_people(words: str) -> bool:
    """Say whether words hold a count or a share of people: those come from a release alone."""
    return COUNTED.search(words) is not None


def score_words(scores: Iterable[int]) -> str:
    """Return what the Young Perspectives Board thinks of a reply; nothing below three scores."""
    given = list(scores)
    if len(given) < FEWEST_SCORES:
        return ""
    mean = sum(given) / len(given)
    if mean >= GOOD:
        return "The Young Perspectives Board finds this a good answer."
    if mean >= FAIR:
        return "The Young Perspectives Board finds this answer partly good."
    return "The Young Perspectives Board does not find this a good answer."


def asks_of(
    asks: Iterable[ReportedAsk], *, priority: str = "", locality: str = ""
) -> list[ReportedAsk]:
    """Return the asks, without recommendations, of a priority or a locality where one is named."""
    return [
        each
        for each in asks
        if not each.is_recommendation
        and (not priority or each.priority == priority)
        and (not locality or each.locality == locality)
    ]


def ask_lines(asks: Sequence[ReportedAsk]) -> list[str]:
    """Return each ask with its answer in one line."""
    return [ask_line(each) for each in asks]


def ask_line(ask: ReportedAsk) -> str:
    """Return one ask: what was asked, where, who owns it, and what came of it."""
    where = f" ({ask.locality_name})" if ask.locality_name else ""
    return f"You said{where}: {full_sentence(ask.said)} {_outcome(ask)}"


def _outcome(ask: ReportedAsk) -> str:
    if ask.is_overdue:
        return f"No answer yet. It was due by {ask.due}; {ask.owner} owns it."
    if not ask.is_answered:
        return f"{ask.owner} will answer by {ask.due}."
    told = f"Young people were told on {ask.told}." if ask.told else "Nobody has been told yet."
    said = f"{ANSWERS[ask.answer]}: {full_sentence(ask.did)} ({ask.owner})"
    return " ".join(each for each in (said, CHANGES[ask.changed], told, ask.score) if each)


def full_sentence(words: str) -> str:
    """Return words with a stop at their end."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "”")) else f"{words}."
