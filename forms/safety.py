"""What a questionnaire says about harm: how soon an answer is read, and what is promised."""

from enum import StrEnum


class ConcernLevel(StrEnum):
    """How soon a person must read an answer that raises a concern; T3 is the most urgent."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"


class Promise(StrEnum):
    """What respondents are told about being known, which decides what can be done for them."""

    ANONYMOUS = "anonymous"
    LINKED = "linked"
