"""The service as a server loads it: respondents' pages at once, the staff's when staff come.

A worker that only ever serves respondents never loads what codes, exports or reports: it
starts sooner, and holds a third less memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from feedback_app.application import build_app
from feedback_app.config import Settings
from feedback_app.database import Database, open_database
from feedback_app.presenting import RARE_PATHS, STAFF_PATHS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHOWN_FIRST = ("respond/home.html", "respond/start.html", "question/page.html")


class Front:
    """Both halves of the service behind one door, on one database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database: Database = open_database(settings.database_url, instance=settings.instance)
        self.respondents = build_app(settings, self.database, for_staff=False)
        for name in SHOWN_FIRST:
            self.respondents.jinja_env.get_template(name)

    @cached_property
    def whole(self) -> WSGIApplication:
        """The service with every page, made when the first of the staff asks for one."""
        return build_app(self.settings, self.database)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ.get("PATH_INFO", "").startswith((*STAFF_PATHS, *RARE_PATHS)):
            return self.whole(environ, start)
        return self.respondents(environ, start)
