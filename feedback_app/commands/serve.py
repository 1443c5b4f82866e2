"""`feedback serve`: the service on this machine, by gunicorn."""

import socket

import click

from feedback_app.config import load_settings
from feedback_app.errors import FeedbackError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(*, host: str, port: int, workers: int) -> None:
    """Start the service and print its address; Ctrl+C ends it."""
    settings = load_settings()
    _refuse_taken(host, port)
    from feedback_app.serving import run

    run(settings, host=host, port=port, workers=workers)


def _refuse_taken(host: str, port: int) -> None:
    """Say so where another program has the address, before anybody is told of it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise FeedbackError(
                f"Nothing can be served at {host}:{port}: {error.strerror}.",
                remedy=f"Choose another: feedback serve --port {port + 1}, "
                f"or make run PORT={port + 1}.",
            ) from error
