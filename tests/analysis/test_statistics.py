"""Published worked examples of intervals, and the rules on what may be printed."""

import pytest

from analysis.statistics import (
    Printing,
    Share,
    StatisticsError,
    SurveyKind,
    compare,
    expected_by_luck,
    group_design_effect,
    invited_interval,
    printing,
    share_interval,
)


# Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_equal_the_published_ones(count, base, low, high):
    interval = share_interval(Share(count, base))
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


# Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10.
@pytest.mark.parametrize(
    ("earlier", "later", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (10, 10), 0.6791, 1.0),
    ],
)
def test_newcombe_intervals_equal_the_published_ones(earlier, later, low, high):
    interval = compare(Share(*earlier), Share(*later)).interval
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("earlier", "later", "is_change"),
    [
        ((48, 80), (56, 70), True),
        ((500, 1000), (550, 1000), True),
        ((5000, 10000), (5400, 10000), False),
        ((30, 60), (34, 60), False),
        ((560, 1000), (500, 1000), True),
    ],
)
def test_a_change_excludes_nought_and_is_of_five_points(earlier, later, is_change):
    assert compare(Share(*earlier), Share(*later)).is_change is is_change


def test_a_design_effect_widens_an_interval():
    effect = group_design_effect(21)
    assert effect == pytest.approx(2.0)
    plain, wide = (
        share_interval(Share(60, 200)),
        share_interval(Share(60, 200), design_effect=effect),
    )
    assert share_interval(Share(30, 100)) == wide
    assert wide.low < plain.low < plain.high < wide.high


def test_only_an_invited_list_is_a_finite_population():
    share = Share(45, 90)
    listed = invited_interval(share, kind=SurveyKind.INVITED, invited=100)
    # (N - 1) / (N - n) = 9.9 times the base: Wilson of 445.5 in 891.
    expected = share_interval(Share(445.5, 891))
    assert (listed.low, listed.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    with pytest.raises(StatisticsError, match="invited list only"):
        invited_interval(share, kind=SurveyKind.OPEN, invited=100)


def test_when_everybody_answered_nothing_is_left_to_chance():
    interval = invited_interval(Share(3, 12), kind=SurveyKind.INVITED, invited=12)
    assert (interval.low, interval.high) == (0.25, 0.25)


def test_more_answers_than_invitations_are_refused():
    with pytest.raises(StatisticsError, match="12 answered but 11 were invited"):
        invited_interval(Share(3, 12), kind=SurveyKind.INVITED, invited=11)


@pytest.mark.parametrize(
    ("base", "allowed"),
    [
        (0, Printing.NOTHING),
        (9, Printing.NOTHING),
        (10, Printing.COUNTS),
        (29, Printing.COUNTS),
        (30, Printing.PERCENTAGES),
    ],
)
def test_the_base_decides_what_is_printed(base, allowed):
    assert printing(base) is allowed


@pytest.mark.parametrize(("count", "base"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_not_a_share_is_refused(count, base):
    with pytest.raises(StatisticsError, match="is not a share"):
        Share(count, base)


def test_one_item_in_twenty_differs_by_luck():
    assert expected_by_luck(40) == pytest.approx(2.0)
