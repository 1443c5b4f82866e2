"""Pages for respondents: read, answer one question a page, check, send, leave at any time."""

from feedback_app.respond import answering, leaving, reading, results, sending, starting
from feedback_app.respond.blueprint import bp

__all__ = ["answering", "bp", "leaving", "reading", "results", "sending", "starting"]
