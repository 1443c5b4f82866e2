"""A gauge has a sign and a word, follows published thresholds, and never stands on a thin base."""

import pytest

from analysis.gauges import COLOURS, RULE, WORDS, Gauge, gauge_of, mean_share
from analysis.publication import Published
from analysis.readings import Reading
from analysis.statistics import Share, compare


def a_reading(count, base):
    share = round(100 * count / base) if count is not None and base >= 30 else None
    return Reading("Always", Published(count), Published(base), share)


DOWN = compare(Share(180, 200), Share(100, 200))
UP = compare(Share(100, 200), Share(180, 200))
STILL = compare(Share(100, 200), Share(101, 200))


@pytest.mark.parametrize(
    ("reading", "change", "gauge"),
    [
        (a_reading(59, 100), DOWN, Gauge.ACT),
        (a_reading(59, 100), STILL, Gauge.LOOK),
        (a_reading(59, 100), UP, Gauge.LOOK),
        (a_reading(59, 100), None, Gauge.LOOK),
        (a_reading(60, 100), DOWN, Gauge.LOOK),
        (a_reading(60, 100), STILL, Gauge.HOLD),
        (a_reading(60, 100), None, Gauge.HOLD),
        (a_reading(18, 30), None, Gauge.HOLD),
        (a_reading(1, 29), DOWN, Gauge.NONE),
        (a_reading(None, 100), DOWN, Gauge.NONE),
    ],
)
def test_a_gauge_follows_the_published_thresholds(reading, change, gauge):
    assert gauge_of([reading], [change]) is gauge


def test_a_share_on_too_small_a_base_has_no_gauge_whatever_it_claims():
    thin = Reading("Always", Published(20), Published(29), 69)
    hidden = Reading("Always", Published(None), Published(200), 69)
    assert gauge_of([thin]) is Gauge.NONE
    assert gauge_of([hidden]) is Gauge.NONE


def test_several_figures_are_gauged_by_their_mean_and_by_any_fall():
    high, low = a_reading(90, 100), a_reading(40, 100)
    assert mean_share([high, low]) == 65
    assert gauge_of([high, low]) is Gauge.HOLD
    assert gauge_of([high, low], [None, DOWN]) is Gauge.LOOK
    assert gauge_of([high, a_reading(5, 20)]) is Gauge.NONE


def test_no_figure_is_no_gauge():
    assert gauge_of([]) is Gauge.NONE


def test_every_gauge_is_told_by_a_sign_and_a_word_and_every_colour_stands_in_the_rule():
    assert len({each.words[0] for each in Gauge}) == len(Gauge)
    assert all(any(char.isalpha() for char in each.words) for each in Gauge)
    for gauge, colour in COLOURS.items():
        assert any(line.startswith(f"{WORDS[gauge]} ({colour})") for line in RULE)
