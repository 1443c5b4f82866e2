"""Workers forked together from a process that ends: they share what it loaded, and nobody else.

A process forked from the arbiter loads the application, forks every worker that is missing, and
ends. What it loaded is then held by its workers alone: were the arbiter to load it, it would keep
a third copy of every page that both workers have written to.
"""

import ctypes
import gc
import os
import signal
import struct
import sys
import time
import traceback
from collections.abc import Sequence
from mmap import mmap
from typing import Any, NoReturn

import click
from gunicorn.arbiter import Arbiter

from feedback_app.errors import FeedbackError

SET_CHILD_SUBREAPER = 36
PID = struct.Struct("i")
MISTAKEN = 2
"""The status of a command that somebody has to mend something for."""


def can_adopt() -> bool:
    """Make this process the parent of its children's orphans; return whether the system can."""
    control = getattr(ctypes.CDLL(None), "prctl", None)
    return control is not None and control(SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


class Nursery(Arbiter):
    """gunicorn's arbiter, which adopts its workers from a process that ended.

    Where that process fails, the service ends as well, unless other workers go on: then it is
    tried again.
    """

    mother: int
    worker_class: Any
    WORKERS: dict[int, Any]

    def spawn_workers(self) -> None:
        """Bring up the workers that are missing, all from one process."""
        expected = [self._expect() for _ in range(self.num_workers - len(self.WORKERS))]
        # A collector would write to every object, and so copy what these processes share.
        gc.freeze()
        with mmap(-1, PID.size * len(expected)) as board:
            mother = os.fork()
            if mother == 0:
                self._bear(expected, board)
            _, ended = os.waitpid(mother, 0)
            for place, worker in enumerate(expected):
                (worker.pid,) = PID.unpack_from(board, place * PID.size)
                if worker.pid:
                    self.WORKERS[worker.pid] = worker
        if ended and not self.WORKERS:
            sys.exit(os.waitstatus_to_exitcode(ended))

    def _expect(self) -> Any:
        """Return a worker without a process; what it beats time with is known to both sides."""
        self.worker_age += 1
        return self.worker_class(
            self.worker_age,
            self.pid,
            self.LISTENERS,
            self.app,
            self.timeout / 2.0,
            self.cfg,
            self.log,
        )

    def _bear(self, expected: Sequence[Any], board: mmap) -> NoReturn:
        """Load the application, fork its workers, note who they are, and end."""
        for each in self.SIGNALS:
            # The arbiter's way is to note a signal for later: here nobody would come to it.
            signal.signal(each, signal.SIG_DFL)
        try:
            self.app.wsgi()
        except FeedbackError as error:
            click.echo(f"feedback: {error}", err=True)
            os._exit(MISTAKEN)
        except BaseException:
            traceback.print_exc()
            os._exit(self.APP_LOAD_ERROR)
        _give_back()
        self.mother = os.getpid()
        waiting = iter(expected)
        self.worker_class = lambda *_: next(waiting)
        for place in range(len(expected)):
            PID.pack_into(board, place * PID.size, self.spawn_worker())
        os._exit(0)


def wait_for_arbiter(arbiter: Any, _worker: Any) -> None:
    """Wait in a new worker until the process that bore it has ended and the arbiter took over."""
    while os.getppid() == getattr(arbiter, "mother", None):
        time.sleep(0.001)


def _give_back() -> None:
    """Return to the system what was freed on the way: no worker can then make a copy of it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
