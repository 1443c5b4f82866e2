"""Age groups of a questionnaire, as far as they are whole years that a population is known for.

Codes such as `13_14` name the first and the last year; every other answer lies outside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.asked import Asked, Instrument
from analysis.dimensions import Category, Dimension, MissingState

AGE, AGE_ITEM = "age", "about.age_group"
OTHER_AGES = "other-ages"
YEARS = re.compile(r"(\d{1,2})_(\d{1,2})\Z")


def age_question(instrument: Instrument) -> Asked | None:
    """Return the question that asks for an age group, if there is one with whole years."""
    if not years_of(instrument):
        return None
    return _asked(instrument)


def years_of(instrument: Instrument) -> Mapping[str, tuple[int, int]]:
    """Return the first and the last year of each age group that a questionnaire is for.

    Who chooses a group beyond its ages is led to another questionnaire and never counted here.
    """
    asked = _asked(instrument)
    low, high = instrument.ages
    matched = ((each.code, YEARS.match(each.code)) for each in asked.answers) if asked else ()
    spans = {code: (int(years[1]), int(years[2])) for code, years in matched if years}
    return {code: span for code, span in spans.items() if low <= span[0] and span[1] <= high}


def age_dimension(instrument: Instrument, asked: Asked) -> Dimension:
    """Return the age groups, and together all who gave another answer or none.

    It bears the question's name and has its states, so that the ledger knows these people for those
    who answered it, and who did not.
    """
    known = years_of(instrument)
    named = [Category.single(each.code, each.label) for each in asked.answers if each.code in known]
    rest = {each.code for each in asked.answers if each.code not in known} | {
        each.value for each in MissingState
    }
    others = Category(OTHER_AGES, "Another age, or none given", frozenset(rest))
    return Dimension(asked.id, "Age", (*named, others))


def _asked(instrument: Instrument) -> Asked | None:
    return next((each for each in instrument.closed if each.item == AGE_ITEM), None)
