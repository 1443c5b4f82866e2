"""Agreement between coders, against published worked examples and NLTK."""

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask

from analysis.agreement import (
    Judgement,
    cohen_kappa,
    krippendorff_alpha,
    masi,
    measure_agreement,
    nominal,
)


def judged(coder, row):
    return [
        Judgement(coder, f"v{index}", frozenset({value}))
        for index, value in enumerate(row.split())
        if value != "."
    ]


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, examples A, B and C.
@pytest.mark.parametrize(
    ("rows", "alpha"),
    [
        (("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
        (("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
        (
            (
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ),
            0.743,
        ),
    ],
)
def test_alpha_equals_krippendorffs_worked_examples(rows, alpha):
    judgements = [one for coder, row in enumerate(rows) for one in judged(str(coder), row)]
    assert krippendorff_alpha(judgements) == pytest.approx(alpha, abs=0.0005)


def test_kappa_equals_the_worked_example_of_artstein_and_poesio():
    # Inter-Coder Agreement for Computational Linguistics (2008), table 1: kappa .801.
    cells = {("s", "s"): 46, ("s", "i"): 0, ("i", "s"): 6, ("i", "i"): 32, ("c", "i"): 0}
    cells |= {("c", "c"): 10, ("i", "c"): 6}
    pairs = [pair for pair, count in cells.items() for _ in range(count)]
    one = {str(at): frozenset(first) for at, (first, _) in enumerate(pairs)}
    other = {str(at): frozenset(second) for at, (_, second) in enumerate(pairs)}
    assert cohen_kappa(one, other) == pytest.approx(0.801, abs=0.0005)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("ab", "ab", 0), ("ab", "cd", 1), ("ab", "abcd", 2 / 3), ("ab", "bc", 8 / 9), ("", "a", 1)],
)
def test_masi_follows_passonneau(one, other, distance):
    assert masi(frozenset(one), frozenset(other)) == pytest.approx(distance)


@pytest.mark.parametrize("distance", [nominal, masi])
def test_alpha_equals_nltk_on_random_sets(distance):
    random = np.random.default_rng(4)
    judgements = [
        Judgement(coder, f"v{row}", frozenset(random.choice(list("abc"), random.integers(1, 3))))
        for coder in "xyz"
        for row in range(40)
    ]
    task = AnnotationTask([(j.coder, j.verbatim_id, j.themes) for j in judgements], distance)
    assert krippendorff_alpha(judgements, distance=distance) == pytest.approx(task.alpha())


def coders_of(truth, random, **slips):
    return [
        Judgement(
            coder,
            f"v{row}",
            frozenset({theme if random.random() > slip else random.choice(list("abcde"))}),
        )
        for coder, slip in slips.items()
        for row, theme in enumerate(truth)
    ]


def test_a_planted_careless_coder_is_named():
    random = np.random.default_rng(1)
    truth = random.choice(list("abcde"), 80)
    found = measure_agreement(coders_of(truth, random, ann=0.1, bea=0.1, cem=0.8))
    assert found.careless == ("cem",)


def test_careful_coders_are_not_named():
    random = np.random.default_rng(2)
    truth = random.choice(list("abcde"), 80)
    found = measure_agreement(coders_of(truth, random, ann=0.1, bea=0.15, cem=0.1))
    assert found.careless == ()


def test_intervals_hold_the_figure_and_narrow_with_more_verbatims():
    random = np.random.default_rng(3)
    few = measure_agreement(coders_of(random.choice(list("abc"), 30), random, ann=0.2, bea=0.2))
    many = measure_agreement(coders_of(random.choice(list("abc"), 300), random, ann=0.2, bea=0.2))
    assert few.alpha.low < few.alpha.value < few.alpha.high
    assert many.alpha.high - many.alpha.low < few.alpha.high - few.alpha.low


def test_agreement_that_cannot_be_told_is_none_and_not_one():
    same = [Judgement(coder, f"v{row}", frozenset("a")) for coder in "xy" for row in range(5)]
    assert measure_agreement(same).themes[0].alpha.value is None
    assert measure_agreement([]).alpha.value is None


def test_agreement_is_the_same_twice():
    random = np.random.default_rng(5)
    judgements = coders_of(random.choice(list("abc"), 40), random, ann=0.2, bea=0.3)
    assert measure_agreement(judgements) == measure_agreement(judgements[::-1])
