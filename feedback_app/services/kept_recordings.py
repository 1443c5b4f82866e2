"""Recorded voices in a backup: people's own, which nobody could make again.

What the computer says is left out: it is rendered anew. A recording's name tells what is in it, so
that one that came back altered is noticed.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

from feedback_app.errors import DatabaseError
from feedback_app.services import sounds

BEGINNING = '{"recording'


def as_lines(folder: Path) -> Iterator[str]:
    """Yield every recorded voice as a line of JSON, and last how many there were."""
    names = sorted(path.name for path in folder.glob("r-*.mp3") if sounds.NAME.fullmatch(path.name))
    count = 0
    for name in names:
        try:
            content = (folder / name).read_bytes()
        except FileNotFoundError:
            continue
        count += 1
        yield json.dumps({"recording": name, "content": b64encode(content).decode()})
    yield json.dumps({"recordings": count})


class Unpacking:
    """Takes the recordings out of the lines of a backup, and puts them into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def others(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield the lines that are no recordings.

        Raises:
            DatabaseError: a recording was altered, or one is missing.
        """
        for line in lines:
            if not line.startswith(BEGINNING):
                yield line
                continue
            row = json.loads(line)
            if "recording" in row:
                self._keep(row["recording"], b64decode(row["content"]))
            elif row["recordings"] != self.count:
                raise DatabaseError(
                    "Recordings are missing in this backup.", remedy="Take another."
                )

    def _keep(self, name: str, content: bytes) -> None:
        mark = name[sounds.A_MARK]
        if not sounds.NAME.fullmatch(name) or sounds.recording_name(mark, content) != name:
            raise DatabaseError("A recording in this backup was altered.", remedy="Take another.")
        sounds.remove_recorded(self.folder, mark)
        sounds.keep(self.folder, name, content)
        self.count += 1
