"""Where recordings lie, and which there are: files named by the words they say.

Rendered speech is named by its words, voice and pace; a recorded voice by its words and language
alone, so that one person's recording serves every presentation and every later survey that says
the same. Nothing is kept twice, and no name tells what is said.
"""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from re import compile as pattern
from time import time_ns

from forms.definition import Presentation

FOLDER = "sound"
VOICES = {"en": "en-gb", "pl": "pl", "ro": "ro", "uk": "uk", "ar": "ar"}
"""The voice of espeak-ng that reads each language."""
SLOW, USUAL = 130, 155
"""Words a minute: children who may not read yet, and Easy Read, are read to slowly."""
MADE = 1
"""Raised when rendering changes, so that everything is rendered anew."""
NAME = pattern(r"[sr]-[0-9a-f]{16}(-[0-9a-f]{10})?\.mp3")
A_MARK = slice(2, 18)
TICK = 1_000_000_000
"""Nanoseconds within which a file system may give two changes of a folder one time."""
UNSETTLED = -1


def pace_of(presentation: Presentation) -> int:
    """Return how fast a presentation is read aloud."""
    slow = (Presentation.AGES_5_8, Presentation.EASY_READ)
    return SLOW if presentation in slow else USUAL


def speech_name(text: str, *, language: str, pace: int) -> str:
    """Return the file name of rendered speech."""
    return f"s-{_hash(str(MADE), VOICES.get(language, ''), str(pace), text)}.mp3"


def words_mark(text: str, *, language: str) -> str:
    """Return what names words in a language, whoever says them."""
    return _hash(language, text)


def recording_name(mark: str, content: bytes) -> str:
    """Return the file name of a recorded voice; it changes with what was recorded."""
    return f"r-{mark}-{blake2b(content, digest_size=5).hexdigest()}.mp3"


def _hash(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class _Listing:
    """What lay in the folder at one moment."""

    moment: int
    rendered: frozenset[str]
    recorded: dict[str, str]


class Sounds:
    """The recordings of a deployment, listed again whenever one was added or taken away."""

    def __init__(self, instance: Path) -> None:
        self.folder = instance / FOLDER
        self._listed = _Listing(0, frozenset(), {})

    def moment(self) -> int:
        """Return what changes whenever a recording is added or taken away; 0 where none is."""
        try:
            return self.folder.stat().st_mtime_ns
        except OSError:
            return 0

    def find(self, text: str, *, language: str, pace: int) -> str:
        """Return the file that says these words, a person's voice before a rendered one, or ""."""
        found = self.find_recorded(text, language=language)
        name = speech_name(text, language=language, pace=pace)
        return found or (name if name in self._list().rendered else "")

    def find_recorded(self, text: str, *, language: str) -> str:
        """Return the file in which a person says these words, or ""."""
        return self._list().recorded.get(words_mark(text, language=language), "")

    def has(self, name: str) -> bool:
        """Return whether there is such a file."""
        listed = self._list()
        return name in listed.rendered or listed.recorded.get(name[A_MARK]) == name

    def _list(self) -> _Listing:
        moment = self.moment()
        if moment != self._listed.moment:
            is_settled = time_ns() - moment > TICK
            self._listed = _look(self.folder, moment if is_settled else UNSETTLED)
        return self._listed


def _look(folder: Path, moment: int) -> _Listing:
    there = folder.iterdir() if moment else ()
    names = [each.name for each in there if NAME.fullmatch(each.name)]
    return _Listing(
        moment,
        frozenset(name for name in names if name.startswith("s-")),
        {name[A_MARK]: name for name in names if name.startswith("r-")},
    )


def keep(folder: Path, name: str, content: bytes) -> None:
    """Put a recording into the folder, whole or not at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    part.write_bytes(content)
    part.replace(folder / name)


def remove_recorded(folder: Path, mark: str) -> int:
    """Take away what a person recorded of some words; return how many files that were."""
    old = list(folder.glob(f"r-{mark}-*.mp3"))
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)
