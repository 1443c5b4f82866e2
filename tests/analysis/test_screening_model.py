"""What the trained model adds to the rules, and what it never does."""

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis import screening_model
from analysis.cues import Level
from analysis.lexicons.build import screening_model as build
from analysis.screening import screen
from analysis.screening_model import MODEL_REASON, score, screen_with_model

UTTERANCES = Path(build.LEXICONS) / "utterances"
HELD_OUT = {"aisha", "teddy", "kacper", "noah", "sana", "lou", "pete", "ruth"}


def utterances() -> list[dict[str, str]]:
    files = sorted(UTTERANCES.glob("*.csv"))
    lines = [path.read_text(encoding="utf-8").splitlines() for path in files]
    return [row for file in lines for row in csv.DictReader(file)]


@pytest.fixture
def without_vectors(monkeypatch):
    monkeypatch.setattr(screening_model, "sentence_view", lambda: None)


def test_the_model_never_lowers_what_the_rules_say():
    rows = utterances()[::190]
    assert all(screen_with_model(row["text"]).level >= screen(row["text"]).level for row in rows)


@pytest.mark.usefixtures("without_vectors")
def test_the_model_never_lowers_without_vectors_either():
    rows = utterances()[::9]
    assert all(screen_with_model(row["text"]).level >= screen(row["text"]).level for row in rows)


@pytest.mark.usefixtures("without_vectors")
def test_without_vectors_most_worries_are_still_raised():
    rows = [row for row in utterances() if row["level"] in {"T2", "T3"}][::3]
    raised = sum(screen_with_model(row["text"]).is_raised for row in rows)
    assert raised / len(rows) >= 0.95


@pytest.mark.usefixtures("without_vectors")
def test_a_text_raised_by_the_model_alone_says_so_and_is_t2():
    by_model = [
        result
        for row in utterances()[::4]
        if row["level"] == "T2" and not screen(row["text"]).is_raised
        for result in [screen_with_model(row["text"])]
        if result.is_raised
    ]
    assert by_model
    assert {result.level for result in by_model} == {Level.T2}
    assert all(result.reasons[0] == MODEL_REASON for result in by_model)


def test_a_model_trained_without_some_authors_finds_their_worries_all_the_same():
    rows = utterances()
    levels = np.array([int(row["level"][1]) for row in rows])
    authors = np.array([row["author"] for row in rows])
    is_survey = np.array([row["kind"] == build.SURVEY for row in rows])
    material = build.Material([row["text"] for row in rows], levels, authors, is_survey)
    unseen = np.isin(authors, sorted(HELD_OUT))
    taught = material.is_taught & ~unseen
    matrix = build.Words(material.texts).matrix(taught)
    decided = build.fit("words", matrix, material, taught).decision_function(matrix)
    cut = np.quantile(decided[unseen & (levels == 0)], 0.7)
    assert (decided[unseen & (levels >= 2)] >= cut).mean() >= 0.9


@pytest.mark.parametrize("text", ["", "😀", "\u200b", "مرحبا", "Привіт", ". . ."])
def test_any_text_is_scored(text):
    log_odds, threshold = score(text)
    assert log_odds < threshold
    assert 0 <= screen_with_model(text).score <= 1


@pytest.mark.usefixtures("without_vectors")
def test_one_worry_in_a_long_harmless_answer_is_found():
    harmless = "We went to the beach and had ice cream and it was lovely. " * 10
    assert screen_with_model(
        harmless + "He hurts me at night when mum is at work. " + harmless
    ).is_raised
