"""`feedback backup`: make an encrypted backup, try one out, restore one."""

from pathlib import Path

import click

from feedback_app import nightly
from feedback_app.deployment import open_deployment
from feedback_app.services import backups, sounds


@click.group()
def backup() -> None:
    """Make encrypted backups, try them out and restore them."""


@backup.command()
def make() -> None:
    """Write an encrypted backup into the folder `backups`; the service may go on meanwhile."""
    settings, database = open_deployment()
    made = nightly.make_backup(settings, database)
    click.echo(f"Wrote {made} ({made.stat().st_size / 1_000_000:.1f} MB).")
    click.echo("Copy it to another machine; keep the master key apart from it.")


@backup.command()
def drill() -> None:
    """Restore the newest backup into a scratch place, check it, and throw the scratch away."""
    settings, database = open_deployment()
    newest = backups.newest_backup(backups.folder_of(settings.instance))
    done = nightly.drill(settings, newest)
    database.close()
    click.echo(f"{newest.path.name}: {_say(done)} The backup is good.")


@backup.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Restore FILE into this deployment, whose database must be empty."""
    settings, database = open_deployment(must_be_current=False)
    sound = settings.instance / sounds.FOLDER
    click.echo(_say(backups.restore(database.engine, file, sound=sound)))


@backup.command(name="list")
def list_() -> None:
    """List the backups, the newest first, and when each is dropped."""
    settings, _ = open_deployment()
    for each in backups.list_backups(backups.folder_of(settings.instance)):
        end = each.ends_on(settings.backup_days)
        click.echo(f"{each.made_at}  {each.bytes:>12} bytes  until {end}  {each.path.name}")


def _say(done: backups.Restored) -> str:
    return (
        f"{done.rows} rows restored, {done.texts} texts opened, "
        f"{done.recordings} recordings put back, {done.erased_again} responses erased again."
    )
