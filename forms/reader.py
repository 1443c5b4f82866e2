"""A mapping of a definition file, read key by key; what nobody asked for is a fault.

Nothing raises here: faults are gathered, and a stand-in value lets the reading go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from forms.definition import NO_WORDS, Presentation, Wording
from forms.faults import Fault, choose_from
from forms.sources import Listing, Mapped, Node, Words, last_line

Member = TypeVar("Member", bound=StrEnum)
NOTHING = Mapped((), 0)
FOR_ANY = "any"
"""Key of the words for every presentation that has none of its own."""


@dataclass
class Origins:
    """Where each record came from, and the faults found so far."""

    faults: list[Fault] = field(default_factory=list)
    places: dict[int, tuple[object, str, Mapped | Words]] = field(default_factory=dict)
    misread: frozenset[tuple[str, int]] = frozenset()

    def note(self, record: object, file: str, node: Mapped | Words) -> None:
        """Remember where a record was written; it is kept alive so that its identity stands."""
        self.places[id(record)] = (record, file, node)

    def settle(self) -> None:
        """End the reading: from now on, nothing more is said of what was already misread."""
        self.misread = frozenset((fault.file, fault.line) for fault in self.faults)

    def fault(self, record: object, problem: str, remedy: str, *, key: str = "") -> None:
        """Add a fault at a record's line, or at the line of one of its keys."""
        _, file, node = self.places.get(id(record), (record, "", NOTHING))
        entry = node.entry(key) if key and isinstance(node, Mapped) else None
        line = entry.line if entry else node.line
        spoiled = range(line, last_line(entry.value if entry else node) + 1)
        if not any(at == file and number in spoiled for at, number in self.misread):
            self.faults.append(Fault(file, line, problem, remedy))


