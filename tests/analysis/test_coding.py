"""Suggestions: what they say, why, and that nothing leaves the machine."""

import socket
import time

import pytest

from analysis.codebook import Codebook, ThemeStatus
from analysis.coding import (
    Coded,
    Coder,
    CoderKind,
    Coding,
    CodingError,
    CodingStatus,
    ReasonSource,
    confirmed,
    suggest,
)
from analysis.embedding import FastEmbedder, WordsOnly
from analysis.explain import without_word
from analysis.learning import LEADING_SHARE, ModelError, learn
from analysis.text import normalise
from analysis.thresholds import stand_out
from analysis.verbatim import Verbatim
from tests.analysis.codebooks import a_codebook, a_verbatim, coded_verbatims
from tests.analysis.test_codebook_checks import changed

ANSWERS = [
    "there is no bus after six so I walk",
    "kids come to school hungry without breakfast",
    "they call me names and laugh",
    "buses cost too much and we are hungry",
]


def themes_of(suggestions):
    found: dict[str, set[str]] = {}
    for one in suggestions:
        found.setdefault(one.verbatim_id, set()).add(one.theme)
    return found


def verbatims(texts):
    return [a_verbatim(text, number) for number, text in enumerate(texts)]


def test_the_codebook_alone_themes_verbatims():
    found = themes_of(suggest(verbatims(ANSWERS), a_codebook(), embedder=WordsOnly()))
    assert "bus" in found["v0"]
    assert "food" in found["v1"]
    assert "bully" in found["v2"]


def test_coded_verbatims_teach_what_the_codebook_does_not_say():
    taught = [
        *coded_verbatims(),
        *(
            Coded(Verbatim(f"c{n}", f"the carriage was full {n}"), frozenset({"bus"}))
            for n in range(8)
        ),
    ]
    asked = [a_verbatim("such a full carriage")]
    before = themes_of(suggest(asked, a_codebook(), coded=coded_verbatims(), embedder=WordsOnly()))
    after = themes_of(suggest(asked, a_codebook(), coded=taught, embedder=WordsOnly()))
    assert before != {"v0": {"bus"}}
    assert after == {"v0": {"bus"}}


def test_a_verbatim_that_says_nothing_gets_no_theme():
    empty = verbatims(["", "   ", "…", "😀😀"])
    for coded in ([], coded_verbatims()):
        assert not list(suggest(empty, a_codebook(), coded=coded, embedder=WordsOnly()))


@pytest.mark.parametrize("coded", [[], coded_verbatims()])
def test_suggestions_come_in_the_order_of_the_stream_with_chances(coded):
    asked = verbatims(ANSWERS * 3)
    found = list(suggest(iter(asked), a_codebook(), coded=coded, embedder=WordsOnly()))
    order = [int(one.verbatim_id[1:]) for one in found]
    assert order == sorted(order)
    assert all(0 < one.probability < 1 for one in found)


def test_two_runs_give_the_same_bytes_whatever_the_order_of_codings_or_threads(monkeypatch):
    def run(coded):
        return repr(list(suggest(verbatims(ANSWERS), a_codebook(), coded=coded)))

    first = run(coded_verbatims())
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert run(coded_verbatims()[::-1]).encode() == first.encode()


def test_no_socket_is_opened(monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert list(suggest(verbatims(ANSWERS), a_codebook(), coded=coded_verbatims()))


@pytest.mark.parametrize("embedder", [WordsOnly(), FastEmbedder()])
def test_every_word_shown_as_a_reason_moves_the_score(embedder):
    codebook = a_codebook()
    model = learn(codebook, coded_verbatims(), embedder=embedder)
    asked = verbatims(ANSWERS)
    suggestions = list(model.suggest(asked, codebook))
    shown = 0
    for one in suggestions:
        text = normalise(asked[int(one.verbatim_id[1:])].text)
        column = model.themes.index(one.theme)
        for reason in one.reasons:
            for word in reason.words:
                with_it, without = stand_out(
                    model.learnt.score_afresh([text, without_word(text, word)]), LEADING_SHARE
                )
                assert with_it[column] - without[column] == pytest.approx(reason.effect, abs=1e-4)
                assert reason.effect > 0
                shown += 1
    assert shown >= len(ANSWERS)


def words_shown(text):
    """Every word shown as a reason for a text, by a model that knows these very words."""
    coded = [*coded_verbatims(), *(Coded(Verbatim(f"x{n}", text), {"food"}) for n in range(4))]
    model = learn(a_codebook(), coded, embedder=WordsOnly())
    (found,) = model.find([text])
    return {word for _, _, reasons in found for reason in reasons for word in reason.words}


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("when i was there and it was the breakfast", {"breakfast"}),
        ("and it wasn't for us", {"and", "it", "wasn't", "for", "us"}),
        ("i co było na śniadanie", {"było", "śniadanie"}),
    ],
)
def test_a_reason_is_a_word_that_says_something_where_there_is_one(text, reasons):
    shown = words_shown(text)
    assert shown
    assert shown <= reasons


