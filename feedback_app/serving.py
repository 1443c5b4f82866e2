"""Run the application under gunicorn: loaded once, then forked, so workers share memory."""

import gc
import logging
import sys
import threading
from dataclasses import replace
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.sync import SyncWorker
from sqlalchemy.exc import SQLAlchemyError

from feedback_app.config import Settings, load_settings
from feedback_app.database import Database
from feedback_app.front import Front
from feedback_app.headers import HEADERS
from feedback_app.rehearsal import rehearse
from feedback_app.services.drafts import purge_hourly

PURGE_SECONDS = 300.0
OWN_HOSTS = ("127.0.0.1", "localhost")
UNREAD = "This request could not be read.\n"
log = logging.getLogger(__name__)


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
        front = Front(self.settings)
        rehearse(front.respondents, self.settings)
        gc.collect()
        gc.freeze()
        return front


def run(*, host: str, port: int, workers: int) -> int:
    """Serve until told to stop."""
    Service(
        reached_at(load_settings(), host, port),
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": PlainWorker,
            "preload_app": True,
            "post_fork": _forget_connections,
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
    return 0


def reached_at(settings: Settings, host: str, port: int) -> Settings:
    """Return the settings with the address that links begin with, unless they name one."""
    if settings.public_url != Settings.public_url or host not in OWN_HOSTS:
        return settings
    return replace(settings, public_url=f"http://{host}:{port}")


def keep_purged(database: Database, stop: threading.Event, *, seconds: float) -> None:
    """Delete drafts that outlived their hours, also while nobody answers, until told to stop."""
    while not stop.wait(seconds):
        try:
            with database.statements.connect() as connection:
                purge_hourly(connection)
        except SQLAlchemyError as error:
            log.warning("Expired drafts were not deleted: %s.", type(error).__name__)


def _keep_house(worker: Any) -> None:
    database = worker.app.callable.database
    threading.Thread(
        target=keep_purged,
        args=(database, threading.Event()),
        kwargs={"seconds": PURGE_SECONDS},
        daemon=True,
    ).start()


def _forget_connections(_server: Any, worker: Any) -> None:
    worker.app.callable.database.dispose()
