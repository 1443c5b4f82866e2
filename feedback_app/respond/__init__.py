"""Pages for respondents: read, answer one question a page, check, send, leave at any time."""

from feedback_app.respond import (
    answering,
    complaining,
    contacting,
    device,
    inviting,
    leaving,
    reading,
    receipts,
    results,
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
    "complaining",
    "contacting",
    "device",
    "inviting",
    "leaving",
    "reading",
    "receipts",
    "results",
    "returning",
    "sending",
    "sheet",
    "starting",
    "statement",
]
