"""Codebook: the themes people look for, under dated priorities of the Board.

A codebook is read once and never changed in memory: a change is a new version, and every coding
names the version it was made with.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

from analysis.codebook_source import CodebookError, Fault, Source
from analysis.theme import Example, Facet, Priority, Theme, ThemeStatus

__all__ = [
    "Codebook",
    "CodebookError",
    "Example",
    "Facet",
    "Fault",
    "Priority",
    "Theme",
    "ThemeStatus",
    "load_codebook",
]

SHIPPED = Path(__file__).parent / "codebooks" / "safeguarding.yaml"
"""The codebook that comes with the platform."""

_ROOT_KEYS = (
    "schema", "id", "version", "status", "date", "author", "language", "licence_note", "basis",
    "method", "who_codes", "facets", "non_content", "triage", "priorities", "crosswalks", "themes",
)  # fmt: skip
_THEME_KEYS = (
    "id", "name", "plain_name", "priority", "audience", "definition", "include", "exclude",
    "seeds", "examples", "sensitive", "status", "merged_into", "split_into", "since",
)  # fmt: skip
_PRIORITY_KEYS = ("id", "name", "note", "starts_on", "ends_on")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")


@dataclass(frozen=True)
class Codebook:
    """A set of themes at one version; `non_content` codes are for answers that say nothing."""

    id: str
    version: str
    themes: tuple[Theme, ...]
    priorities: tuple[Priority, ...] = ()
    language: str = "en-GB"
    status: str = ""
    facets: tuple[Facet, ...] = ()
    non_content: tuple[tuple[str, str], ...] = ()
    who_codes: tuple[tuple[str, str], ...] = ()
    file: str = field(default="", compare=False)

    @cached_property
    def active_themes(self) -> tuple[Theme, ...]:
        """The themes that may be given to verbatims, in the order of the file."""
        return tuple(theme for theme in self.themes if theme.is_active)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change whenever what a model learns from changes."""
        learned = [
            (t.id, t.name, t.definition, t.include, [e.text for e in t.examples])
            for t in self.active_themes
        ]
        packed = json.dumps(learned, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(packed.encode()).hexdigest()[:16]

    def theme(self, theme_id: str) -> Theme:
        """Return a theme by its id; raise `KeyError` for an unknown one."""
        return self._by_id[theme_id]

    def has_theme(self, theme_id: str) -> bool:
        """Say whether the codebook knows a theme, retired or not."""
        return theme_id in self._by_id

    def themes_under(self, priority_id: str) -> tuple[Theme, ...]:
        """Return the active themes that belong to a priority."""
        return tuple(theme for theme in self.active_themes if theme.priority == priority_id)

    @cached_property
    def _by_id(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.themes}


def load_codebook(path: Path | str) -> Codebook:
    """Return the codebook of a YAML file.

    Raises:
        CodebookError: the file cannot be read or contradicts itself; it names every fault with
            its line and what to do.
    """
    source = Source(Path(path))
    root = source.entries(source.root, "a codebook")
    source.refuse_unknown(root, _ROOT_KEYS)
    if not list(source.items(root.get("themes"), "themes")):
        source.fault(source.root, "There are no themes.", "Add “themes:” with one theme or more.")
    codebook = Codebook(
        id=source.text(root.get("id"), "id") or Path(path).stem,
        version=source.text(root.get("version"), "version") or "1",
        themes=_read_themes(source, root.get("themes")),
        priorities=_read_priorities(source, root.get("priorities")),
        language=source.text(root.get("language"), "language") or "en-GB",
        status=source.text(root.get("status"), "status"),
        facets=_read_facets(source, root.get("facets")),
        non_content=_read_pairs(source, root.get("non_content"), "non_content"),
        who_codes=_read_pairs(source, root.get("who_codes"), "who_codes"),
        file=source.file,
    )
    _check_references(source, root, codebook)
    source.refuse_if_faulty()
    return codebook


def _read_themes(source: Source, node: yaml.Node | None) -> tuple[Theme, ...]:
    themes: dict[str, Theme] = {}
    for item in source.items(node, "themes"):
        theme = _read_theme(source, item)
        if theme.id in themes:
            problem = f"The theme “{theme.id}” is already defined on line {themes[theme.id].line}."
            source.fault(item, problem, "Give it another id, or join the two.")
        themes[theme.id] = theme
    return tuple(themes.values())


def _read_theme(source: Source, node: yaml.Node) -> Theme:
    entries = source.entries(node, "a theme")
    source.refuse_unknown(entries, _THEME_KEYS)
    text = {key: source.text(entries.get(key), key) for key in _THEME_KEYS if key not in _LISTS}
    for key in ("id", "name"):
        if not text[key]:
            source.fault(node, f"A theme has no {key}.", f"Add “{key}:” to it.")
    if text["id"] and not _IDENTIFIER.fullmatch(text["id"]):
        remedy = "Use letters, digits, dots, hyphens and underscores only."
        source.fault(entries["id"], f"“{text['id']}” cannot be a theme's id.", remedy)
    return Theme(
        id=text["id"],
        name=text["name"],
        definition=text["definition"],
        include=text["include"],
        exclude=text["exclude"],
        priority=text["priority"],
        since=text["since"],
        sensitive=_read_truth(source, entries.get("sensitive")),
        status=_read_status(source, entries.get("status")),
        seeds=source.texts(entries.get("seeds"), "seeds"),
        audience=source.texts(entries.get("audience"), "audience"),
        examples=_read_examples(source, entries.get("examples")),
        successors=source.texts(entries.get("merged_into"), "merged_into")
        + source.texts(entries.get("split_into"), "split_into"),
        line=node.start_mark.line + 1,
    )


_LISTS = ("seeds", "audience", "examples", "merged_into", "split_into", "sensitive", "status")


def _read_examples(source: Source, node: yaml.Node | None) -> tuple[Example, ...]:
    return tuple(_read_example(source, item) for item in source.items(node, "examples"))


def _read_example(source: Source, node: yaml.Node) -> Example:
    if isinstance(node, yaml.ScalarNode):
        example = Example(source.text(node, "an example"))
    else:
        entries = source.entries(node, "an example")
        source.refuse_unknown(entries, ("text", "who"))
        example = Example(
            source.text(entries.get("text"), "text"), source.text(entries.get("who"), "who")
        )
    if not example.text:
        source.fault(node, "An example has no words.", "Write it, or remove the line.")
    return example


def _read_truth(source: Source, node: yaml.Node | None) -> bool:
    written = source.text(node, "sensitive").lower()
    if written not in ("", "true", "false", "yes", "no"):
        source.fault(node, f"“sensitive” is “{written}”.", "Write true or false.")
    return written in ("true", "yes")


def _read_status(source: Source, node: yaml.Node | None) -> ThemeStatus:
    written = source.text(node, "status") or "active"
    if written not in set(ThemeStatus):
        source.fault(node, f"“{written}” is not a status.", f"Use {', '.join(ThemeStatus)}.")
        return ThemeStatus.ACTIVE
    return ThemeStatus(written)


def _read_priorities(source: Source, node: yaml.Node | None) -> tuple[Priority, ...]:
    found: dict[str, Priority] = {}
    for item in source.items(node, "priorities"):
        entries = source.entries(item, "a priority")
        source.refuse_unknown(entries, _PRIORITY_KEYS)
        priority = Priority(
            id=source.text(entries.get("id"), "id"),
            name=source.text(entries.get("name"), "name"),
            note=source.text(entries.get("note"), "note"),
            starts_on=_read_date(source, entries.get("starts_on")),
            ends_on=_read_date(source, entries.get("ends_on")),
        )
        _check_priority(source, item, priority, found)
        found[priority.id] = priority
    return tuple(found.values())


def _check_priority(
    source: Source, node: yaml.Node, priority: Priority, earlier: dict[str, Priority]
) -> None:
    if not priority.id or not priority.name:
        source.fault(node, "A priority needs an id and a name.", "Add the one that is missing.")
    if priority.id in earlier:
        source.fault(node, f"The priority “{priority.id}” is given twice.", "Keep one of them.")
    if priority.starts_on and priority.ends_on and priority.ends_on <= priority.starts_on:
        source.fault(node, f"“{priority.id}” ends before it starts.", "Correct one of the dates.")


def _read_date(source: Source, node: yaml.Node | None) -> date | None:
    written = source.text(node, "a date")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        source.fault(node, f"“{written}” is not a date.", "Write it as 2026-04-01.")
        return None


def _read_facets(source: Source, node: yaml.Node | None) -> tuple[Facet, ...]:
    return tuple(
        Facet(name, _read_pairs(source, options, name))
        for name, options in source.entries(node, "facets").items()
    )


def _read_pairs(source: Source, node: yaml.Node | None, what: str) -> tuple[tuple[str, str], ...]:
    if isinstance(node, yaml.SequenceNode):
        return tuple((option, "") for option in source.texts(node, what))
    return tuple((key, source.text(text, key)) for key, text in source.entries(node, what).items())


def _check_references(source: Source, root: dict[str, yaml.Node], codebook: Codebook) -> None:
    priorities = {priority.id for priority in codebook.priorities}
    who = {code for code, _ in codebook.who_codes}
    nodes = list(source.items(root.get("themes"), "themes")) if "themes" in root else []
    at = {node.start_mark.line + 1: node for node in nodes}
    for theme in codebook.themes:
        node = at.get(theme.line)
        if theme.priority and priorities and theme.priority not in priorities:
            remedy = f"Use one of {', '.join(sorted(priorities))}, or add it to the priorities."
            source.fault(node, f"“{theme.id}”: no priority “{theme.priority}”.", remedy)
        for unknown in sorted({e.who for e in theme.examples if who and e.who} - who):
            remedy = f"Use one of {', '.join(sorted(who))}."
            source.fault(node, f"“{theme.id}”: nobody is called “{unknown}”.", remedy)
        _check_successors(source, node, theme, codebook)


def _check_successors(
    source: Source, node: yaml.Node | None, theme: Theme, codebook: Codebook
) -> None:
    if theme.is_active and theme.successors:
        problem = f"“{theme.id}” is active, and yet replaced by another theme."
        source.fault(node, problem, "Write “status: merged” or “status: split”, or keep it alone.")
    if theme.status in (ThemeStatus.MERGED, ThemeStatus.SPLIT) and not theme.successors:
        problem = f"“{theme.id}” is {theme.status}, but no theme follows it."
        source.fault(node, problem, "Name it under “merged_into” or “split_into”.")
    for successor in theme.successors:
        if successor == theme.id or not codebook.has_theme(successor):
            problem = f"“{theme.id}” cannot be followed by “{successor}”."
            source.fault(node, problem, "Name another theme of this codebook.")
