"""What redaction promises, measured on the two halves of its own probe."""

import csv
import os
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.gazetteer import local_gazetteer
from analysis.redaction import KINDS, find_spans, redact

HERE = Path(__file__).parent / "redaction"
MARK = re.compile(r"\{([a-z ]+)\|([^}]*)\}")
TITLES = {"mr", "mrs", "miss", "ms", "dr", "sir", "pc", "the", "our", "reverend", "cllr", "coach"}
ALWAYS = {"phone", "email", "handle", "date of birth", "postcode"}


def probe(name):
    """Return the texts of a probe with their marked spans as (start, end, kind)."""
    lines = (HERE / f"probe_{name}.txt").read_text(encoding="utf-8").splitlines()
    return [unmarked(line) for line in lines if line and not line.startswith("#")]


def unmarked(line):
    text, spans, last = "", [], 0
    for mark in MARK.finditer(line):
        text += line[last : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text, last = text + mark[2], mark.end()
    return text + line[last:], spans


def is_hidden(text, start, end):
    hidden = {place for span in find_spans(text) for place in range(span.start, span.end)}
    words = [word for word in re.finditer(r"\w+", text[start:end]) if word[0].lower() not in TITLES]
    return all(start + place in hidden for word in words for place in range(*word.span()))


def recall(texts):
    outcomes = [is_hidden(text, start, end) for text, spans in texts for start, end, _ in spans]
    return sum(outcomes) / len(outcomes)


@pytest.mark.parametrize("name", ["tuned", "held"])
def test_at_least_nine_of_ten_personal_spans_are_hidden(name):
    assert recall(probe(name)) >= 0.93


@pytest.mark.parametrize("name", ["tuned", "held"])
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_letter_case_costs_little(name, change):
    texts = [(change(text), spans) for text, spans in probe(name) if len(change(text)) == len(text)]
    assert recall(probe(name)) - recall(texts) <= 0.08


@pytest.mark.parametrize("name", ["tuned", "held"])
def test_every_phone_email_handle_birth_date_and_postcode_is_hidden(name):
    missed = [
        text[start:end]
        for text, spans in probe(name)
        for start, end, kind in spans
        if kind in ALWAYS and not is_hidden(text, start, end)
    ]
    assert missed == []


@pytest.mark.parametrize("name", ["tuned", "held"])
def test_clean_lines_are_left_alone(name):
    touched = [text for text, spans in probe(name) if not spans and find_spans(text)]
    assert len(touched) <= 1


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("tell will to stop", "tell [name] to stop"),
        ("i will stop", "i will stop"),
        ("Hope told me", "[name] told me"),
        ("i hope so", "i hope so"),
        ("full marks for kendal mint cake", "full marks for kendal mint cake"),
        ("we live in kendal", "we live in [place]"),
        ("i go to st bega's", "i go to [school]"),
        ("ring 07700 900123 or maisie@example.com", "ring [phone] or [email]"),
        ("my olivvia lives at 3 Beech Rd", "my [name] lives at [address]"),
        ("a man on roblox asked what school i go to", "a man on roblox asked what school i go to"),
        ("i go to what school mum picked", "i go to what school mum picked"),
        ("there was a bobby on friday neet", "there was a bobby on friday neet"),
        ("bobby came on friday", "[name] came on friday"),
        ("O\u200bli\u200bvia and Łukasz", "[name] and [name]"),
        ("Bailey's dad is scary", "[name] dad is scary"),
        ("laurens mum said", "[name] mum said"),
        ("Robin never lets us use the ball", "[name] never lets us use the ball"),
        ("April from my class told on me", "[name] from my class told on me"),
        ("in april we went out", "in april we went out"),
        ("Zhang Wei is on his own", "[name] is on his own"),
        ("the man was called cuddlybear45 on it", "the man was called [handle] on it"),
        ("im bigbadbob on xbox", "im [handle] on xbox"),
        ("i turn 13 on july 9th", "i turn 13 on [date of birth]"),
        ("we read Harry Potter and Matilda in class", "we read Harry Potter and Matilda in class"),
        ("happy as larry", "happy as larry"),
        ("grace needs to stop moving", "[name] needs to stop moving"),
        ("will will not go in", "[name] will not go in"),
        ("its Mark who runs it", "its [name] who runs it"),
        ("my sister summer cries", "my [name] cries"),
        ("Qatoumzata Dyiallok was put in the wrong set", "[name] was put in the wrong set"),
        ("we moved from dowdales to WHS", "we moved from [school] to [school]"),
        ("joy singh-batty came on tuesday", "[name] came on tuesday"),
        ("I AM 13 NOT A BABY", "I AM 13 NOT A BABY"),
        ("I support Newcastle", "I support Newcastle"),
        ("me nana lives on raffles", "me nana lives on [place]"),
        ("im sad", "im sad"),
        ("call 0044 (0)7700 900962.", "call [phone]."),
    ],
)
def test_context_decides(text, hidden):
    assert redact(text) == hidden


def test_spans_are_in_order_apart_and_of_known_kinds():
    text = (
        "Maisie (dob 3/4/2014) of 14 Greenbank Avenue, Workington CA14 2QT, 07700 900123, "
        "goes to St Bega's"
    )
    spans = find_spans(text)
    assert text[spans[0].start : spans[0].end] == "Maisie"
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert {span.kind for span in spans} <= set(KINDS)
    assert len(spans) == 7


def test_local_lists_are_looked_up():
    gazetteer = local_gazetteer(schools=["Zebra Lane Learning Hub"], places=["Quarry Tops"])
    assert (
        redact("zebra lane learning hub is near quarry tops", gazetteer=gazetteer)
        == "[school] is near [place]"
    )


@pytest.mark.parametrize(
    "text",
    ["", "😀", "\u200b", "اسمي أحمد", "Мене звати Олена", "a\u0301" * 50, "@", "#", "07", "\x00"],
)
def test_any_text_is_read_without_failing(text):
    assert isinstance(redact(text), str)


@pytest.mark.parametrize(
    "text",
    [
        "maisie said " * 8_300,
        "0" * 100_000,
        "a" * 100_000,
        "a." * 50_000,
        "@a " * 33_000,
        "1 the " * 16_000,
        "one two " * 12_500,
    ],
)
def test_a_hundred_thousand_characters_take_less_than_a_second(text):
    find_spans("warm")
    # The quickest of three: what else a shared machine does can double any one of them.
    assert min(spent_on(text) for _ in range(3)) < 1.0


def spent_on(text):
    started = time.process_time()
    find_spans(text)
    return time.process_time() - started


def test_ordinary_comments_lose_few_words_and_are_read_quickly():
    comments = shared_comments()[::4]
    find_spans("warm")
    started = time.process_time()
    spans = [(comment, find_spans(comment)) for comment in comments]
    rate = len(comments) / (time.process_time() - started)
    removed = sum(
        len(comment[span.start : span.end].split()) for comment, found in spans for span in found
    )
    assert removed / sum(len(comment.split()) for comment in comments) <= 0.015
    assert rate >= 1_000


def shared_comments():
    for folder in (os.environ.get("FEEDBACK_SHARED"), HERE.parents[3] / "shared", "/work/shared"):
        path = Path(folder or ".") / "data" / "nhs-comments-train.csv"
        if path.exists():
            return [
                row["text"]
                for row in csv.DictReader(
                    path.read_text(encoding="utf-8").splitlines(keepends=True)
                )
            ]
    pytest.skip("the shared comments (data/nhs-comments-train.csv) are not on this machine")
