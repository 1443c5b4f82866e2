"""Theme shares corrected for the machine's errors, with intervals."""

import numpy as np
import pytest

from analysis.embedding import WordsOnly
from analysis.learning import ThemeQuality, learn
from analysis.shares import Lean, estimate_share, theme_shares
from tests.analysis.codebooks import a_codebook, coded_verbatims


def test_a_share_is_corrected_for_what_the_machine_misses_and_sees_wrongly():
    quality = ThemeQuality("bus", coded=100, right=80, wrong=0, missed=20)
    share = estimate_share(quality, 80, 1_000, coded=1_000)
    assert share.share == pytest.approx(0.10, abs=0.01)
    assert share.low < 0.10 < share.high


def test_a_share_leans_towards_what_the_chances_say_of_one_place():
    quality = ThemeQuality("bus", coded=100, right=80, wrong=20, missed=20)
    low, even, high = (
        estimate_share(quality, 50, 500, coded=1_000, lean=Lean(ratio, ratio))
        for ratio in (0.5, 1.0, 2.0)
    )
    assert low.share < even.share < high.share
    assert low.high < high.high
    assert even == estimate_share(quality, 50, 500, coded=1_000)


def test_the_further_a_place_leans_the_wider_its_interval():
    quality = ThemeQuality("bus", coded=200, right=150, wrong=50, missed=50)
    even, leaning, far = (
        estimate_share(quality, 200, 500, coded=1_000, lean=Lean(ratio, 1.0))
        for ratio in (1.0, 0.7, 0.4)
    )
    assert even.high - even.low < leaning.high - leaning.low < far.high - far.low


def test_the_interval_narrows_with_more_coded_and_more_verbatims():
    few = estimate_share(ThemeQuality("bus", 10, 8, 2, 2), 10, 100, coded=100)
    more_coded = estimate_share(ThemeQuality("bus", 100, 80, 20, 20), 10, 100, coded=1_000)
    more = estimate_share(ThemeQuality("bus", 100, 80, 20, 20), 100, 1_000, coded=1_000)
    widths = [share.high - share.low for share in (few, more_coded, more)]
    assert widths[0] > widths[1] > widths[2]


def test_intervals_hold_the_truth_in_about_95_of_100_surveys():
    random = np.random.default_rng(11)
    held = 0
    for _ in range(300):
        truth = random.random(1_400) < 0.12
        seen = np.where(truth, random.random(1_400) < 0.7, random.random(1_400) < 0.03)
        coded, new = slice(0, 800), slice(800, 1_400)
        right, wrong = (truth & seen)[coded].sum(), (~truth & seen)[coded].sum()
        missed = (truth & ~seen)[coded].sum()
        quality = ThemeQuality("bus", int(truth[coded].sum()), int(right), int(wrong), int(missed))
        share = estimate_share(quality, int(seen[new].sum()), 600, coded=800)
        held += share.low <= truth[new].mean() <= share.high
    assert 0.92 <= held / 300 <= 0.99


def test_before_anything_is_coded_the_share_may_be_anything():
    model = learn(a_codebook(), embedder=WordsOnly())
    shares = theme_shares(model, ["no bus to the village", "the bus is late"])
    assert all((share.low, share.high) == (0.0, 1.0) for share in shares)
    assert theme_shares(model, [])[0].base == 0


def test_shares_of_known_verbatims_come_near_the_truth():
    model = learn(a_codebook(), coded_verbatims(3), embedder=WordsOnly())
    texts = [item.verbatim.text for item in coded_verbatims(4)[3::4]]
    for share in theme_shares(model, texts):
        assert share.low <= 1 / 3 <= share.high
