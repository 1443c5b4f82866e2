"""Who came, of whom: a response rate for a list, coverage for an open link, counts for a panel.

AAPOR, Standard Definitions (2016), RR1 and RR2. An open link has no response rate, and asking for
one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.statistics import StatisticsError, SurveyKind

INVITED_MAY_CHANGE = 0.20
UNDER, OVER = 0.8, 1.25


@dataclass(frozen=True)
class Outcomes:
    """What became of everybody on an invited list; AAPOR's letters in brackets.

    `complete` (I), `partial` (P), `refused` with those who broke off (R), `not_reached` (NC),
    `other` (O) and `unknown` (UH + UO).
    """

    complete: int
    partial: int = 0
    refused: int = 0
    not_reached: int = 0
    other: int = 0
    unknown: int = 0

    @classmethod
    def of_invited(cls, *, invited: int, complete: int, partial: int = 0) -> Outcomes:
        """Return the outcomes when only the number invited is known.

        Raises:
            StatisticsError: when more answered than were invited.
        """
        unknown = invited - complete - partial
        if unknown < 0:
            raise StatisticsError(
                f"{complete + partial} answered but {invited} were invited. Ask who supplied the "
                "number invited, and when."
            )
        return cls(complete, partial, unknown=unknown)

    @property
    def everybody(self) -> int:
        """All who were invited."""
        parts = (self.complete, self.partial, self.refused, self.not_reached)
        return sum(parts) + self.other + self.unknown


def response_rate_1(outcomes: Outcomes, *, kind: SurveyKind) -> float:
    """Return AAPOR's RR1, complete responses of all invited, from 0 to 1.

    Raises:
        StatisticsError: when the kind of survey has no list, or the list is empty.
    """
    return _rate(outcomes.complete, outcomes, kind)


def response_rate_2(outcomes: Outcomes, *, kind: SurveyKind) -> float:
    """Return AAPOR's RR2, complete and partial responses of all invited, from 0 to 1.

    Raises:
        StatisticsError: when the kind of survey has no list, or the list is empty.
    """
    return _rate(outcomes.complete + outcomes.partial, outcomes, kind)


def coverage(replies: int, *, residents: int, kind: SurveyKind) -> float:
    """Return the replies for each resident of the ages asked; it is not a response rate.

    Raises:
        StatisticsError: for a kind of survey that has a list, or without residents.
    """
    if kind is not SurveyKind.OPEN:
        raise StatisticsError(
            f'Coverage is for open links; a survey of the kind "{kind}" has a list. '
            "Use its response rate."
        )
    if residents <= 0:
        raise StatisticsError("Coverage needs how many residents there are, above 0.")
    return replies / residents


def describe_participation(
    outcomes: Outcomes, *, kind: SurveyKind, residents: int | None = None
) -> str:
    """Return the one sentence that may be printed about who took part."""
    came = outcomes.complete + outcomes.partial
    if kind is SurveyKind.PANEL:
        return f"{came} of {outcomes.everybody} members took part."
    if kind is SurveyKind.INVITED:
        rate = response_rate_2(outcomes, kind=kind)
        return f"{came} of {outcomes.everybody} people invited answered ({rate:.0%})."
    if residents is None:
        return f"{came} people took part. Anybody with the link could answer."
    share = 100 * coverage(came, residents=residents, kind=kind)
    return (
        f"{came} people took part, {share:.1f} for every 100 of that age who live here. "
        "Anybody with the link could answer."
    )


def representation(replies: int, *, of_replies: int, people: int, of_people: int) -> float:
    """Return a group's share of replies divided by its share of the population.

    Raises:
        StatisticsError: when either whole, or the group's population, is 0.
    """
    if min(of_replies, people, of_people) <= 0:
        raise StatisticsError(
            "Representation needs replies, and people in the group and in all, above 0."
        )
    return (replies / of_replies) / (people / of_people)


def is_unlike(ratio: float) -> bool:
    """Say whether a group is heard clearly less (below 0.8) or more (above 1.25) than its share."""
    return not UNDER <= ratio <= OVER


def invited_changed(*, before: int, now: int) -> bool:
    """Say whether an agency's number invited moved by more than a fifth, which wants a question."""
    return before > 0 and abs(now - before) / before > INVITED_MAY_CHANGE


def _rate(answered: int, outcomes: Outcomes, kind: SurveyKind) -> float:
    if kind is not SurveyKind.INVITED:
        raise StatisticsError(
            f'A survey of the kind "{kind}" has no response rate, because nobody knows how many '
            "were asked. Print how many took part, and coverage."
        )
    if outcomes.everybody == 0:
        raise StatisticsError("Nobody was invited. Give the number invited.")
    return answered / outcomes.everybody
