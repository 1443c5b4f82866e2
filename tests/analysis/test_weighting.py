"""Raking agrees with an independent library, and its rules on merging and trimming hold."""

import numpy as np
import pytest

from analysis.statistics import Share, StatisticsError, share_interval
from analysis.weighting import (
    Margin,
    effective_size,
    is_notable,
    rake,
    trim,
    usable_margins,
    weight_replies,
    weighted_share,
)

AGE = Margin("age", {"8-12": 9_268, "13-17": 8_731})
SEX = Margin("sex", {"girl": 8_750, "boy": 9_249})
DISTRICT = Margin("district", {"al": 10_500, "co": 7_499})
# Weights found by the independent library ipfn 1.4.4 (convergence 1e-12) for these 250 replies.
GROUPS = [
    (("8-12", "girl", "al"), 40, 0.912178),
    (("8-12", "girl", "co"), 25, 0.726337),
    (("8-12", "boy", "al"), 30, 1.280192),
    (("8-12", "boy", "co"), 35, 1.019374),
    (("13-17", "girl", "al"), 45, 0.970982),
    (("13-17", "girl", "co"), 30, 0.773161),
    (("13-17", "boy", "al"), 20, 1.362720),
    (("13-17", "boy", "co"), 25, 1.085089),
]


def replies_of(groups):
    names = ("age", "sex", "district")
    return [
        dict(zip(names, group, strict=True)) for group, count, _ in groups for _ in range(count)
    ]


def test_raked_weights_equal_those_of_an_independent_library():
    weights, _ = rake(replies_of(GROUPS), [AGE, SEX, DISTRICT])
    expected = np.repeat([each for _, _, each in GROUPS], [count for _, count, _ in GROUPS])
    assert weights == pytest.approx(expected, abs=5e-5)
    assert effective_size(weights) == pytest.approx(241.3658, abs=5e-5)


# Weights by ipfn 1.4.4 (convergence 1e-13): localities and ages of 440 replies at once.
PLACES = Margin("locality", {"A": 9_268, "B": 9_126, "C": 8_830})
YEARS = Margin("age", {"8-9": 10_800, "10-12": 16_424})
AGED = [
    (("A", "8-9"), 60, 0.733330),
    (("A", "10-12"), 140, 0.755654),
    (("B", "8-9"), 90, 1.081590),
    (("B", "10-12"), 45, 1.114515),
    (("C", "8-9"), 25, 1.328356),
    (("C", "10-12"), 80, 1.368793),
]


def replies_by(names, groups):
    return [
        dict(zip(names, group, strict=True)) for group, count, _ in groups for _ in range(count)
    ]


def test_locality_and_age_raked_at_once_equal_an_independent_library():
    made = weight_replies(replies_by(("locality", "age"), AGED), [PLACES, YEARS])
    expected = np.repeat([each for _, _, each in AGED], [count for _, count, _ in AGED])
    assert made.values == pytest.approx(expected, abs=5e-5)
    assert made.effective_size == pytest.approx(414.2144, abs=5e-5)
    assert (made.trimmed, made.notes) == (0, ())


def test_a_margin_with_a_group_that_nobody_is_in_is_refused_by_name():
    nobody = [each for each in replies_by(("locality", "age"), AGED) if each["age"] != "8-9"]
    with pytest.raises(StatisticsError, match="Nobody of age “8-9” is among the replies"):
        weight_replies(nobody, [PLACES, YEARS])


def test_an_empty_combination_is_no_empty_group():
    groups = [each for each in AGED if each[0] != ("C", "8-9")]
    made = weight_replies(replies_by(("locality", "age"), groups), [PLACES, YEARS])
    assert made.values.min() >= 0.3


def test_weighted_replies_have_the_shape_of_the_population():
    replies = replies_of(GROUPS)
    weights = weight_replies(replies, [AGE, SEX, DISTRICT])
    young = sum(w for w, r in zip(weights.values, replies, strict=True) if r["age"] == "8-12")
    assert young / weights.values.sum() == pytest.approx(9_268 / 17_999, abs=1e-9)
    assert weights.values.mean() == pytest.approx(1.0)
    assert weights.notes == ()


