"""`feedback keys`: give surveys new keys, and the deployment a new master key."""

import click

from feedback_app.deployment import open_deployment
from feedback_app.errors import FeedbackError
from feedback_app.master_key import VARIABLE, MasterKeys, new_master_key
from feedback_app.services import key_rotation


@click.group()
def keys() -> None:
    """Change the keys that seal what people wrote."""


@keys.command()
@click.option("--master", is_flag=True, help="Change the master key as well.")
def rotate(*, master: bool) -> None:
    """Give every survey a new key and seal its texts again; the service may go on meanwhile.

    The old master key stays in the file: backups made under it can be read with no other.
    """
    settings, database = open_deployment()
    if master:
        _add_master(MasterKeys(settings.instance))
    with database.statements.connect() as connection:
        wrapped = key_rotation.wrap_again(connection)
        done = key_rotation.rotate(connection)
    click.echo(
        f"{done.keys} new keys; {done.texts} texts sealed again; "
        f"{done.dropped} old keys dropped; {wrapped} keys wrapped again."
    )


def _add_master(masters: MasterKeys) -> None:
    if not masters.is_in_a_file:
        raise FeedbackError(
            f"The master key is in {VARIABLE}, which this command cannot change.",
            remedy="Put a new key before the old one, with a comma between, restart the service, "
            "and run `feedback keys rotate`.",
        )
    masters.keep([new_master_key(), *masters.read()])
