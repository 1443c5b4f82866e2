"""The application of one deployment: settings, database, headers, words and pages put together."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from feedback_app import error_pages, headers, language, presenting, sounding, symbols
from feedback_app.config import ROOT, Settings
from feedback_app.database import Database, open_database
from feedback_app.database import init_app as init_database
from feedback_app.visits import SignedVisits


class Service(Flask):
    """Flask, told that no page is a coroutine: it would look at each function on each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


def build_app(
    chosen: Settings, database: Database | None = None, *, for_staff: bool = True
) -> Flask:
    """Return the application of one deployment; nothing is connected yet.

    Without the staff's pages it answers respondents alone; `front` joins the two.
    """
    app = Service(
        "feedback_app", instance_path=str(chosen.instance), root_path=str(ROOT / "feedback_app")
    )
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        MAX_FORM_PARTS=400,
        # The cookie outlives both; the rows it points to say when a draft or a session is over.
        PERMANENT_SESSION_LIFETIME=timedelta(hours=max(chosen.draft_hours, chosen.session_hours)),
        SESSION_COOKIE_NAME="__Host-visit" if chosen.is_secure else "visit",
        SESSION_COOKIE_SECURE=chosen.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=chosen.draft_hours * 3600,
        WTF_CSRF_SSL_STRICT=False,
    )
    presenting.keep_templates(app, chosen)
    app.session_interface = SignedVisits()
    app.extensions["settings"] = chosen
    init_database(app, database or open_database(chosen.database_url, instance=chosen.instance))
    protect = CSRFProtect(app)
    headers.init_app(app, is_secure=chosen.is_secure, proxies=chosen.trusted_proxies)
    language.init_app(app, chosen.languages)
    presenting.init_app(app, chosen)
    symbols.init_app(app, chosen.instance)
    sounding.init_app(app, chosen)
    error_pages.init_app(app)
    _register_pages(app, protect)
    if for_staff:
        _register_staff_pages(app)
    return app


def _register_pages(app: Flask, protect: CSRFProtect) -> None:
    from feedback_app import respond

    app.register_blueprint(respond.bp)
    # A respondent's forms check their own token, so that a stale one costs no answer.
    protect.exempt(respond.bp)


def _register_staff_pages(app: Flask) -> None:
    from feedback_app import accounts, manage, report, safeguard

    for package in (accounts, manage, safeguard, report):
        app.register_blueprint(package.bp)
