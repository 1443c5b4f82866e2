"""Year on year: same, reworded, new; and a change is called one only by the rule."""

from dataclasses import replace

import pytest

from analysis.asked import Asked, Choice, Instrument, Who
from analysis.dimensions import MeasureKind
from analysis.publication import Published
from analysis.readings import Reading
from analysis.trends import Standing, change_of, counted_by, earlier_runs, register, reworded

CHOICES = (Choice("yes", "Yes", is_positive=True), Choice("no", "No"))


def an_item(name="safe.home", **changes):
    given = {"id": name, "item": name, "wording": f"About {name}", "kind": MeasureKind.ONE_OF}
    return Asked(**{**given, "choices": CHOICES, **changes})


def a_run(survey, *items, questionnaire="yp"):
    return Instrument(
        f"{survey}/{questionnaire}", survey, questionnaire, "Title", Who.CHILDREN, "1", items
    )


def standings(now, before):
    return {each.item: each.standing for each in register(now, before)}


def test_an_item_is_the_same_only_with_the_same_words_and_answers():
    before = a_run("a", an_item("one"), an_item("two"), an_item("three"), an_item("gone"))
    relabelled = (replace(CHOICES[0], label="Yes, always"), CHOICES[1])
    now = a_run(
        "b",
        an_item("one", wording="About  one"),
        an_item("two", wording="Tell us about two"),
        an_item("three", choices=relabelled),
        an_item("fresh"),
    )
    assert standings(now, before) == {
        "one": Standing.SAME,
        "two": Standing.REWORDED,
        "three": Standing.REWORDED,
        "fresh": Standing.NEW,
        "gone": Standing.DROPPED,
    }
    assert counted_by(register(now, before))[Standing.REWORDED] == 2
    assert next(iter(reworded(register(now, before)))) == ("About two", "Tell us about two")


def test_a_favourable_end_that_moved_is_another_item():
    moved = (replace(CHOICES[0], is_positive=False), replace(CHOICES[1], is_positive=True))
    found = standings(a_run("b", an_item(choices=moved)), a_run("a", an_item()))
    assert found == {"safe.home": Standing.REWORDED}


def test_ages_are_never_merged():
    now = a_run("b", an_item())
    older = a_run("a", an_item(), questionnaire="yp-13-18")
    assert earlier_runs(now, [older, now]) == []
    assert earlier_runs(now, [a_run("a", an_item())])


@pytest.mark.parametrize(
    ("before", "now", "is_change"),
    [
        ((50, 100), (70, 100), True),
        ((50, 100), (54, 100), False),
        ((500, 1000), (549, 1000), False),
        ((500, 1000), (560, 1000), True),
        ((15, 30), (20, 30), False),
        ((70, 100), (50, 100), True),
    ],
)
def test_a_change_is_one_by_the_interval_and_by_five_points(before, now, is_change):
    change = change_of(a_reading(*before), a_reading(*now))
    assert change is not None
    assert change.is_change == is_change


def test_what_has_no_percentage_is_not_compared():
    assert change_of(a_reading(5, 20, share=None), a_reading(50, 100)) is None


def a_reading(count, base, **changes):
    share = changes.get("share", round(100 * count / base))
    return Reading("Yes", Published(count), Published(base), share)
