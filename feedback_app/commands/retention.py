"""`feedback retention`: delete answers when their day is past, or one response when asked to."""

import click

from feedback_app.commands.opening import session
from feedback_app.deployment import open_deployment
from feedback_app.nightly import purge_due
from feedback_app.services import backups, clock, surveys
from feedback_app.services import retention as keeping


@click.group()
def retention() -> None:
    """Delete what may be kept no longer, and erase what somebody asks to have erased."""


@retention.command()
def purge() -> None:
    """Purge every survey whose answers may be kept no longer; the service may go on meanwhile."""
    settings, database = open_deployment()
    done = purge_due(settings, database)
    for one in done:
        held = f"; {one.held_back} held back until their concern is closed" * bool(one.held_back)
        click.echo(
            f"{one.survey_id}: {one.responses} responses and {one.files} files deleted{held}."
        )
    kept = backups.list_backups(backups.folder_of(settings.instance)) if done else []
    for each in kept:
        end = each.ends_on(settings.backup_days)
        click.echo(f"Still in the backup of {each.made_at}, which goes after {end}.")
    if not done:
        click.echo("Nothing may be kept no longer.")


@retention.command()
@click.argument("response")
def erase(response: str) -> None:
    """Erase RESPONSE (its id, as in an export) with its texts, themes and concerns."""
    settings, database = open_deployment()
    with database.sessions.begin() as opened:
        quoted = keeping.erase(opened, response, instance=settings.instance)
    with database.statements.connect() as connection:
        keeping.compact(connection)
    click.echo(
        f"Erased; {quoted} suggestions that quoted it went too. Backups are told on restore."
    )


@retention.command(name="list")
def list_() -> None:
    """List every survey and until when its answers are kept."""
    with session() as opened:
        today = clock.today()
        for each in surveys.list_surveys(opened):
            is_due = each.kept_until and each.kept_until < today and not each.purged_on
            state = (
                f"purged on {each.purged_on}" if each.purged_on else "to be purged" * bool(is_due)
            )
            click.echo(f"{each.id:30} kept until {each.kept_until or 'never decided'}  {state}")
