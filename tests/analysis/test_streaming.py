"""A long stream: the same for every crew, nothing scored twice, never far ahead of its reader."""

import csv
from concurrent.futures import Future

import pytest
from click.testing import CliRunner

from analysis import coding, streaming
from analysis.coding import BULK, Crew, Means
from analysis.streaming import CHUNK, score_stream
from analysis.verbatim import Verbatim
from analysis.workers import ClusterError, Workers, at_work
from feedback_app.commands.themes import themes
from tests.analysis.codebooks import PHRASES, coded_verbatims


def a_stream(texts):
    return [Verbatim(str(number), text) for number, text in enumerate(texts)]


def test_every_verbatim_gets_its_own_result_and_no_text_is_scored_twice():
    scored = []

    def job(texts):
        scored.extend(texts)
        return [text.upper() for text in texts]

    stream = a_stream(f"said {number % 7} times" for number in range(3 * CHUNK))
    found = list(score_stream(job, stream))
    assert found == [(verbatim, verbatim.text.upper()) for verbatim in stream]
    assert len(scored) == len(set(scored)) == 7


def test_what_is_remembered_has_a_limit(monkeypatch):
    monkeypatch.setattr(streaming, "MOST_KNOWN", 5)
    scored = []

    def job(texts):
        scored.append(len(texts))
        return texts

    stream = a_stream([*map(str, range(CHUNK)), *map(str, range(CHUNK))])
    assert [result for _, result in score_stream(job, stream)] == [one.text for one in stream]
    assert scored == [CHUNK, CHUNK]


def test_a_stream_is_read_only_a_few_chunks_ahead(monkeypatch):
    read = []

    def endless():
        while True:
            read.append(1)
            yield Verbatim(str(len(read)), f"text {len(read)}")

    class Slow:
        """A worker that answers when it is asked."""

        def __enter__(self):
            return Workers(self.submit, 4)

        def __exit__(self, *error):
            return None

        def submit(self, texts):
            done = Future()
            done.set_result(texts)
            return done

    monkeypatch.setattr(streaming, "at_work", lambda *_: Slow())
    results = score_stream(list, endless())
    assert next(results)[1] == "text 1"
    assert len(read) == 5 * CHUNK


def test_large_work_is_shared_unless_a_person_says_otherwise(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    assert Means().crew(BULK - 1) == Crew(1)
    assert Means().crew(BULK) == Crew(2)
    assert Means(processes=3).crew(10) == Crew(3)
    assert Means().is_explained(BULK - 1)
    assert not Means().is_explained(BULK)
    assert Means(reasons=True).is_explained(BULK)


@pytest.fixture
def folder(tmp_path):
    lines = ["id: small", "themes:"]
    for theme, phrases in PHRASES.items():
        lines += [f"- id: {theme}", f"  name: {theme}", "  definition: About it.", "  examples:"]
        lines += [f"  - {phrase}" for phrase in phrases]
    (tmp_path / "book.yaml").write_text("\n".join(lines), encoding="utf-8")
    said = [item.verbatim.text for item in coded_verbatims()]
    rows = [(n, f"{said[n % 60]} {said[n * 7 % 60]} {n % 300}") for n in range(900)]
    with (tmp_path / "said.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *rows])
    return tmp_path


def run_code(folder, name, *more):
    """Theme the spreadsheet and return what was written: themes, and candidates."""
    files = (folder / f"{name}.csv", folder / f"{name}.json")
    page = CliRunner().invoke(
        themes,
        [
            "code", "--codebook", f"{folder}/book.yaml", "--in", f"{folder}/said.csv",
            "--out", str(files[0]), "--candidates", str(files[1]), "--no-reasons", *more,
        ],
    )  # fmt: skip
    assert page.exit_code == 0, (page.output, page.exception)
    return [file.read_bytes() for file in files]


@pytest.fixture
def alone(folder, monkeypatch):
    """What one process writes, from a stream of several chunks."""
    monkeypatch.setattr(coding, "NEARBY", 100)
    monkeypatch.setattr(streaming, "CHUNK", 150)
    written = run_code(folder, "alone", "--vectors", "fast")
    assert len(written[0].splitlines()) == 901
    assert b"typical" in written[1]
    return written


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(folder, alone):
    assert run_code(folder, "two", "--vectors", "fast", "--processes", "2") == alone


@pytest.mark.slow
@pytest.mark.timeout(900)  # two workers start afresh, which takes minutes on a crowded machine
def test_a_cluster_of_two_writes_the_same_bytes(folder, alone):
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address
        assert run_code(folder, "dask", "--vectors", "fast", "--cluster", address) == alone


def test_a_cluster_that_does_not_answer_is_named(monkeypatch):
    import dask

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}),
        pytest.raises(ClusterError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1\."),
        at_work(list, Crew(cluster="tcp://127.0.0.1:1")),
    ):
        pass


@pytest.mark.parametrize(
    ("size", "words"), [((0, 1), "No worker is at"), ((1, 2), "several threads")]
)
def test_a_cluster_that_would_not_give_the_same_bytes_is_refused(size, words):
    from distributed import LocalCluster

    workers, threads = size
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=threads,
            processes=False,
            dashboard_address=None,
            protocol="tcp",
            host="127.0.0.1",
        ) as cluster,
        pytest.raises(ClusterError, match=words),
        at_work(list, Crew(cluster=cluster.scheduler_address)),
    ):
        pass


def test_words_that_would_travel_unencrypted_are_announced(folder):
    from feedback_app.commands.themes_options import warn_of_open_line

    for address, is_warned in (
        ("tcp://127.0.0.1:8786", False),
        ("tls://10.0.0.4:8786", False),
        ("tcp://10.0.0.4:8786", True),
    ):
        with CliRunner().isolation() as (_, err, _):
            warn_of_open_line(address)
            assert (b"unencrypted" in err.getvalue()) is is_warned


def test_the_spreadsheet_that_is_read_is_not_overwritten(folder):
    before = (folder / "said.csv").read_bytes()
    files = ("--in", f"{folder}/said.csv", "--out", f"{folder}/said.csv")
    page = CliRunner().invoke(themes, ["code", "--codebook", f"{folder}/book.yaml", *files])
    assert page.exit_code == 2
    assert (folder / "said.csv").read_bytes() == before
