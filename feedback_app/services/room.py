"""How much room is left on the disk, and the mark below which no new response is begun."""

import shutil
from pathlib import Path

from feedback_app.errors import FeedbackError
from feedback_app.errors import mark as _

MEGABYTE = 1_000_000


class NoRoomError(FeedbackError):
    """Nobody new may begin: the room that is left belongs to those who began before."""

    status = 503
    heading = _("We cannot take new answers just now")


def free_megabytes(folder: Path) -> int:
    """Return how much room is left on the disk of a folder."""
    return shutil.disk_usage(folder).free // MEGABYTE


def refuse_when_full(folder: Path, *, stop_below_mb: int) -> None:
    """Refuse to begin a response when the disk is nearly full.

    Raises:
        NoRoomError: less room is left than the mark.
    """
    if free_megabytes(folder) < stop_below_mb:
        raise NoRoomError(
            _("Our computer is full. It is not your fault, and somebody is told."),
            remedy=_("Please try again later today."),
        )
