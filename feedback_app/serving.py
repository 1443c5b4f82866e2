"""Run the application under gunicorn: loaded once, then forked, so workers share memory.

Nothing of the application is imported here before it is loaded: the arbiter stays small.
"""

import gc
import sys
from dataclasses import replace
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.sync import SyncWorker

from feedback_app.config import Settings
from feedback_app.nursery import Nursery, can_adopt, wait_for_arbiter

OWN_HOSTS = ("127.0.0.1", "localhost")
UNREAD = "This request could not be read.\n"


class QuietLogger(Logger):
    """Says that something went wrong, and of what kind: never who asked, or with which words.

    gunicorn itself writes the sender's address and the line it could not read.
    """

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Warn without the request: its text is already in the message."""
        if "request" in str(msg).lower():
            msg, args = "A request could not be read.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *_args: object, **_kwargs: Any) -> None:
        """Name the kind of a fault, and not what it says."""
        kind = sys.exc_info()[0]
        super().error("%s outside the pages", kind.__name__ if kind else type(msg).__name__)


class PlainWorker(SyncWorker):
    """Answers what cannot be read with a status and our headers alone.

    gunicorn itself sends back the words it could not read, and no header that keeps them.
    """

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Log and answer a request that reached no page."""
        super().handle_error(req, PlainAnswer(client), addr, exc)


class PlainAnswer:
    """A sender's socket that takes gunicorn's own page, and sends its status on without it."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Any:
        """Be the socket in all else."""
        return getattr(self.client, name)

    def sendall(self, page: bytes) -> None:
        """Send the status of a page, with our headers and a line of our own."""
        from feedback_app.headers import HEADERS

        status = page.partition(b"\r\n")[0].decode("latin-1")
        headers = {
            "Connection": "close",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(UNREAD)),
            "Cache-Control": "no-store",
            **HEADERS,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.client.sendall(f"{status}\r\n{head}\r\n{UNREAD}".encode("latin-1"))


class Service(BaseApplication):
    """The application with the few server settings it needs."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings = settings
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the application and walk through it once, before the workers are forked."""
        from feedback_app.deployment import open_deployment
        from feedback_app.front import Front
        from feedback_app.housekeeping import keep_house
        from feedback_app.rehearsal import rehearse

        self.keep_house = keep_house
        _, database = open_deployment()
        database.close()
        front = Front(self.settings)
        rehearse(front.respondents, self.settings)
        # A worker must not use a connection of the process that it was forked from.
        front.database.dispose()
        gc.collect()
        gc.freeze()
        return front

    def run(self) -> None:
        """Serve until told to stop; where orphans cannot be adopted, the arbiter loads as well."""
        can = can_adopt()
        self.cfg.set("preload_app", not can)
        (Nursery if can else Arbiter)(self).run()


def run(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, and print the address when all is ready."""

    def announce(server: Any, _worker: Any) -> None:
        if not server.WORKERS:
            click.echo(f"{settings.service_name}: http://{host}:{port}")

    Service(
        reached_at(settings, host, port),
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": PlainWorker,
            "pre_fork": announce,
            "post_fork": wait_for_arbiter,
            "post_worker_init": _keep_house,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "logger_class": QuietLogger,
            "control_socket_disable": True,
            "limit_request_line": 2048,
            "max_requests": 0,
        },
    ).run()


def reached_at(settings: Settings, host: str, port: int) -> Settings:
    """Return the settings with the address that links begin with, unless they name one."""
    if settings.public_url != Settings.public_url or host not in OWN_HOSTS:
        return settings
    return replace(settings, public_url=f"http://{host}:{port}")


def _keep_house(worker: Any) -> None:
    worker.app.keep_house(worker.app.callable.database)
