"""Figures as children read them: “about 7 in every 10”, from the percentage that was published.

One place makes these words, so that a children's page and its Easy Read twin cannot differ.
"""

from __future__ import annotations

from analysis.readings import Reading, about

NEARLY_ALL, HARDLY_ANY = 95, 5


def in_every_ten(share: int) -> str:
    """Return a whole percentage as so many in every ten."""
    if share < HARDLY_ANY:
        return "fewer than 1 in every 10"
    if share >= NEARLY_ALL:
        return "nearly all"
    tens = (share + 5) // 10
    exactly = "" if share == 10 * tens else "about "
    return f"{exactly}{tens} in every 10"


def amount_words(reading: Reading) -> str:
    """Return how many gave an answer: in every ten where there is a percentage, else a count.

    Nothing is returned for what may not be shown.
    """
    if reading.share is not None:
        words = in_every_ten(reading.nearest)
        return f"about {words}" if reading.is_rounded and words[0].isdigit() else words
    if reading.count.value is None or reading.base.value is None:
        return ""
    return f"{about(reading.count)} of {about(reading.base)}"
