"""Verbatim: one free-text answer as it was written, with where and from whom it came.

A verbatim is never edited; every later stage refers to it by its id.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verbatim:
    """One free-text answer of one respondent to one question.

    `question`, `locality`, `group`, `language` and `wave` are plain labels that the caller
    chooses; an empty string means that it is not known.
    """

    id: str
    text: str
    question: str = ""
    locality: str = ""
    group: str = ""
    language: str = ""
    wave: str = ""
