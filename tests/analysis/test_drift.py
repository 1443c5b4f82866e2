"""Drift of the machine against people."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.drift import Judged, measure_drift


def test_precision_and_recall_of_each_period_have_wilson_intervals():
    found = measure_drift({"2026-02": Judged(8, 2, 4), "2026-01": Judged(0, 0, 3)})
    first, second = found.periods
    assert (first.period, first.precision.value, first.recall.value) == ("2026-01", None, 0)
    assert (second.precision.value, second.recall.value) == (0.8, pytest.approx(8 / 12))
    low, high = proportion_confint(8, 10, method="wilson")
    assert (second.precision.low, second.precision.high) == (low, high)


@pytest.mark.parametrize(
    ("last", "has_fallen"),
    [
        (Judged(40, 30, 30), True),
        (Judged(80, 10, 10), False),
        (Judged(95, 5, 0), False),
        (Judged(2, 10, 10), False),
    ],
)
def test_only_a_sure_fall_of_many_codings_is_called_one(last, has_fallen):
    found = measure_drift({"a": Judged(80, 10, 10), "b": Judged(82, 9, 9), "c": last})
    assert found.has_fallen is has_fallen


def test_one_period_has_nothing_to_be_compared_with():
    assert measure_drift({"a": Judged(80, 10, 10)}).change.value is None
    assert measure_drift({}).periods == ()
