"""Reading aloud on the pages: whether it is on, which recording says a page's words, and its file.

Younger children and Easy Read hear a player beside every question and choice; the others turn it
on in the reader's controls. Nothing is fetched before it is tapped.
"""

from typing import cast

from flask import Flask, abort, current_app, send_from_directory
from flask.typing import ResponseReturnValue

from feedback_app.config import Settings
from feedback_app.language import current_language
from feedback_app.presenting import reader
from feedback_app.services.sounds import Sounds, pace_of
from forms.definition import Presentation

READ_ALOUD = frozenset({Presentation.AGES_5_8, Presentation.AGES_9_12, Presentation.EASY_READ})
"""Presentations that can be listened to without asking for it."""
A_DAY = "private, max-age=86400, immutable"
"""A browser keeps a recording no longer than the service keeps a draft; nobody between does."""


def init_app(app: Flask, settings: Settings) -> None:
    """Let an application serve the recordings of its deployment."""
    kept = app.extensions["sounds"] = Sounds(settings.instance)

    @app.get("/sound/<name>")
    def sound(name: str) -> ResponseReturnValue:
        if not kept.has(name):
            abort(404)
        page = send_from_directory(kept.folder, name, mimetype="audio/mpeg", etag=False)
        page.headers["Cache-Control"] = A_DAY
        return page


def sounds() -> Sounds:
    """Return the recordings of this deployment."""
    return cast(Sounds, current_app.extensions["sounds"])


def is_read_aloud(presentation: Presentation) -> bool:
    """Return whether a page is read aloud: as its reader asked, or as is usual there."""
    asked = reader().sound
    return asked == "on" if asked else presentation in READ_ALOUD


def sound_of(text: str, presentation: Presentation) -> str:
    """Return the address of the recording of a page's words, or nothing."""
    if not text or not is_read_aloud(presentation):
        return ""
    pace = pace_of(presentation)
    name = sounds().find(text, language=current_language(), pace=pace)
    return f"/sound/{name}" if name else ""
