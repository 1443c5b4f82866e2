"""A kept children's report laid out for its public page, from plain values: nothing is composed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_app.rendering.views import drawn
from feedback_app.services.results import Results


@dataclass(frozen=True)
class BlockOnPage:
    """One block of the public page, as the macro of report blocks reads it."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    ref: str = ""
    title: str = ""
    svg: str = ""
    head: tuple[dict[str, Any], ...] = ()
    rows: tuple[list[dict[str, Any]], ...] = ()
    base: str = ""
    note: str = ""
    csv_href: str = ""
    lines: tuple[tuple[str, str], ...] = ()


def lay_out(results: Results, *, picture: Callable[[str], str]) -> list[BlockOnPage]:
    """Return the blocks of the page; `picture` gives the address of a symbol's picture."""
    return [_block(each, results, picture) for each in results.blocks]


def _block(
    block: Mapping[str, Any], results: Results, picture: Callable[[str], str]
) -> BlockOnPage:
    kind = block["kind"]
    if kind == "chart":
        return _chart(results.charts[block["ref"]], results.pictures)
    if kind == "pictured":
        lines = zip(block["items"], block["symbols"], strict=True)
        return BlockOnPage(kind, lines=tuple((words, picture(name)) for words, name in lines))
    return BlockOnPage(kind, block["text"], tuple(block["items"]))


def _chart(chart: Mapping[str, Any], pictures: Mapping[str, str]) -> BlockOnPage:
    return BlockOnPage(
        "chart",
        ref=chart["id"],
        title=chart["title"],
        svg=drawn(pictures[chart["id"]]),
        head=({"text": "What", "numeric": False}, {"text": "How many", "numeric": True}),
        rows=tuple(
            [{"text": bar["label"], "numeric": False}, {"text": bar["shown"], "numeric": True}]
            for bar in chart["bars"]
        ),
        base=chart["base"],
    )
