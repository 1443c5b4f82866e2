"""What comes before the first page where there is a choice: which questions, which way to answer.

Every choice is a plain link, so it works without scripts and keeps nothing; a link that a class
or a setting was given may preset it. What is not offered is told in a line, never as an error.
"""

from flask import g, render_template, request
from sqlalchemy import Connection

from feedback_app.language import offered, use_language
from feedback_app.respond import notices
from feedback_app.respond.inviting import refuse_uninvited
from feedback_app.respond.visit import say
from feedback_app.respond.ways import Way, way_of
from feedback_app.services.links import Link, links_of_all, open_link
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.symbols import picture
from forms.definition import Presentation
from forms.questionnaire import Questionnaire

BEFORE_CHOOSING = Presentation.EASY_READ
"""Whoever chooses reads in the plainest way of all: a picture, and a few words beside it."""


def open_in_its_language(connection: Connection, token: str) -> tuple[Link, str]:
    """Return the survey behind an address, its language in use, and a notice if it has not that."""
    link = open_link(connection, token)
    if not link.language:
        return link, ""
    use_language(link.language)
    return link, "" if link.language in offered() else notices.no_such_language()


def open_to_answer(connection: Connection, token: str) -> tuple[Link, str]:
    """Return the same to whoever may begin: where invitations are asked for, who has one."""
    link, notice = open_in_its_language(connection, token)
    refuse_uninvited(connection, link)
    return link, notice


def wanted(link: Link) -> str:
    """Return the presentation that was chosen or preset, whether or not it is offered."""
    return request.args.get("as") or link.presentation


def choose_way(link: Link, questionnaire: Questionnaire, *, notice: str = "") -> str:
    """Return the page that offers a questionnaire's presentations, each with its picture."""
    return _render("way", _ways(link.token, questionnaire), notice, link.return_url)


def choose_questions(connection: Connection, link: Link, *, notice: str = "") -> str:
    """Return the page that leads each respondent of a survey to their own questions."""
    tiles = []
    for token, name in links_of_all(connection, link):
        questionnaire = frozen_questionnaire(connection, link.survey_id, name)
        tiles.append(_tile(f"/s/{token}", questionnaire))
    return _render("who", tiles, notice)


def _ways(token: str, questionnaire: Questionnaire) -> list[Way]:
    return [way_of(each, f"/s/{token}?as={each}") for each in questionnaire.presentations]


def _tile(href: str, questionnaire: Questionnaire) -> Way:
    tile = questionnaire.tile
    if tile is None:
        return Way(href, say(questionnaire.title, questionnaire.presentations[0]), "", "")
    return Way(href, say(tile.text, BEFORE_CHOOSING), "", picture(tile.symbol))


def _render(kind: str, tiles: list[Way], notice: str, return_url: str = "") -> str:
    g.presentation = BEFORE_CHOOSING.value
    g.is_first_page = True
    return render_template(
        "respond/ways.html", kind=kind, ways=tiles, notice=notice, return_url=return_url
    )
