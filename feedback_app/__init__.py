"""The service: composes forms and analysis into surveys, coding and reports.

Nothing is imported here before an application is wanted, so that `feedback --help` is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from feedback_app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application of one deployment; nothing is connected yet."""
    from feedback_app.application import build_app
    from feedback_app.config import load_settings

    return build_app(settings or load_settings())
