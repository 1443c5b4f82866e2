"""How many there were to answer a questionnaire, as somebody supplied it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.statistics import SurveyKind


@dataclass(frozen=True)
class Denominator:
    """How many there were to answer one questionnaire; empty where nobody said.

    `invited` holds numbers by the code of the group, the whole list under an empty code;
    `residents` those of the ages asked by locality. `weighted_by` are the margins declared,
    `ages` the residents of each age group by its code.
    """

    kind: SurveyKind
    invited: Mapping[str, int] = field(default_factory=dict)
    supplied: str = ""
    residents: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    weighted_by: tuple[str, ...] = ()
    ages: Mapping[str, int] = field(default_factory=dict)