def test_people_who_did_not_say_keep_their_weight_on_that_margin():
    replies = [*replies_of(GROUPS), *({"age": "8-12", "sex": None, "district": None},) * 10]
    weights, _ = rake(replies, [SEX])
    assert weights[-10:] == pytest.approx(np.ones(10))


def test_a_district_with_few_replies_is_merged_into_its_locality():
    wider = Margin(
        "district", {"west": 17_999, "east": 9_000}, of={"al": "west", "co": "west", "ed": "east"}
    )
    fine = Margin("district", {"al": 10_500, "co": 7_499, "ed": 9_000}, coarser=wider)
    replies = [{"district": "al"}] * 40 + [{"district": "co"}] * 19 + [{"district": "ed"}] * 25
    usable, notes = usable_margins(replies, [fine])
    assert usable == [wider]
    assert notes == [
        "district: co has 19 replies, fewer than 20, so the margin is merged into wider groups."
    ]


def test_a_margin_that_cannot_be_merged_is_dropped():
    replies = [{"sex": "girl"}] * 40 + [{"sex": "boy"}] * 5
    usable, notes = usable_margins(replies, [SEX])
    assert usable == []
    assert "boy has 5 replies, fewer than 20, so the margin is not used" in notes[0]


def test_trimmed_weights_keep_their_sum_and_stay_between_the_limits():
    weights = np.array([0.05, 0.5, 0.9, 1.0, 1.1, 5.45, 0.5, 0.5])
    values, trimmed = trim(weights)
    assert values.sum() == pytest.approx(weights.sum())
    assert values.min() >= 0.3
    assert values.max() <= 3.0
    assert trimmed == 2


def test_weights_within_the_limits_are_left_alone():
    values, trimmed = trim(np.array([0.3, 1.0, 1.7]))
    assert values.tolist() == [0.3, 1.0, 1.7]
    assert trimmed == 0


def test_margins_that_cannot_be_met_together_are_refused():
    replies = [{"a": "x", "b": "x"}] * 30 + [{"a": "y", "b": "y"}] * 30
    margins = [Margin("a", {"x": 1, "y": 3}), Margin("b", {"x": 3, "y": 1})]
    with pytest.raises(StatisticsError, match="a, b cannot be met together"):
        rake(replies, margins)


def test_an_unknown_category_is_named():
    with pytest.raises(StatisticsError, match='"mars" is not a district with a known population'):
        weight_replies([{"district": "mars"}], [DISTRICT])


def test_a_weighted_share_counts_as_many_replies_as_its_weights_are_worth():
    weights = np.array([2.0, 1.0, 1.0])
    share = weighted_share(np.array([True, False, False]), weights)
    assert share.value == pytest.approx(0.5)
    assert share.base == pytest.approx(16 / 6)
    assert is_notable(Share(1, 3), share)


def test_raked_intervals_cover_the_truth_in_random_populations():
    chance = np.random.default_rng(7)
    covered = sum(_covers(chance) for _ in range(500))
    assert covered / 500 >= 0.93


def _covers(chance):
    """Draw a population, answers that go with age and sex, replies that do not, and weight them."""
    people = {(age, sex): chance.uniform(0.5, 2) for age in ("8-12", "13-17") for sex in "gb"}
    rates = {group: chance.uniform(0.2, 0.8) for group in people}
    rates["13-17", "b"] = min(
        1, max(0, rates["13-17", "g"] + rates["8-12", "b"] - rates["8-12", "g"])
    )
    truth = sum(people[g] * rates[g] for g in people) / sum(people.values())
    groups = list(people)
    odds = np.array([people[g] * chance.uniform(0.6, 1.4) for g in groups])
    drawn = chance.choice(len(groups), size=400, p=odds / odds.sum())
    replies = [dict(zip(("age", "sex"), groups[each], strict=True)) for each in drawn]
    said = np.array([chance.random() < rates[groups[each]] for each in drawn])
    margins = [
        Margin(
            "age", {a: sum(n for (b, _), n in people.items() if a == b) for a in ("8-12", "13-17")}
        ),
        Margin("sex", {s: sum(n for (_, t), n in people.items() if s == t) for s in "gb"}),
    ]
    weights = weight_replies(replies, margins)
    interval = share_interval(weighted_share(said, weights.values))
    return interval.low <= truth <= interval.high
