"""What each coder, and the machine, said of each verbatim: the ground for measuring agreement."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.agreement import Judgement
from feedback_app.services import coding
from feedback_app.store import Staff
from feedback_app.store.coding import Verdict

MACHINE, PEOPLE = "machine", "people"


def judgements_of_coders(session: Session, survey_id: str) -> list[Judgement]:
    """Return what each coder said last of each verbatim they went through; none is a judgement."""
    held: dict[tuple[str, str], set[str]] = {
        (verbatim_id, staff_id): set()
        for verbatim_id, people in coding.reviewers_of(session, survey_id).items()
        for staff_id in people
    }
    for decision in coding.decisions_of(session, survey_id):
        if decision.verdict is not Verdict.REJECTED:
            held[decision.verbatim_id, decision.staff_id].add(decision.theme_id)
    names = dict(session.execute(select(Staff.id, Staff.name)).all())
    return [
        Judgement(names.get(staff_id, staff_id), verbatim_id, frozenset(themes))
        for (verbatim_id, staff_id), themes in sorted(held.items())
    ]


def judgements_of_the_machine(session: Session, survey_id: str) -> list[Judgement]:
    """Return what the machine suggests and what people say of each verbatim they went through."""
    suggested: dict[str, set[str]] = {}
    for each in coding.suggestions_of(session, survey_id):
        suggested.setdefault(each.verbatim_id, set()).add(each.theme_id)
    people = coding.coded_verbatims(session, survey_id)
    return [
        judgement
        for verbatim_id in sorted(people)
        for judgement in (
            Judgement(MACHINE, verbatim_id, frozenset(suggested.get(verbatim_id, ()))),
            Judgement(PEOPLE, verbatim_id, people[verbatim_id]),
        )
    ]
