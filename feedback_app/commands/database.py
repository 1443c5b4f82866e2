"""`feedback database`: set up, upgrade and check the database."""

import click

from feedback_app.deployment import open_deployment
from feedback_app.services import partnership
from feedback_app.store import Area, upgrading
from feedback_app.store.revision import newest_revision


@click.group()
def database() -> None:
    """Set up the database, or check it."""


@database.command()
def upgrade() -> None:
    """Bring the database to the shape this version needs; safe to repeat."""
    _, opened = open_deployment(must_be_current=False)
    upgrading.upgrade(opened.engine)
    with opened.sessions.begin() as session:
        if session.query(Area).first() is None:
            count = partnership.load_partnership(session)
            click.echo(f"Loaded {count} places and areas of the partnership that ships.")
    click.echo(f"The database is at version {newest_revision()}.")


@database.command()
def check() -> None:
    """Say whether the database has the shape this version needs."""
    _, opened = open_deployment()
    found = upgrading.differences(opened.engine)
    for each in found:
        click.echo(f"differs: {each}", err=True)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("The database has the shape this version needs.")