class Reader:
    """Reads one mapping: each method takes a key, checks its value and returns it."""

    def __init__(self, node: Mapped, *, file: str, origins: Origins):
        self.node = node
        self.file = file
        self.origins = origins
        self.asked: list[str] = []

    def place(self, record: object) -> None:
        """Remember that a record was written here."""
        self.origins.note(record, self.file, self.node)

    def fault(self, line: int, problem: str, remedy: str) -> None:
        """Add a fault in this file."""
        self.origins.faults.append(Fault(self.file, line, problem, remedy))

    def has(self, key: str) -> bool:
        """Return whether the key is there."""
        return self.node.entry(key) is not None

    def take(self, key: str, *, needed: bool = False) -> Node | None:
        """Return the value of a key; a missing one is a fault if it is needed."""
        self.asked.append(key)
        entry = self.node.entry(key)
        if entry is None:
            if needed:
                self.fault(self.node.line, f"'{key}' is missing here", f"Add '{key}:'")
            return None
        if isinstance(entry.value, Words) and not entry.value.value:
            self.fault(entry.line, f"'{key}' is empty", f"Give it a value or take out '{key}:'")
            return None
        return entry.value

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return one line of words."""
        value = self.take(key, needed=needed)
        return self._words(value, key)

    def number(self, key: str, *, needed: bool = False) -> int:
        """Return a whole number, 0 where there is none."""
        value = self.take(key, needed=needed)
        if value is None:
            return 0
        if isinstance(value, Words) and value.value.isdecimal() and int(value.value) > 0:
            return int(value.value)
        self.fault(value.line, f"'{key}' has to be a whole number above 0", "Write it in digits")
        return 0

    def truth(self, key: str) -> bool:
        """Return whether the key says true."""
        value = self.take(key)
        if value is None:
            return False
        if isinstance(value, Words) and value.value in ("true", "false"):
            return value.value == "true"
        self.fault(value.line, f"'{key}' has to be true or false", f"Write '{key}: true'")
        return False

    def member(self, key: str, kind: type[Member], *, needed: bool = False) -> Member | None:
        """Return one of a closed set of words."""
        given = self.text(key, needed=needed)
        return self._member(key, given, kind) if given else None

    def members(self, key: str, kind: type[Member], *, needed: bool = False) -> tuple[Member, ...]:
        """Return several of a closed set of words."""
        found = (self._member(key, name, kind) for name in self.texts(key, needed=needed))
        return tuple(member for member in found if member is not None)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of words."""
        value = self.take(key, needed=needed)
        if value is None:
            return ()
        if not isinstance(value, Listing):
            self.fault(value.line, f"'{key}' has to be a list", f"Write '{key}: [one, two]'")
            return ()
        return tuple(self._words(part, key) for part in value.parts)

    def wording(self, key: str, *, needed: bool = False) -> Wording:
        """Return words for respondents: one text, or one for each presentation."""
        value = self.take(key, needed=needed)
        return NO_WORDS if value is None else self._wording(key, value)

    def wordings(self, key: str, *, needed: bool = False) -> tuple[Wording, ...]:
        """Return a list of paragraphs for respondents."""
        value = self.take(key, needed=needed)
        if value is None:
            return ()
        if not isinstance(value, Listing):
            self.fault(value.line, f"'{key}' has to be a list of texts", "Begin each with '- '")
            return ()
        return tuple(self._wording(key, part) for part in value.parts)

    def child(self, key: str, *, needed: bool = False) -> Reader | None:
        """Return the reader of a mapping under a key."""
        value = self.take(key, needed=needed)
        return None if value is None else self._reader(key, value)

    def children(self, key: str, *, needed: bool = False) -> Iterator[Reader]:
        """Yield a reader for each mapping in the list under a key; one alone counts as a list."""
        value = self.take(key, needed=needed)
        if value is None:
            return
        for part in value.parts if isinstance(value, Listing) else (value,):
            reader = self._reader(key, part)
            if reader is not None:
                yield reader

    def named(self, key: str, *, needed: bool = False) -> Iterator[tuple[str, Reader]]:
        """Yield a name and a reader for each mapping under the mapping of a key."""
        holder = self.child(key, needed=needed)
        for entry in holder.node.entries if holder else ():
            reader = self._reader(entry.key, entry.value)
            if reader is not None:
                yield entry.key, reader

    def finish(self) -> None:
        """Make a fault of every key that nobody asked for."""
        for entry in self.node.entries:
            if entry.key not in self.asked:
                remedy = choose_from(entry.key, self.asked)
                self.fault(entry.line, f"'{entry.key}' is not known here", remedy)

    def _reader(self, key: str, node: Node) -> Reader | None:
        if isinstance(node, Mapped):
            return Reader(node, file=self.file, origins=self.origins)
        self.fault(node.line, f"'{key}' has to hold keys and values", "Write 'key: value' lines")
        return None

    def _words(self, node: Node | None, key: str) -> str:
        if node is None:
            return ""
        if isinstance(node, Words):
            if not node.value:
                self.fault(node.line, f"A value of '{key}' is empty", "Fill it in or take it out")
            return node.value
        self.fault(node.line, f"'{key}' has to be words", "Quote words with brackets or colons")
        return ""

    def _member(self, key: str, given: str, kind: type[Member]) -> Member | None:
        if given in list(kind):
            return kind(given)
        entry = self.node.entry(key)
        line = entry.line if entry else self.node.line
        self.fault(line, f"'{given}' is not a known {key}", choose_from(given, list(kind)))
        return None

    def _wording(self, key: str, node: Node) -> Wording:
        if isinstance(node, Words):
            wording = Wording(self._words(node, key))
            self.origins.note(wording, self.file, node)
        elif isinstance(node, Mapped):
            own = {
                member: self._words(entry.value, entry.key)
                for entry in node.entries
                if entry.key != FOR_ANY
                and (member := self._presentation(entry.key, entry.line)) is not None
            }
            common = node.entry(FOR_ANY)
            wording = Wording(self._words(common.value if common else None, FOR_ANY), own)
            self.origins.note(wording, self.file, node)
        else:
            self._words(node, key)
            wording = NO_WORDS
        return wording

    def _presentation(self, name: str, line: int) -> Presentation | None:
        if name in list(Presentation):
            return Presentation(name)
        remedy = choose_from(name, list(Presentation))
        self.fault(line, f"'{name}' is not a known presentation", remedy)
        return None
