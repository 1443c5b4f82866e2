"""Approved quotations as a report prints them: with who was asked what, and nothing else."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from analysis.asked import AskedInWords, Valence, Who
from analysis.report_material import Approved
from feedback_app.services.quotations import approved_quotations
from feedback_app.services.report_counting import Counted

ONE_OF = {
    Who.CHILDREN: "A child",
    Who.YOUNG_PEOPLE: "A young person",
    Who.MEMBERS: "A member",
    Who.PRACTITIONERS: "A practitioner",
    Who.ADULTS: "A parent, carer or other adult",
    Who.PEOPLE: "Somebody",
}


def quotations_of(session: Session, counted: Sequence[Counted]) -> tuple[Approved, ...]:
    """Return the quotations that may be printed of the questionnaires that were counted."""
    surveys = dict.fromkeys(each.survey.id for each in counted)
    return tuple(
        quotation for survey_id in surveys for quotation in _of_survey(session, survey_id, counted)
    )


def _of_survey(session: Session, survey_id: str, counted: Sequence[Counted]) -> Iterator[Approved]:
    mine = {each.instrument.questionnaire: each for each in counted if each.survey.id == survey_id}
    for each in approved_quotations(session, survey_id):
        one = mine.get(each.questionnaire_id)
        asked = _asked(one, each.question_id) if one else None
        if one and asked:
            yield Approved(
                words=f"“{each.words}”",
                source=f"{ONE_OF[one.instrument.who]}, asked: {asked.wording}",
                instrument=one.instrument.key,
                question=asked.id,
                theme=each.theme_id,
                is_strength=asked.valence is Valence.WORKS_WELL,
            )


def _asked(counted: Counted, question_id: str) -> AskedInWords | None:
    return next((each for each in counted.instrument.written if each.id == question_id), None)
