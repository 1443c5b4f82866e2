"""Render a survey's words as speech: espeak-ng reads, lame or ffmpeg makes MP3 of it.

Words that were rendered before are not rendered again, wherever they stood. Without these two
programs a survey works as well, in silence.
"""

import logging
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback_app.errors import FeedbackError
from feedback_app.services import sounds
from forms.definition import Translate
from forms.questionnaire import Questionnaire
from forms.spoken import spoken_lines

log = logging.getLogger(__name__)
PATIENCE = 60
READER = "espeak-ng"
ENCODERS = {
    "lame": ("--quiet", "-m", "m", "-b", "16", "--resample", "16", "-", "-"),
    "ffmpeg": (
        *("-loglevel", "error", "-f", "wav", "-i", "-", "-ac", "1", "-ar", "16000"),
        *("-b:a", "16k", "-map_metadata", "-1", "-id3v2_version", "0", "-write_xing", "0"),
        *("-f", "mp3", "-"),
    ),
}
Progress = Callable[[int, int], None]


class SpeechMissingError(FeedbackError):
    """A program that reads aloud, or one that makes MP3, is not on this machine."""


class SpeechFailedError(FeedbackError):
    """A program that should have made a recording did not."""


@dataclass(frozen=True)
class Programs:
    """The two programs, where they lie."""

    reader: str
    encoder: str

    @property
    def encoding(self) -> list[str]:
        """The encoder with what it has to be told."""
        return [self.encoder, *ENCODERS[Path(self.encoder).name]]


@dataclass(frozen=True)
class Rendered:
    """What a rendering did: how many recordings were made, and how many there were before."""

    made: int
    known: int


@dataclass(frozen=True)
class Saying:
    """Words to be said in a language at a pace."""

    text: str
    language: str
    pace: int

    @property
    def name(self) -> str:
        """The name of the file that will hold them."""
        return sounds.speech_name(self.text, language=self.language, pace=self.pace)


def find_programs() -> Programs:
    """Return the programs that render speech.

    Raises:
        SpeechMissingError: one is missing; the remedy says how to install it.
    """
    reader = shutil.which(READER)
    encoder = next(filter(None, map(shutil.which, ENCODERS)), None)
    if reader and encoder:
        return Programs(reader, encoder)
    missing = [READER] * (not reader) + ["lame"] * (not encoder)
    raise SpeechMissingError(
        f"The survey works, without sound: this machine lacks {' and '.join(missing)}.",
        remedy=f"To have it read aloud, install it (on Debian: apt-get install "
        f"{' '.join(missing)}), then run `feedback survey record SURVEY`.",
    )


def sayings_of(
    questionnaires: Iterable[Questionnaire], translations: dict[str, Translate]
) -> list[Saying]:
    """Return all that is said in some questionnaires, in every presentation and language, once."""
    found = {
        Saying(line.text, language, sounds.pace_of(presentation)): None
        for questionnaire in questionnaires
        for language, translate in translations.items()
        if language in sounds.VOICES
        for presentation in questionnaire.presentations
        for line in spoken_lines(questionnaire, presentation, translate)
    }
    return list(found)


def render(
    folder: Path, sayings: Sequence[Saying], *, progress: Progress | None = None
) -> Rendered:
    """Make the recordings that are not there yet.

    Raises:
        SpeechMissingError: a program is missing, and there is something to make.
        SpeechFailedError: a program failed; what was made before stays.
    """
    waiting = [each for each in sayings if not (folder / each.name).exists()]
    if waiting:
        programs = find_programs()
        for number, saying in enumerate(waiting, start=1):
            sounds.keep(folder, saying.name, speak(programs, saying))
            if progress:
                progress(number, len(waiting))
        folder.touch()
    return Rendered(len(waiting), len(sayings) - len(waiting))


def speak(programs: Programs, saying: Saying) -> bytes:
    """Return words as MP3; they reach the reader on its standard input, never its command line."""
    voice = sounds.VOICES[saying.language]
    told = (programs.reader, "-v", voice, "-s", str(saying.pace), "-b", "1", "--stdin", "--stdout")
    spoken = _run(told, saying.text.encode())
    return _run(programs.encoding, spoken)


def _run(told: Sequence[str], given: bytes) -> bytes:
    """Return what a program makes; one that was stopped under way gets a second try."""
    try:
        return _run_once(told, given)
    except SpeechFailedError as first:
        log.warning("%s Trying again.", first.message)
        return _run_once(told, given)


def _run_once(told: Sequence[str], given: bytes) -> bytes:
    name = Path(told[0]).name
    try:
        done = subprocess.run(told, input=given, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SpeechFailedError(f"{name} did not end well.", remedy="Try it again.") from error
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip()[:200]
        raise SpeechFailedError(
            f"{name} made no sound (it ended with {done.returncode}): {said or 'it said nothing'}.",
            remedy="Run `feedback survey record SURVEY` again, which goes on where this stopped. "
            f"If it stops there too, install {name} anew.",
        )
    return done.stdout
