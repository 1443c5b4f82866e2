"""`feedback serve`: the service on this machine, by gunicorn."""

import sys

import click

from feedback_app.deployment import open_deployment


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(*, host: str, port: int, workers: int) -> None:
    """Start the service and print its address; Ctrl+C ends it."""
    settings, database = open_deployment()
    database.close()
    click.echo(f"{settings.service_name}: http://{host}:{port}")
    from feedback_app.serving import run

    sys.exit(run(host=host, port=port, workers=workers))
