"""Theming on real comments: quality has a floor, and misspelling costs little."""

import csv

import numpy as np
import pytest

from analysis.codebook import load_codebook
from analysis.coding import Coded
from analysis.embedding import FastEmbedder, WordsOnly
from analysis.evaluation import evaluate
from analysis.learning import learn
from analysis.text import normalise
from analysis.verbatim import Verbatim
from tests.analysis.codebooks import shared_data


@pytest.fixture(scope="module")
def comments():
    path = shared_data("nhs-comments-train.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Coded(Verbatim(row["id"], row["text"]), frozenset(row["themes"].split("|")))
            for row in csv.DictReader(file)
        ]
    order = np.random.default_rng(1).permutation(len(rows))
    return [rows[row] for row in order]


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(shared_data("nhs-codebook.yaml"))


def test_words_alone_reach_what_was_measured(codebook, comments):
    alone = evaluate(codebook, [], comments[1_000:2_000], embedder=WordsOnly())
    taught = evaluate(codebook, comments[:1_000], comments[1_000:2_000], embedder=WordsOnly())
    assert alone.micro_f1 > 0.52
    assert alone.macro_f1 > 0.43
    assert taught.micro_f1 > 0.67
    assert taught.macro_f1 > 0.53
    assert taught.learning_seconds < 20


@pytest.mark.parametrize("embedder", [WordsOnly(), FastEmbedder()])
def test_misspelling_a_fifth_of_the_longer_words_costs_little(codebook, comments, embedder):
    model = learn(codebook, comments[:1_000], embedder=embedder)
    test = comments[1_000:2_000]
    sound, wrong = (
        micro_f1(model, [speller(item.verbatim.text) for item in test], test)
        for speller in (str, misspelling(np.random.default_rng(3)))
    )
    assert sound - wrong <= 0.02


def misspelling(random):
    """Return a function that swaps two letters in a fifth of the words of five letters or more."""

    def spell(text: str) -> str:
        words = normalise(text).split(" ")
        for at, word in enumerate(words):
            if len(word) >= 5 and random.random() < 0.2:
                cut = int(random.integers(1, len(word) - 2))
                words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        return " ".join(words)

    return spell


def micro_f1(model, texts, test) -> float:
    given = model.fits(model.scores(texts))
    truth = np.array([[theme in item.themes for theme in model.themes] for item in test])
    return float(2 * (given & truth).sum() / (given.sum() + truth.sum()))
