"""What each coder, and the machine, said of each verbatim: the ground for measuring agreement."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from analysis.agreement import Judgement
from feedback_app.services import coding
from feedback_app.services.counted import UNCHANGED
from feedback_app.store.coding import Verdict

MACHINE, PEOPLE = "machine", "people"


def judgements_of_coders(
    session: Session, survey_id: str, *, follows: Mapping[str, str] = UNCHANGED
) -> list[Judgement]:
    """Return what each coder said last of each verbatim they went through; none is a judgement.

    What settled a disagreement later is left out. Coders are known by their ids; `follows` names
    the theme that stands for each merged one.
    """
    held: dict[tuple[str, str], set[str]] = {
        (verbatim_id, staff_id): set()
        for verbatim_id, people in coding.reviewers_of(session, survey_id).items()
        for staff_id in people
    }
    for decision in coding.decisions_of(session, survey_id):
        if decision.verdict is not Verdict.REJECTED and not decision.settles:
            theme = follows.get(decision.theme_id, decision.theme_id)
            held[decision.verbatim_id, decision.staff_id].add(theme)
    return [
        Judgement(staff_id, verbatim_id, frozenset(themes))
        for (verbatim_id, staff_id), themes in sorted(held.items())
    ]


def judgements_of_the_machine(
    session: Session, survey_id: str, *, follows: Mapping[str, str] = UNCHANGED
) -> list[Judgement]:
    """Return what the machine suggests and what people say of each verbatim they went through."""
    suggested: dict[str, set[str]] = {}
    for each in coding.suggestions_of(session, survey_id):
        theme = follows.get(each.theme_id, each.theme_id)
        suggested.setdefault(each.verbatim_id, set()).add(theme)
    people = coding.coded_verbatims(session, survey_id, follows=follows)
    return [
        judgement
        for verbatim_id in sorted(people)
        for judgement in (
            Judgement(MACHINE, verbatim_id, frozenset(suggested.get(verbatim_id, ()))),
            Judgement(PEOPLE, verbatim_id, people[verbatim_id]),
        )
    ]
