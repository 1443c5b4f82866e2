"""Advice on codebooks."""

from dataclasses import replace

import pytest

from analysis.codebook import SHIPPED, Codebook, Example, Theme, ThemeStatus, load_codebook
from analysis.codebook_checks import FindingKind, check_codebook
from tests.analysis.codebooks import a_codebook


def kinds(book):
    return {finding.kind: finding for finding in check_codebook(book)}


def changed(book: Codebook, theme_id: str, **changes: object) -> Codebook:
    themes = [replace(t, **changes) if t.id == theme_id else t for t in book.themes]
    return replace(book, themes=tuple(themes))


def test_a_sound_codebook_needs_no_advice():
    assert check_codebook(a_codebook()) == ()
    assert check_codebook(load_codebook(SHIPPED)) == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"definition": ""}, FindingKind.NO_DEFINITION),
        ({"examples": (Example("no bus"),)}, FindingKind.FEW_EXAMPLES),
        ({"exclude": "Hunger (home.food)."}, FindingKind.UNKNOWN_REFERENCE),
    ],
)
def test_a_weak_theme_is_found(changes, kind):
    finding = kinds(changed(a_codebook(), "bus", **changes))[kind]
    assert finding.themes[0] == "bus"
    assert finding.remedy


def test_an_example_in_two_themes_is_found_whatever_its_spelling():
    book = a_codebook()
    copied = (*book.theme("bus").examples, Example("We go, to the FOOD bank!"))
    finding = kinds(changed(book, "bus", examples=copied))[FindingKind.SAME_EXAMPLE]
    assert set(finding.themes) == {"bus", "food"}


def test_themes_nobody_can_tell_apart_are_found():
    book = a_codebook()
    twin = tuple(Example(f"{e.text} today") for e in book.theme("food").examples)
    twins = replace(book, themes=(*book.themes, Theme("meals", "Meals", "Meals.", examples=twin)))
    assert set(kinds(twins)[FindingKind.ALIKE].themes) == {"food", "meals"}


def test_a_pointer_to_a_retired_theme_is_found():
    book = changed(a_codebook(), "food", id="home.food", status=ThemeStatus.RETIRED)
    pointing = changed(book, "bus", exclude="Hunger (home.food).")
    assert FindingKind.RETIRED_REFERENCE in kinds(pointing)
