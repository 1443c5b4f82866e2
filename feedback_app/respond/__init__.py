"""Pages for respondents: read, answer one question a page, check, send, leave at any time."""

from feedback_app.respond import (
    answering,
    device,
    leaving,
    reading,
    returning,
    sending,
    sheet,
    starting,
    statement,
)
from feedback_app.respond.blueprint import bp

__all__ = [
    "answering",
    "bp",
    "device",
    "leaving",
    "reading",
    "returning",
    "sending",
    "sheet",
    "starting",
    "statement",
]
