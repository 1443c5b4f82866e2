"""Change a codebook into its next version: text in, text out, nothing in memory altered.

A theme is never deleted: one that is merged or split names what follows it, so that what people
coded with it can always be read. What is taken back is a further version too.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from analysis.codebook import Codebook
from analysis.theme import Theme, ThemeStatus

Tree = dict[str, Any]
MOST_LETTERS = 40


class CodebookChangeError(ValueError):
    """A change that the codebook does not allow; says why."""


def merge_theme(document: str, theme_id: str, into: str) -> str:
    """Return the next version, in which one theme is merged into another."""
    tree = _read(document)
    if theme_id == into:
        raise CodebookChangeError("A theme cannot be merged into itself.")
    _active(tree, into)
    theme = _active(tree, theme_id)
    theme["status"], theme["merged_into"] = ThemeStatus.MERGED.value, [into]
    return _next(tree)


def split_theme(document: str, theme_id: str, parts: Sequence[Theme]) -> str:
    """Return the next version, in which a theme is split into new ones of the same priority."""
    tree = _read(document)
    if len(parts) < 2:
        raise CodebookChangeError("A theme is split into two themes or more.")
    theme = _active(tree, theme_id)
    theme["status"], theme["split_into"] = ThemeStatus.SPLIT.value, [each.id for each in parts]
    at = tree["themes"].index(theme) + 1
    tree["themes"][at:at] = [_entry(part, like=theme) for part in parts]
    return _next(tree)


def add_theme(document: str, theme: Theme) -> str:
    """Return the next version, with a theme more."""
    tree = _read(document)
    tree["themes"].append(_entry(theme, like={}))
    return _next(tree)


def take_back_merge(document: str, theme_id: str) -> str:
    """Return the next version, in which a merged theme stands by itself again."""
    tree = _read(document)
    _revive(_theme(tree, theme_id))
    return _next(tree)


def take_back_split(document: str, theme_id: str) -> str:
    """Return the next version, in which a split theme is one again: its parts merge into it."""
    tree = _read(document)
    theme = _theme(tree, theme_id)
    parts = theme.get("split_into", [])
    _revive(theme)
    for part in parts:
        entry = _theme(tree, part)
        entry["status"], entry["merged_into"] = ThemeStatus.MERGED.value, [theme_id]
    return _next(tree)


def retire_theme(document: str, theme_id: str) -> str:
    """Return the next version, in which a theme may be given no more; its codings stay."""
    tree = _read(document)
    _active(tree, theme_id)["status"] = ThemeStatus.RETIRED.value
    return _next(tree)


def standing_themes(codebook: Codebook) -> dict[str, str]:
    """Return which active theme stands for each merged one, however often it was merged."""
    found = {}
    for theme in codebook.themes:
        end = _end(codebook, theme)
        if end is not None and end.id != theme.id:
            found[theme.id] = end.id
    return found


def new_theme_id(name: str, *, priority: str, codebook: Codebook) -> str:
    """Return an id for a new theme: its name in plain letters, with the prefix of its priority."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain)[:MOST_LETTERS].strip("_") or "theme"
    siblings = [theme.id for theme in codebook.themes if theme.priority == priority]
    prefix = siblings[0].rpartition(".")[0] if siblings else ""
    wanted = f"{prefix}.{slug}" if prefix else slug
    taken = {theme.id for theme in codebook.themes} | {code for code, _ in codebook.non_content}
    return next(each for each in _numbered(wanted) if each not in taken)


def next_version(version: str) -> str:
    """Return the version after one: changes made here count up behind a plus sign."""
    base, _, count = version.partition("+")
    return f"{base}+{int(count) + 1 if count.isdigit() else 1}"


def _numbered(wanted: str) -> Iterable[str]:
    yield wanted
    yield from (f"{wanted}_{number}" for number in range(2, 1000))


def _end(codebook: Codebook, theme: Theme) -> Theme | None:
    """Return the active theme at the end of a line of mergers, or None."""
    met: set[str] = set()
    while theme.status is ThemeStatus.MERGED and theme.id not in met:
        met.add(theme.id)
        theme = codebook.theme(theme.successors[0])
    return theme if theme.is_active else None


def _read(document: str) -> Tree:
    """Return a codebook as it was written: every scalar stays text."""
    tree: Tree = _plain(yaml.compose(document, Loader=yaml.CSafeLoader))
    return tree


def _plain(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return ""
    return str(node.value)


def _next(tree: Tree) -> str:
    tree["version"] = next_version(str(tree.get("version", "1")))
    written: str = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=100)
    return written


def _theme(tree: Tree, theme_id: str) -> Tree:
    for theme in tree["themes"]:
        if theme.get("id") == theme_id:
            found: Tree = theme
            return found
    raise CodebookChangeError(f"The codebook has no theme “{theme_id}”.")


def _active(tree: Tree, theme_id: str) -> Tree:
    theme = _theme(tree, theme_id)
    status = theme.get("status") or ThemeStatus.ACTIVE.value
    if status != ThemeStatus.ACTIVE.value:
        raise CodebookChangeError(f"“{theme['name']}” is {status} already.")
    return theme


def _revive(theme: Tree) -> None:
    for key in ("status", "merged_into", "split_into"):
        theme.pop(key, None)


def _entry(theme: Theme, *, like: Mapping[str, Any]) -> Tree:
    """Return a theme as the file writes it; what is not said is taken from another theme."""
    given: Tree = {
        "id": theme.id,
        "name": theme.name,
        "priority": theme.priority or like.get("priority", ""),
        "audience": list(theme.audience) or like.get("audience", []),
        "definition": theme.definition,
        "include": theme.include,
        "exclude": theme.exclude,
        "examples": [each.text for each in theme.examples],
        "sensitive": "true" if theme.sensitive else like.get("sensitive", ""),
        "since": theme.since,
    }
    return {key: value for key, value in given.items() if value}
