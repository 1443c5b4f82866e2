"""YAML files read as plain nodes that know their lines.

Only what a definition needs is let through: mappings, lists and words. Values stay words, so an
unquoted `yes` is the word yes. Anchors, tags and second documents are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from forms.faults import DefinitionError, Fault

MOST_BYTES = 1_000_000
MOST_LEVELS = 12
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Words:
    """A scalar, as it was written."""

    value: str
    line: int


@dataclass(frozen=True)
class Listing:
    """A list of nodes."""

    parts: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Entry:
    """One key of a mapping with its value; the line is the key's."""

    key: str
    value: Node
    line: int


@dataclass(frozen=True)
class Mapped:
    """A mapping, in the order it was written."""

    entries: tuple[Entry, ...]
    line: int

    def entry(self, key: str) -> Entry | None:
        """Return the entry of a key, or None."""
        return next((entry for entry in self.entries if entry.key == key), None)


Node = Words | Listing | Mapped


def last_line(node: Node) -> int:
    """Return the last line on which something in the node begins."""
    if isinstance(node, Words):
        return node.line
    parts = node.parts if isinstance(node, Listing) else [entry.value for entry in node.entries]
    return max((last_line(part) for part in parts), default=node.line)


def read_file(path: Path) -> Mapped:
    """Return the mapping a definition file holds.

    Raises:
        DefinitionError: if it cannot be read as UTF-8 YAML that is one mapping.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise _refusal(
            path.name, 1, "This file cannot be opened", f"Check the path {path}"
        ) from fault
    return read_bytes(data, name=path.name)


def read_bytes(data: bytes, *, name: str) -> Mapped:
    """Return the mapping that the bytes of a definition file hold; `name` is told in faults.

    Raises:
        DefinitionError: if they are not UTF-8 YAML that is one mapping.
    """
    text = _decode(data, name)
    _refuse_tabs(text, name)
    try:
        node = _Composer(yaml.parse(text, Loader=LOADER), name).document()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise _refusal(
            name,
            mark.line + 1 if mark else 1,
            f"This is not YAML: {fault.problem}",
            "Check the indents, colons and quotes here and in the line before",
        ) from fault
    except yaml.YAMLError as fault:
        raise _refusal(
            name,
            1,
            "This file holds a character that YAML does not allow",
            "Take out control characters",
        ) from fault
    if not isinstance(node, Mapped):
        raise _refusal(
            name,
            node.line if node else 1,
            "This file is not a list of keys and values" if node else "This file is empty",
            "Begin with a line such as 'questionnaire: my-questionnaire'",
        )
    return node


def _refusal(name: str, line: int, problem: str, remedy: str) -> DefinitionError:
    return DefinitionError([Fault(name, line, problem, remedy)])


def _decode(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise _refusal(name, 1, "This file is over 1 MB", "Split it into several questionnaires")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refusal(name, 1, "This file is in UTF-16", "Save it as UTF-8")
    if data.startswith(b"\xef\xbb\xbf"):
        raise _refusal(
            name, 1, "This file starts with a byte order mark", "Save it as UTF-8 without BOM"
        )
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise _refusal(
            name, line, "This line holds a character that is not in UTF-8", "Save it as UTF-8"
        ) from fault


def _refuse_tabs(text: str, name: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            raise _refusal(name, number, "This line is indented with a tab", "Use spaces")


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Composer:
    """Builds nodes from YAML events."""

    def __init__(self, events: Iterator[Event], name: str):
        self.events = events
        self.name = name
        self.levels = 0

    def document(self) -> Node | None:
        found: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(event, "A second document starts here", "Take out the '---'")
                found = self.node(next(self.events))
        return None if isinstance(found, Words) and not found.value else found

    def node(self, event: Event) -> Node:
        self.check(event)
        line = _line(event)
        if isinstance(event, ScalarEvent):
            return Words(event.value.strip(), line)
        self.levels += 1
        if self.levels > MOST_LEVELS:
            raise self.refuse(event, "This is nested too deeply", "Check the brackets and indents")
        made = self.listing(line) if isinstance(event, SequenceStartEvent) else self.mapped(line)
        self.levels -= 1
        return made

    def check(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self.refuse(
                event, "This uses a YAML anchor or alias (& or *)", "Write the value out in full"
            )
        if getattr(event, "tag", None):
            raise self.refuse(event, "This uses a YAML tag (!)", "Take the tag out or quote it")

    def listing(self, line: int) -> Listing:
        parts = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            parts.append(self.node(event))
        return Listing(tuple(parts), line)

    def mapped(self, line: int) -> Mapped:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self.check(event)
            if not isinstance(event, ScalarEvent):
                raise self.refuse(event, "A key has to be one word", "Quote braces and brackets")
            if event.value in entries:
                raise self.refuse(
                    event, f"The key '{event.value}' stands here twice", "Take one of them out"
                )
            key_line = _line(event)
            entries[event.value] = Entry(event.value, self.node(next(self.events)), key_line)
        return Mapped(tuple(entries.values()), line)

    def refuse(self, event: Event, problem: str, remedy: str) -> DefinitionError:
        return _refusal(self.name, _line(event), problem, remedy)
