"""Every wording of a definition file offered to Babel, with its line.

In `babel.cfg`: `[extractors]` `questionnaire = forms.extraction:extract_wording`, then
`[questionnaire: forms/questionnaires/*.yaml]`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from forms.sources import Entry, Listing, Mapped, Node, Words, read_bytes

SAID = frozenset(
    {
        "title",
        "heading",
        "body",
        "limits",
        "no_reply",
        "privacy_link",
        "text",
        "help",
        "label",
        "alt",
        "opens",
        "closes",
        "response_by",
    }
)
"""Keys whose values respondents read; everything else is for staff and machines."""
SYMBOLS = "symbols"
"""Key of the shared file under which each picture's description stands."""

Message = tuple[int, str, str, list[str]]
"""Line, function name (always empty), message, comments for the translator."""


def extract_wording(
    fileobj: BinaryIO,
    _keywords: Mapping[str, object],
    _comment_tags: Sequence[str],
    **_options: object,  # Babel gives `options` by name; there are none
) -> Iterator[Message]:
    """Yield every wording of a definition file, as Babel's extractors do.

    Raises:
        DefinitionError: if the file cannot be read as YAML.
    """
    source = read_bytes(fileobj.read(), name=getattr(fileobj, "name", "questionnaire"))
    for words, comment in _wordings(source, about=""):
        yield words.line, "", words.value, [comment] if comment else []


def _wordings(node: Node, *, about: str) -> Iterator[tuple[Words, str]]:
    """Yield the words respondents read, with the id of what they belong to."""
    if isinstance(node, Listing):
        for part in node.parts:
            yield from _wordings(part, about=about)
    elif isinstance(node, Mapped):
        about = _name(node) or about
        for entry in node.entries:
            yield from _of_entry(entry, about)


def _of_entry(entry: Entry, about: str) -> Iterator[tuple[Words, str]]:
    if entry.key in SAID or entry.key == SYMBOLS:
        yield from ((words, about) for words in _leaves(entry.value) if words.value)
    else:
        yield from _wordings(entry.value, about=about)


def _leaves(node: Node) -> Iterator[Words]:
    if isinstance(node, Words):
        yield node
    elif isinstance(node, Listing):
        for part in node.parts:
            yield from _leaves(part)
    else:
        for entry in node.entries:
            yield from _leaves(entry.value)


def _name(node: Mapped) -> str:
    keys = ("questionnaire", "question", "section", "item")
    found = (entry for key in keys if (entry := node.entry(key)))
    return next((e.value.value for e in found if isinstance(e.value, Words)), "")
