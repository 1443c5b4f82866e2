"""Normalising, splitting and stemming."""

import pytest

from analysis.text import LONGEST, normalise, stem, stems, word_spans, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  two\n lines ", "two lines"),
        ("don’t", "don't"),
        ("soooooo good", "sooo good"),
        ("ﬁne", "fine"),
        ("a\x00b", "a b"),
        ("broken \ud83d half", "broken ? half"),
        ("", ""),
    ],
)
def test_texts_are_normalised(written, read):
    assert normalise(written) == read


def test_an_enormous_text_is_read_to_its_limit():
    assert len(normalise("ab " * LONGEST)) <= LONGEST


def test_words_keep_apostrophes_and_lose_punctuation():
    assert words("Don't go, MAM – 2 buses!") == ["don't", "go", "mam", "2", "buses"]


def test_words_of_every_script_are_found():
    assert words("Мама боїться; لا أشعر") == ["мама", "боїться", "لا", "أشعر"]


def test_word_spans_point_at_the_words():
    text = "No bus, no."
    assert [text[start:end] for start, end in word_spans(text)] == ["No", "bus", "no"]


def test_words_of_one_kind_share_a_stem():
    assert stems("bullied bullying bullies") == ["bulli"] * 3
    assert stem("автобуси", "uk") == "автобуси"
