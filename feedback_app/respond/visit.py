"""What a request is about: the survey's questionnaire, and the answers kept so far."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, g, session

from feedback_app.language import current_language, use_language, words_in
from feedback_app.services import drafts
from feedback_app.services.drafts import OpenDraft
from feedback_app.services.surveys import frozen_questionnaire
from forms.definition import Page, Presentation, Wording
from forms.questionnaire import Questionnaire
from forms.routing import path

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from sqlalchemy import Connection
    from werkzeug.datastructures import Headers

DRAFT_KEY = "draft"
PLAIN = re.compile(r"[a-zA-Z0-9/_?&=.-]+")


@dataclass(frozen=True)
class Visit:
    """One respondent at one questionnaire."""

    token: str
    draft: OpenDraft
    questionnaire: Questionnaire

    @property
    def check_address(self) -> str:
        """The address of the page where answers are checked and sent."""
        return f"/s/{self.token}/check"

    def address(self, page: Page) -> str:
        """Return the address of a page: a number, so that it tells nothing of the question."""
        if page.number:
            return f"/s/{self.token}/{page.number}"
        several = len(self.questionnaire.presentations) > 1
        return f"/s/{self.token}" + (f"?as={self.draft.presentation}" if several else "")

    @property
    def where_to_go_on(self) -> str:
        """The address of the first page without an answer, or of the check page."""
        draft = self.draft
        for page in path(self.questionnaire, draft.answers, mode=draft.mode):
            if page.takes_answer and page.key not in draft.answers:
                return self.address(page)
        return self.check_address

    def say(self, wording: Wording) -> str:
        """Return words in this respondent's presentation and language."""
        return say(wording, self.draft.presentation)


def find_visit(connection: Connection, token: str) -> Visit:
    """Return the visit that this browser has begun at a survey's address.

    Raises:
        DraftGoneError: nothing was begun here, or it is no longer kept.
    """
    draft = drafts.find_draft(connection, session.get(DRAFT_KEY, ""), link_token=token)
    questionnaire = frozen_questionnaire(connection, draft.survey_id, draft.questionnaire_id)
    g.presentation = draft.presentation.value
    use_language(draft.language)
    return Visit(token, draft, questionnaire)


class Onward(Response):
    """A way on whose headers need no more work: its address holds plain letters only."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers as they were given."""
        del environ
        return self.headers


def lead_to(address: str) -> Response:
    """Return the way to another page of this service: an address and nothing to read."""
    kind = Onward if PLAIN.fullmatch(address) else Response
    headers = {"Location": address, "Content-Length": "0"}
    return kind(status=303, headers=headers, mimetype="text/html")


def say(wording: Wording, presentation: Presentation) -> str:
    """Return words in a presentation, in the language of the page."""
    return wording.of(presentation, translate) if wording else ""


def translate(text: str) -> str:
    """Return a questionnaire's words in the language of the page."""
    return words_in(current_language(), text)
