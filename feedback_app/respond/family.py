"""Lead a respondent on to another questionnaire of the family: what they agreed to holds.

A survey promises one thing, so it is asked anew only where words wait for an adult who helps.
"""

from flask import session
from sqlalchemy import Connection

from feedback_app.access import settings
from feedback_app.respond.fresh_pages import LED_ON
from feedback_app.respond.visit import DRAFT_KEY, Visit
from feedback_app.services import drafts
from feedback_app.services.links import Link, family_link
from feedback_app.services.surveys import frozen_questionnaire
from forms.answers import Answers, chosen
from forms.definition import GoToQuestionnaire, Mode, Page, Presentation
from forms.questionnaire import Questionnaire
from forms.routing import next_step


def lead_to_family(connection: Connection, visit: Visit, step: GoToQuestionnaire) -> str:
    """Return where the other questionnaire goes on; nothing is kept of the answers to this one."""
    link = family_link(connection, visit.token, step.id)
    other = frozen_questionnaire(connection, link.survey_id, link.questionnaire_id)
    drafts.delete_draft(connection, visit.draft.id)
    first = _first_question(other, Mode(link.mode))
    if first is None or other.helper_page:
        return f"/s/{link.token}?as={visit.draft.presentation}"
    answers, page = first
    session[DRAFT_KEY] = drafts.start_draft(
        connection,
        link,
        presentation=_presentation(other, visit.draft.presentation, link),
        language=visit.draft.language,
        hours=settings().draft_hours,
        answers=answers,
        invitation_id=visit.draft.invitation_id,
    )
    return f"/s/{link.token}/{page.number}?from={LED_ON}"


def _first_question(other: Questionnaire, mode: Mode) -> tuple[Answers, Page] | None:
    """Return the agreement as it is kept there, and the page that follows it."""
    agree = other.start_page
    for code in agree.question.option_by_code:
        answers = {agree.key: chosen(agree.question, (code,))}
        step = next_step(other, answers, after=agree, mode=mode)
        if isinstance(step, Page):
            return answers, step
    return None


def _presentation(other: Questionnaire, now: Presentation, link: Link) -> Presentation:
    """Return the presentation that was chosen if it is offered there, or the link's own."""
    wanted = (now, link.presentation)
    offered = (each for each in other.presentations if each in wanted)
    return next(offered, other.presentations[0])
