"""Links that open one response each: the link is given up for the survey's own address."""

from flask import session
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from feedback_app.access import settings
from feedback_app.database import statements
from feedback_app.respond.blueprint import bp
from feedback_app.respond.leaving import forget_visit
from feedback_app.respond.visit import lead_to
from feedback_app.services import invitations
from feedback_app.services.links import Link, link_of_invited

INVITATION = "invitation"


@bp.get("/i/<token>")
def open_invitation(token: str) -> ResponseReturnValue:
    """Lead an invited person to the questions; opening the link uses nothing up."""
    with statements() as connection:
        invited = invitations.find(connection, token, secret_key=settings().secret_key)
        link = link_of_invited(connection, invited.survey_id, invited.questionnaire_id)
    if session.get(INVITATION) != invited.id:
        forget_visit()
    session.permanent = True
    session[INVITATION] = invited.id
    return lead_to(f"/s/{link}")


def refuse_uninvited(connection: Connection, link: Link) -> None:
    """Let nobody begin without an invitation that can still be used, where one is asked for."""
    if link.asks_invitation:
        known = session.get(INVITATION, "")
        invitations.refuse_uninvited(connection, known, survey_id=link.survey_id)


def invitation_of(link: Link) -> str | None:
    """Return the invitation that a response at a link will use up, if it asks for one."""
    return session.get(INVITATION) if link.asks_invitation else None
