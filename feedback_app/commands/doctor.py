"""`feedback doctor`: say in plain words what is wrong with this deployment."""

import click

from feedback_app.checkup import Grade, examine
from feedback_app.deployment import open_deployment


@click.command()
def doctor() -> None:
    """Look at keys, database, disk, backups and retention; exit with 1 when something is wrong."""
    settings, database = open_deployment(must_be_current=False)
    found = list(examine(settings, database))
    database.close()
    for each in found:
        click.echo(f"{each.grade + ':':9} {each.words}")
        if each.remedy:
            click.echo(f"{'':9} {each.remedy}")
    if any(each.grade is Grade.WRONG for each in found):
        raise click.exceptions.Exit(1)
