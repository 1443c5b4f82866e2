"""Recorded voices that staff upload: looked through frame by frame before anything is kept.

Nothing of a file but its sound is kept: what a phone writes beside it (who, when, where) goes.
No program is run on what somebody uploads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedback_app.errors import FeedbackError
from feedback_app.services import sounds

MOST_BYTES = 400_000
MOST_SECONDS = 60
LEAST_SECONDS = 0.3
OTHERS = {b"RIFF": "WAV", b"OggS": "Ogg", b"fLaC": "FLAC", b"\x1aE\xdf\xa3": "WebM"}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by the version's bits: MPEG 1, 2 and 2.5."""
KILOBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Thousand bits a second of layer III, for MPEG 1 and for the others."""


class RecordingError(FeedbackError):
    """A file that cannot be used as a recording; the words say what to do."""

    status = 422


@dataclass(frozen=True)
class Recording:
    """The sound of a file that can be used, and how long it lasts."""

    sound: bytes
    seconds: float


@dataclass(frozen=True)
class _Frame:
    start: int
    end: int
    seconds: float


def read_recording(content: bytes) -> Recording:
    """Return the sound of an uploaded MP3 file, without anything that was written beside it.

    Raises:
        RecordingError: it is empty, too large, too long, or no MP3.
    """
    if not content:
        raise RecordingError("Choose a file with a recording.")
    if len(content) > MOST_BYTES:
        raise RecordingError(
            f"The file has {len(content) // 1000} KB; {MOST_BYTES // 1000} KB is the most.",
            remedy="Save it as MP3, mono, at 64 kbit/s or less.",
        )
    _refuse_other_kinds(content)
    frames = list(_frames(content))
    seconds = sum(frame.seconds for frame in frames)
    if seconds < LEAST_SECONDS:
        raise RecordingError(
            "There is no sound in this file that can be read.",
            remedy="Save the recording as MP3 and upload it again.",
        )
    if seconds > MOST_SECONDS:
        raise RecordingError(
            f"The recording lasts {seconds:.0f} seconds; {MOST_SECONDS} is the most.",
            remedy="Read the words once, and cut what comes before and after.",
        )
    return Recording(b"".join(content[each.start : each.end] for each in frames), seconds)


def keep_recording(folder: Path, text: str, recording: Recording, *, language: str) -> str:
    """Keep a voice for words in a language, in place of the one before; return its file name."""
    mark = sounds.words_mark(text, language=language)
    sounds.remove_recorded(folder, mark)
    name = sounds.recording_name(mark, recording.sound)
    sounds.keep(folder, name, recording.sound)
    return name


def drop_recording(folder: Path, text: str, *, language: str) -> bool:
    """Take away the voice for words in a language; return whether there was one."""
    return bool(sounds.remove_recorded(folder, sounds.words_mark(text, language=language)))


def _refuse_other_kinds(content: bytes) -> None:
    kind = "M4A" if content[4:8] == b"ftyp" else OTHERS.get(content[:4], "")
    if kind:
        raise RecordingError(
            f"This is a {kind} file.", remedy="Save the recording as MP3 and upload it again."
        )


def _frames(content: bytes) -> Iterator[_Frame]:
    """Yield the frames of sound one after the other, until something else follows."""
    at = _after_tag(content)
    while frame := _frame(content, at):
        yield frame
        at = frame.end


def _after_tag(content: bytes) -> int:
    """Return where the sound starts, behind what is written before it (ID3)."""
    if content[:3] != b"ID3" or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if content[5] & 0x10 else 0)


def _frame(content: bytes, at: int) -> _Frame | None:
    """Return the frame that starts here, or None where there is none, or not the whole of one."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate, third = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2]
    if version not in RATES or rate == 3 or not 0 < third >> 4 < 15:
        return None
    is_first = version == 3
    hertz, kilobits = RATES[version][rate], KILOBITS[is_first][third >> 4]
    samples = 1152 if is_first else 576
    end = at + samples * 125 * kilobits // hertz + (third >> 1 & 1)
    return _Frame(at, end, samples / hertz) if end <= len(content) else None
