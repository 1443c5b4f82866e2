"""`feedback jobs`: the worker that does what pages put into the queue."""

import logging

import click

from feedback_app.deployment import open_deployment
from feedback_app.jobs import open_jobs


@click.group()
def jobs() -> None:
    """Do the work that takes minutes, such as suggesting themes."""


@jobs.command()
def work() -> None:
    """Do jobs as they come, until stopped with Ctrl+C."""
    settings, _ = open_deployment()
    logging.basicConfig(level=logging.WARNING)
    click.echo("Waiting for work. Stop with Ctrl+C.")
    open_jobs(settings.instance).work()


@jobs.command(name="list")
def list_() -> None:
    """Say how many jobs wait."""
    settings, _ = open_deployment()
    click.echo(f"{open_jobs(settings.instance).waiting()} waiting.")
