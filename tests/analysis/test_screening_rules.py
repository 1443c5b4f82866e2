"""What the fast rules promise."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.cues import Level, LexiconError, load_cues
from analysis.screening import Screening, prepare, screen

ROOT = Path(__file__).parents[2]
UTTERANCES = ROOT / "analysis" / "lexicons" / "utterances"
HELD_OUT = {"aisha", "teddy", "kacper", "noah", "sana", "lou", "pete", "ruth"}
"""Authors whose lines were not looked at while the rules were mended."""


def utterances() -> list[dict[str, str]]:
    return [
        row
        for path in sorted(UTTERANCES.glob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def told_or_turned() -> list[dict[str, str]]:
    """Worries and their words turned harmless, without ordinary answers to a survey."""
    return [row for row in utterances() if row["kind"] != "survey"]


def share_raised(rows: list[dict[str, str]]) -> float:
    return sum(screen(row["text"]).is_raised for row in rows) / len(rows)


def shared_comments() -> list[str]:
    for folder in (os.environ.get("FEEDBACK_SHARED"), ROOT.parent / "shared", "/work/shared"):
        path = Path(folder or ".") / "data" / "nhs-comments-train.csv"
        if path.exists():
            return [
                row["text"]
                for row in csv.DictReader(
                    path.read_text(encoding="utf-8").splitlines(keepends=True)
                )
            ]
    pytest.skip("the shared comments (data/nhs-comments-train.csv) are not on this machine")


@pytest.mark.parametrize("age_band", ["5-7", "8-12", "13-18"])
def test_each_age_band_has_three_hundred_utterances_and_as_many_look_alikes_as_worries(age_band):
    rows = [row for row in told_or_turned() if row["age_band"] == age_band]
    look_alikes = sum(row["level"] == "T0" for row in rows)
    assert len(rows) >= 300
    assert len({row["author"] for row in rows}) >= 6
    assert 0.45 <= look_alikes / len(rows) <= 0.55


def test_adults_words_about_a_child_are_as_many_and_as_even():
    adults = {"families", "practitioners"}
    rows = [row for row in told_or_turned() if row["age_band"] in adults]
    look_alikes = sum(row["level"] == "T0" for row in rows)
    assert len(rows) >= 300
    assert len({row["author"] for row in rows}) >= 6
    assert 0.45 <= look_alikes / len(rows) <= 0.55


@pytest.mark.parametrize(
    "text",
    [
        "my stepdad hits me with his belt",
        "me dad leathers us when he gans yem drunk",
        "I want to kill myself tonight",
        "i am going to end my life",
        "He touches my private parts and says it is our secret",
        "I was raped",
        "mum leaves us on our own all night and there is no food",
        "they make me carry packages to Manchester and I owe them money",
        "he carried on when I said no",
        "I have a plan and a date",
    ],
)
def test_explicit_words_raise_a_concern(text):
    assert screen(text).is_raised


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("physical", "my pops banged me in the jaw n i cant chew"),
        ("sexual", "neighbour put his finger in me and it hurt"),
        ("emotional", "mum says she should have aborted me"),
        ("neglect", "mum moved in with her boyfriend and left me here with no money for food"),
        ("domestic abuse", "he smashed mums head in wiv a bottle"),
        ("exploitation", "he take me to other men and they give him money"),
        ("county lines", "they make me sell crack for them in Barrow"),
        ("online grooming", "man from internet say he come to my school and take me to hotel"),
        ("sextortion", "someone is threatening to post my nudes unless i pay them"),
        ("self-harm", "i slice my arms up when it gets too much"),
        ("suicide", "ive said my goodbyes"),
        ("overdose", "i took mama's tablets"),
        ("running away", "aint been home in 8 days im staying at a older guys yard"),
        ("forced marriage", "when we go there i will be married by force"),
        ("cutting", "granny says they are goin to cut me down there in the holidays"),
        ("honour", "my father said he put petrol on me if i bring shame"),
        ("bullying", "they put my head down the toilet and filmed it"),
        ("a parent's drugs", "dad puts neadles in his arm"),
        ("trafficking", "the lady took my passport and i clean her house all day"),
        ("radicalisation", "my nephew has been making pipe bombs in the garage"),
        ("staff", "the childminder has been shaking the babies, I saw her"),
        ("a brother", "my lil bro gets beat by my mums man n i cant stop it"),
        ("a friend", "my best friend told me her dad does sex things to her"),
        ("danger now", "there outside my house now wiv machetes"),
    ],
)
def test_every_kind_of_harm_said_outright_is_raised_by_rules_alone(kind, text):
    assert screen(text).is_raised, kind


@pytest.mark.parametrize(
    "text",
    [
        "I died on Fortnite again",
        "I am dead tired after football",
        "In the film the dad hits the boy",
        "Teachers should stop bullies hitting people",
        "Nobody hits me",
        "My mum will kill me if I lose my coat haha",
        "We learned about county lines in assembly",
        "Our secret is a surprise party for my mum's birthday",
        "I love school dinners",
        "mum took the tablets off us until we finished our homework",
        "my boyfriend threw me a surprise picnic",
        "mummy bites her nails when she is on the phone",
        "my cousin is getting married in Pakistan and I am a bridesmaid",
        "we learned that fgm is against the law",
        "",
    ],
)
def test_harmless_look_alikes_raise_nothing(text):
    assert not screen(text).is_raised


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("my dad h\u200bi\u200bts me", "my dad hits me"),
        ("i wanna k1ll myself", "i wanna kill myself"),
        ("i want to k!ll mysel", "i want to kill myself"),
        ("MY DAD HITS ME", "my dad hits me"),
        ("my daad hitss meee", "my dad hits me"),
        ("i want to d i e  s u i c i d e", "suicide i want to die"),
        ("my dad hits me 😭😭", "my dad hits me"),
        ("mi dad brays us", "my dad beats me"),
        ("wanna kms 2nite", "want to kill myself tonight"),
    ],
)
def test_disguise_spelling_and_dialect_are_seen_through(disguised, plain):
    assert screen(disguised).level == screen(plain).level >= Level.T2


def test_a_worry_at_the_end_of_a_long_harmless_sentence_is_seen():
    text = "i love the pool table, the board games, the films, the staff are sound, pizza is nice,"
    assert screen(f"{text} my dad hits me with his belt when mum is out at work").is_raised
    assert screen(f"{text} i tried to end my life in june and nobody knows about it").is_raised
    assert not screen(f"{text} my dad hits me at boxing training every single week").is_raised


def test_a_threat_to_life_is_more_urgent_than_harm_in_the_past():
    assert screen("he has a knife and says he will kill mum").level == Level.T3
    assert screen("my dad used to hit me").level == Level.T2


def test_harm_that_has_stopped_is_still_raised():
    assert screen("my dad doesnt hit me anymore").is_raised
    assert not screen("my dad doesnt hit me").is_raised


def test_reasons_quote_nothing_that_was_written():
    reasons = screen("Grandad Albert hits me with a spatula").reasons
    assert reasons
    assert not any(word in " ".join(reasons).lower() for word in ("albert", "spatula", "grandad"))


@pytest.mark.parametrize(
    "text",
    ["", "😀😀😀", "\u200b\u200b", "...", "مرحبا كيف حالك", "Привіт, мене б'є тато", "\x00\x01"],
)
def test_any_text_is_screened_without_failing(text):
    assert isinstance(screen(text), Screening)


@pytest.mark.parametrize(
    "text",
    [
        "he hits me " * 9_100,
        "we had a lovely day at the park. " * 3_100,
        "a" * 100_000,
        "k1ll " * 20_000,
    ],
)
def test_a_hundred_thousand_characters_take_less_than_a_second(text):
    prepare()
    started = time.process_time()
    screen(text)
    assert time.process_time() - started < 1.0


def test_rules_take_less_than_two_milliseconds_a_text():
    texts = [row["text"] for row in utterances()]
    share_raised(utterances())
    started = time.process_time()
    for text in texts:
        screen(text)
    assert (time.process_time() - started) / len(texts) < 0.002


def test_importing_the_rules_brings_in_no_heavy_library():
    heavy = "{'sklearn', 'nltk', 'numpy', 'yaml', 'wordfreq', 'scipy'}"
    code = f"import sys, analysis.screening; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_rules_alone_find_most_worries_of_authors_they_were_not_mended_on():
    rows = [row for row in utterances() if row["author"] in HELD_OUT]
    assert share_raised([row for row in rows if row["level"] in {"T2", "T3"}]) >= 0.75
    assert share_raised([row for row in rows if row["level"] == "T0"]) <= 0.12


def test_rules_raise_few_ordinary_comments():
    comments = shared_comments()[1::8]
    assert sum(screen(comment).is_raised for comment in comments) / len(comments) <= 0.03


def test_a_broken_lexicon_is_named(tmp_path):
    (tmp_path / "spelling.yaml").write_text("shorthand: {}\ntogether: {a b: ab}\n")
    (tmp_path / "screening.yaml").write_text(
        "groups: {adult: dad}\nguards: {}\n"
        "rules:\n- {id: x, level: T2, reason: r, patterns: ['@nobody hits me']}\n"
    )
    with pytest.raises(LexiconError, match=r"screening\.yaml.*@nobody"):
        load_cues(tmp_path)
