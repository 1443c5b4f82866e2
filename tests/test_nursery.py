"""The server's processes: workers that share what they loaded, an arbiter that loaded nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.serving import ROOT, Server, free_port

LIBRARY = "_rust.abi3.so"
"""What seals answers: any process that has loaded the application maps it."""


@pytest.fixture
def server(deployed, tmp_path, database_url):
    started = Server(tmp_path, database_url)
    started.start()
    yield started
    started.stop()


def children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return {int(each) for each in listed.split()}


def until(met):
    """Return whether a condition came to hold."""
    ends = time.monotonic() + 30
    while not met() and time.monotonic() < ends:
        time.sleep(0.02)
    return met()


def has_loaded(pid):
    return LIBRARY in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_arbiter_loads_nothing_and_its_workers_stay_when_what_bore_them_ends(server):
    arbiter = server.process.pid
    assert until(lambda: len(children(arbiter)) == 2)
    assert not has_loaded(arbiter)
    assert all(map(has_loaded, children(arbiter)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_was_killed_is_replaced(server):
    arbiter = server.process.pid
    assert until(lambda: len(children(arbiter)) == 2)
    before = children(arbiter)
    killed, stays = before
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: children(arbiter) > {stays} and killed not in children(arbiter))
    assert until(lambda: all(map(has_loaded, children(arbiter))))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_workers_end_with_an_arbiter_that_was_killed(server):
    arbiter = server.process.pid
    assert until(lambda: len(children(arbiter)) == 2)
    workers = children(arbiter)
    os.kill(arbiter, signal.SIGKILL)
    server.process.wait()
    assert until(lambda: not any(Path(f"/proc/{each}/exe").exists() for each in workers))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_that_is_told_to_stop_while_it_loads_stops(deployed, tmp_path, database_url):
    arguments = [sys.executable, "-m", "feedback_app.cli", "serve", "--port", str(free_port())]
    surroundings = Server(tmp_path, database_url).environment
    with subprocess.Popen(
        arguments, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as serving:
        assert until(lambda: children(serving.pid))
        serving.terminate()
        # gunicorn waits half a minute for workers that did not hear.
        serving.wait(timeout=20)


def test_a_service_that_cannot_start_says_why_and_ends(tmp_path, database_url):
    ended = subprocess.run(
        [sys.executable, "-m", "feedback_app.cli", "serve", "--port", str(free_port())],
        cwd=ROOT,
        env=Server(tmp_path, database_url).environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "feedback: The database is at version none" in ended.stderr
    assert "Run `feedback database upgrade`." in ended.stderr
