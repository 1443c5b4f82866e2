"""What counts as another reading, and how a figure is shown after a withdrawal."""

import pytest

from analysis.dimensions import Dimension, TableDesign
from analysis.documents import release_document
from analysis.ledger import Ledger, LedgerError
from analysis.rules import Audience, SuppressionRule
from analysis.suppression import ContradictedError, release
from analysis.survey_states import SurveyState, WaveState, choose_reading
from analysis.tabulate import count_groups
from benchmarks.suppression_copies import told_of_the_gone

RULE = SuppressionRule()
FIRST, RECODED = WaveState(90, "p", "c"), WaveState(90, "p", "d")
FEWER, LATER = WaveState(89, "q", "d"), WaveState(30, "r", "e")


def a_state(reading=1, **waves):
    return SurveyState(reading, waves)


@pytest.mark.parametrize(
    ("standing", "withdrawn", "waves", "reading"),
    [
        ([], [], {"w1": FIRST}, 1),
        ([a_state(w1=FIRST)], [], {"w1": FIRST}, 1),
        ([a_state(w1=FIRST)], [], {"w1": FIRST, "w2": LATER}, 1),
        ([a_state(w1=FIRST)], [], {"w1": RECODED}, 2),
        ([a_state(w1=FIRST)], [], {"w1": RECODED, "w2": LATER}, 2),
        ([a_state(w1=FIRST), a_state(2, w1=RECODED)], [], {"w1": FIRST}, 1),
        ([a_state(0, w1=FIRST)], [], {"w1": RECODED}, 1),
        ([a_state(w1=FIRST)], [], {"w1": FEWER}, 1),
        ([a_state(w1=FIRST), a_state(2, w1=RECODED)], [], {"w1": FEWER}, 2),
        ([None], [], {"w1": RECODED}, 1),
        ([], [a_state(w1=FIRST)], {"w1": FEWER}, 2),
        ([], [a_state(w1=FIRST)], {"w1": FIRST}, 1),
    ],
)
def test_only_the_same_people_read_otherwise_are_another_reading(
    standing, withdrawn, waves, reading
):
    assert choose_reading(standing, withdrawn, waves) == reading


def a_table(waves=("w1",), **counts):
    dimension = Dimension.flat("place", sorted(counts))
    design = TableDesign("People", "survey", frozenset(waves), (dimension,))
    return count_groups([((place,), None, n) for place, n in counts.items()], design)


def shown_after(before, after, audience=Audience.PARTNERSHIP):
    ledger = Ledger()
    first = release([before], ledger, name="first", rule=RULE, audience=audience)
    ledger.withdraw("first")
    second = release([after], ledger, name="second", rule=RULE, audience=audience)
    cells = {cell.groups[0]: each for cell, each in second.tables[0].cells.items()}
    return first, second, cells


@pytest.mark.parametrize(
    ("before", "after", "value", "step"),
    [
        (43, 42, 45, 12),
        (43, 39, 45, 12),
        (43, 43, 45, 12),
        (43, 38, None, 1),
        (43, 30, 30, 5),
        (43, 80, 80, 5),
        (47, 51, 45, 12),
    ],
)
def test_a_figure_is_shown_as_the_copy_has_it_or_tells_of_more_than_four(
    before, after, value, step
):
    _, _, cells = shown_after(a_table(n=before, s=60), a_table(n=after, s=60))
    assert (cells["n"].value, cells["n"].rounded_to) == (value, step)


def test_what_the_copy_does_not_show_is_hidden_in_its_waves():
    _, _, cells = shown_after(a_table(n=40, s=60), a_table(e=30, n=40, s=29))
    assert cells["e"].is_hidden


def test_later_waves_are_shown_rounded():
    later = a_table(("w1", "w2"), n=80, s=90)
    _, _, cells = shown_after(a_table(n=40, s=60), later)
    assert (cells["n"].value, cells["n"].rounded_to) == (80, 5)


def test_a_count_too_small_for_the_public_stays_out_though_the_partnership_saw_it():
    ledger = Ledger()
    release([a_table(n=7, s=60)], ledger, name="a", rule=RULE, audience=Audience.PARTNERSHIP)
    ledger.withdraw("a")
    made = release([a_table(n=6, s=60)], ledger, name="b", rule=RULE, audience=Audience.PUBLIC)
    cells = {cell.groups[0]: each for cell, each in made.tables[0].cells.items()}
    assert cells["n"].is_hidden


@pytest.mark.parametrize("audience", list(Audience))
def test_a_copy_and_what_follows_it_tell_nothing_of_one_to_four_people(audience):
    for gone in (1, 2, 3, 4):
        before = a_table(e=12, n=43, s=60, w=8)
        after = a_table(e=12, n=43 - gone, s=60, w=8)
        first, second, _ = shown_after(before, after, audience)
        documents = release_document(first), release_document(second)
        assert list(told_of_the_gone(documents[:1], documents[1:], gone=gone)) == []


def test_the_legend_says_how_near_the_numbers_are():
    _, second, _ = shown_after(a_table(n=43, s=60), a_table(n=42, s=60))
    assert "given to within 6, because an earlier report was withdrawn" in second.tables[0].legend


def test_without_a_withdrawal_fewer_people_are_refused():
    ledger = Ledger()
    given = {"rule": RULE, "audience": Audience.PARTNERSHIP}
    release([a_table(n=43, s=60)], ledger, name="first", **given)
    with pytest.raises(ContradictedError):
        release([a_table(n=42, s=60)], ledger, name="second", **given)


def test_a_withdrawn_name_is_never_used_again():
    ledger = Ledger()
    given = {"rule": RULE, "audience": Audience.PARTNERSHIP}
    release([a_table(n=43, s=60)], ledger, name="first", **given)
    ledger.withdraw("first")
    with pytest.raises(LedgerError, match="has already gone out"):
        release([a_table(n=43, s=60)], ledger, name="first", **given)
    with pytest.raises(LedgerError, match='No release "first" stands'):
        ledger.withdraw("first")
