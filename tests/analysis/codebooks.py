"""Small codebooks and coded verbatims for tests of theming."""

import os
from pathlib import Path

import pytest

from analysis.codebook import Codebook, Example, Theme
from analysis.coding import Coded
from analysis.verbatim import Verbatim

PHRASES = {
    "bus": (
        "there is no bus to our village",
        "the last bus goes at six",
        "buses cost too much",
        "I wait for the bus in the dark",
        "we need more buses on sundays",
    ),
    "food": (
        "everybody should have breakfast",
        "some kids are hungry at school",
        "we go to the food bank",
        "there is nothing to eat at home",
        "lunch is too small",
    ),
    "bully": (
        "they call me names at school",
        "bullies wait for me after class",
        "he takes my ball and laughs",
        "nobody stops the bullying",
        "girls leave me out on purpose",
    ),
}


def a_codebook(**changes: object) -> Codebook:
    themes = tuple(
        Theme(name, name.title(), f"About {name}.", examples=tuple(map(Example, phrases)))
        for name, phrases in PHRASES.items()
    )
    return Codebook(**{"id": "small", "version": "1", "themes": themes, **changes})


def a_verbatim(text: str, number: int = 0) -> Verbatim:
    return Verbatim(f"v{number}", text)


def coded_verbatims(copies: int = 4) -> list[Coded]:
    """Return verbatims coded by theme, each phrase said in a few ways."""
    ways = ("{} I think", "well {}", "{} and it is not fair", "sometimes {}")[:copies]
    return [
        Coded(Verbatim(f"{theme}{at}{way}", ways[way].format(phrase)), frozenset({theme}))
        for theme, phrases in PHRASES.items()
        for at, phrase in enumerate(phrases)
        for way in range(len(ways))
    ]


def shared_data(name: str) -> Path:
    """Return a shared data file, or skip the test with a line that says what is missing."""
    root = Path(__file__).resolve().parents[2]
    for place in (os.environ.get("FEEDBACK_SHARED", ""), root.parent / "shared", "/work/shared"):
        if place and (Path(place) / "data" / name).exists():
            return Path(place) / "data" / name
    pytest.skip(f"{name} is not in the shared data folder; set FEEDBACK_SHARED to it")
