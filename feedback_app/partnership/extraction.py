"""The choices of a place list that are no proper names, offered to Babel for translation.

In `babel.cfg`: `[extractors]` `partnership = feedback_app.partnership.extraction:extract_choices`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

Message = tuple[int, str, str, list[str]]
"""Line, function name (always empty), message, comments for the translator."""


def extract_choices(
    fileobj: BinaryIO,
    _keywords: Mapping[str, object],
    _comment_tags: Sequence[str],
    **_options: object,  # Babel gives `options` by name; there are none
) -> Iterator[Message]:
    """Yield the places that lie in no district, such as “Somewhere else”."""
    import yaml

    for line, place in enumerate(yaml.safe_load(fileobj)["settlements"], 1):
        if place["district"] is None:
            yield line, "", place["name"], ["a choice of the list of places"]