def test_a_suggestion_names_the_phrase_or_coding_that_is_nearest():
    codebook = a_codebook()
    asked = [a_verbatim("we go to the food bank on mondays")]
    alone = next(suggest(asked, codebook, embedder=WordsOnly())).reasons[-1]
    assert (alone.source, alone.example) == (ReasonSource.EXAMPLE, "we go to the food bank")
    coded = [*coded_verbatims(), Coded(Verbatim("x", asked[0].text), frozenset({"food"}))]
    taught = next(suggest(asked, codebook, coded=coded, embedder=WordsOnly())).reasons[-1]
    assert (taught.source, taught.example) == (ReasonSource.CODED, asked[0].text)


def test_a_model_of_another_codebook_version_is_refused():
    model = learn(a_codebook(), embedder=WordsOnly())
    other = changed(a_codebook(version="2"), "bus", definition="Only buses.")
    with pytest.raises(ModelError, match=r"trained on the codebook small 1 .* not on small 2"):
        list(model.suggest([], other))


def test_a_coding_with_an_unknown_theme_is_refused():
    coded = [Coded(a_verbatim("hello", 7), frozenset({"trains"}))]
    with pytest.raises(CodingError, match=r"“trains”, given to 1 verbatims \(first: v7\)"):
        list(suggest([], a_codebook(), coded=coded, embedder=WordsOnly()))


def test_codings_of_a_retired_theme_are_passed_over_and_of_a_merged_one_followed():
    retired = changed(a_codebook(), "bully", status=ThemeStatus.RETIRED)
    merged = changed(a_codebook(), "bully", status=ThemeStatus.MERGED, successors=("bus",))
    asked = [a_verbatim("nobody stops the bullying, they call me names")]
    for book, expected in ((retired, set()), (merged, {"bus"})):
        found = themes_of(suggest(asked, book, coded=coded_verbatims(), embedder=WordsOnly()))
        assert found.get("v0", set()) == expected


def test_a_codebook_without_active_themes_is_refused():
    with pytest.raises(CodingError, match="no active theme"):
        list(suggest([], Codebook("empty", "1", ()), embedder=WordsOnly()))


def test_an_enormous_verbatim_is_themed_within_a_second():
    model = learn(a_codebook(), coded_verbatims(), embedder=WordsOnly())
    model.scores(["warm up"])
    started = time.process_time()
    scores = model.scores(["there is no bus to our village " * 3_300])
    assert time.process_time() - started < 1
    assert model.fits(scores)[0, model.themes.index("bus")]


def test_an_enormous_verbatim_is_explained_by_words_that_stand_in_it():
    model = learn(a_codebook(), coded_verbatims(), embedder=WordsOnly())
    different = " ".join(f"w{number}" for number in range(12_000))
    enormous = f"there is no bus to our village {different}"[:100_000]
    model.find(["warm up"])
    started = time.process_time()
    (found,) = model.find([enormous, ""])[:1]
    assert time.process_time() - started < 1
    assert found


@pytest.mark.parametrize(
    "text", ["no bus 🚌🚌", "no bus немає автобуса", "no bus لا حافلة", "NO BUS"]
)
def test_emoji_and_mixed_scripts_do_not_hide_a_theme(text):
    model = learn(a_codebook(), coded_verbatims(), embedder=WordsOnly())
    assert model.fits(model.scores([text]))[0, model.themes.index("bus")]


def test_only_what_people_decided_teaches():
    person, machine = Coder("ann"), Coder("model", CoderKind.MODEL)
    codings = [
        Coding("v0", "bus", person, CodingStatus.CONFIRMED),
        Coding("v0", "food", person, CodingStatus.REJECTED),
        Coding("v1", "bus", person, CodingStatus.REJECTED),
        Coding("v2", "bus", machine, CodingStatus.CONFIRMED),
        Coding("v3", "bus", person),
    ]
    found = confirmed(verbatims(ANSWERS), codings)
    assert [(one.verbatim.id, one.themes) for one in found] == [
        ("v0", frozenset({"bus"})),
        ("v1", frozenset()),
    ]


def test_quality_counts_left_out_codings():
    quality = learn(a_codebook(), coded_verbatims(), embedder=WordsOnly()).quality()
    assert [one.coded for one in quality] == [20, 20, 20]
    assert all(one.f1 > 0.8 and not one.is_indicative for one in quality)


def test_a_manifest_tells_what_the_suggestions_rest_on():
    one = learn(a_codebook(), coded_verbatims(), embedder=WordsOnly()).manifest()
    other = learn(a_codebook(), coded_verbatims(3), embedder=WordsOnly()).manifest()
    assert one["codebook"] == "small 1"
    assert one["coded verbatims"] == 60
    assert one["lessons sha256"] != other["lessons sha256"]
