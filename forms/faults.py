"""What is wrong with a definition file, said so that a survey officer can mend it.

Every fault of a file is gathered before any is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: where, what, and what to do. Lines count from 1."""

    file: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}. {self.remedy}."


class DefinitionError(ValueError):
    """A definition cannot be used; it carries every fault found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults: Sequence[Fault] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))

    @property
    def file(self) -> str:
        """The file of the first fault."""
        return self.faults[0].file

    @property
    def line(self) -> int:
        """The line of the first fault."""
        return self.faults[0].line

    @property
    def problem(self) -> str:
        """What is wrong, of the first fault."""
        return self.faults[0].problem

    @property
    def remedy(self) -> str:
        """What to do, of the first fault."""
        return self.faults[0].remedy


def choose_from(given: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return a remedy that names the nearest known word, or the known words, or another way."""
    words = list(known)
    near = get_close_matches(given, words, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'"
    if otherwise or not words:
        return otherwise or "Take it out"
    return f"Choose from: {', '.join(words[:12])}"
