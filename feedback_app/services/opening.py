"""What a survey must obey before it opens: its short name, its days, a family that is whole."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from feedback_app.errors import FeedbackError
from forms.definition import GoToQuestionnaire
from forms.questionnaire import Questionnaire

SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def refuse_unsound(
    survey_id: str, questionnaires: Sequence[Questionnaire], *, opens: date, closes: date | None
) -> None:
    """Refuse a survey that could not be opened or answered to its end.

    Raises:
        FeedbackError: the short name or the days cannot be, no questionnaire is given, or one
            leads to another that the survey lacks.
    """
    if not SHORT_NAME.fullmatch(survey_id):
        raise FeedbackError(
            f"“{survey_id}” cannot be the short name of a survey.",
            remedy="Use up to 60 small letters, digits and hyphens, such as voice-2026.",
        )
    if not questionnaires:
        raise FeedbackError("A survey needs a questionnaire.", remedy="Name one or more.")
    _refuse_backwards(opens, closes)
    refuse_broken_family(questionnaires)


def _refuse_backwards(opens: date, closes: date | None) -> None:
    if closes is not None and closes < opens:
        raise FeedbackError(
            f"The survey would close on {closes}, before it opens on {opens}.",
            remedy="Choose a later last day.",
        )


def refuse_broken_family(
    questionnaires: Sequence[Questionnaire], titles: Mapping[str, str] | None = None
) -> None:
    """Refuse a survey whose questionnaires lead to one that is not in it.

    `titles` say in words what a questionnaire's id stands for; without them the id is told.

    Raises:
        FeedbackError: there is such a one.
    """
    named = titles or {}
    known = {each.id for each in questionnaires}
    for questionnaire in questionnaires:
        for question in questionnaire.questions:
            for route in question.routes:
                if isinstance(route.to, GoToQuestionnaire) and route.to.id not in known:
                    here, there = (named.get(e, e) for e in (questionnaire.id, route.to.id))
                    raise FeedbackError(
                        f"{here} leads some people to {there}, which this survey does not have.",
                        remedy=f"Open the survey with {there} too.",
                    )
