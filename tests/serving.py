"""A real server in a process group of its own, for tests that stop it, kill it or watch it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`feedback serve` on a port; it can be killed and started again on the same store."""

    def __init__(self, folder, database_url, log=subprocess.DEVNULL):
        self.port = free_port()
        self.log = log
        self.environment = {
            **os.environ,
            "FEEDBACK_INSTANCE": str(folder),
            "FEEDBACK_DATABASE_URL": database_url,
        }
        self.process = None

    def start(self):
        """Start and wait until a page is answered; return the seconds that took."""
        started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "feedback_app.cli", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        while time.monotonic() - started < 60:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).read()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
            else:
                return time.monotonic() - started
        raise AssertionError("the server did not come up within a minute")

    def kill(self):
        """End every process of the server at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ask the server to end."""
        self.process.terminate()
        self.process.wait(timeout=20)


@contextmanager
def serving(folder, database_url):
    """Run a server for a block."""
    server = Server(folder, database_url)
    server.start()
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
