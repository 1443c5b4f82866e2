"""Slips of the finger are mended; words that somebody knows stand as they were written."""

import pytest

from analysis.mending import Mender

TEXTS = ["the reception is friendly", "Reception was shut in Bassetlaw", *["Bassetlaw again"] * 3]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("the recpetion, shut", "the reception, shut"),
        ("Recepton!", "Reception!"),
        ("a bassetlwa bus", "a bassetlaw bus"),
        ("deception is no reception", "deception is no reception"),
        ("the buidling", "the buidling"),
        ("shtu", "shtu"),
        ("рецепція 😀", "рецепція 😀"),
        ("recepton dla dzieci jest zamknięta", "recepton dla dzieci jest zamknięta"),
        ("", ""),
    ],
)
def test_only_a_word_that_nobody_else_says_is_read_as_its_neighbour(written, read):
    assert Mender(TEXTS).mend([written]) == [read]


def test_a_slip_that_several_make_is_mended_still():
    texts = ["totally fine"] * 5 + ["totlaly fine"] * 3
    assert Mender(texts).mend(["totlaly"]) == ["totally"]
