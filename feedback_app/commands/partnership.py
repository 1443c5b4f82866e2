"""`feedback partnership`: dated places, bodies, priorities and help contacts."""

from pathlib import Path

import click

from feedback_app.commands.opening import session
from feedback_app.services.partnership import load_partnership


@click.group()
def partnership() -> None:
    """Load places, bodies, priorities and help contacts."""


@partnership.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Replace the dated rows by those of FILE (YAML, as feedback_app/partnership/cumbria.yaml)."""
    with session() as opened:
        count = load_partnership(opened, file)
    click.echo(f"Loaded {count} places and areas.")
