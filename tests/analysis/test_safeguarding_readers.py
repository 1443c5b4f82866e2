"""The safeguarding codebook read twice: two readers who saw the codebook alone agree on it."""

import csv
from pathlib import Path

from analysis.agreement import Judgement, measure_agreement
from analysis.codebook import load_codebook

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).parent / "data" / "safeguarding"
AGREED = 0.67
"""Krippendorff's floor for tentative conclusions; a theme below it is mended."""


def rows_of(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judgements():
    return [
        Judgement(reader, row["id"], frozenset(filter(None, row["themes"].split("|"))))
        for reader in ("reader_a", "reader_b")
        for row in rows_of(reader)
    ]


def test_every_verbatim_was_read_by_both_with_themes_of_the_codebook():
    ids = [row["id"] for row in rows_of("verbatims")]
    themes = {
        theme.id for theme in load_codebook(ROOT / "analysis/codebooks/safeguarding.yaml").themes
    }
    assert len(ids) == len(set(ids)) >= 400
    assert [each.verbatim_id for each in judgements()] == ids * 2
    assert {theme for each in judgements() for theme in each.themes} == themes


def test_readers_agree_on_every_theme():
    found = measure_agreement(judgements())
    assert found.careless == ()
    assert {
        each.theme: each.alpha.value for each in found.themes if each.alpha.value < AGREED
    } == {}
    assert found.alpha.value > 0.8


def test_no_author_is_everywhere():
    rows = rows_of("verbatims")
    authors = {row["author"] for row in rows}
    assert len(authors) >= 12
    assert {row["group"] for row in rows} == {"c5", "c8", "y13", "f", "p"}
