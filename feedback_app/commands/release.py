"""`feedback release`: what has been published, the figures of each release, and withdrawing one."""

import click

WARNING = (
    "This cannot be undone. Whoever kept a copy can compare it with the next report: that one will "
    "show only what this one showed, and less exactly."
)


@click.group()
def release() -> None:
    """List what has been published, show a release, and withdraw one."""


@release.command(name="list")
def list_() -> None:
    """List every release that stands, the newest first."""
    from feedback_app.commands.opening import session
    from feedback_app.services.snapshots import list_reports

    with session() as opened:
        for each in list_reports(opened):
            click.echo(
                f"{each.hash[:12]}  {each.built_at:%Y-%m-%d}  {each.readership:9} {each.release}"
            )


@release.command()
@click.argument("hash_", metavar="HASH")
def show(hash_: str) -> None:
    """Print the release document of the report whose HASH begins like this."""
    from analysis.documents import document_bytes
    from feedback_app.commands.opening import session
    from feedback_app.services.snapshots import find_release

    with session() as opened:
        click.echo(document_bytes(find_release(opened, hash_)), nl=False)


@release.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why; anybody may read it. Name nobody.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def withdraw(name: str, *, reason: str, yes: bool) -> None:
    """Withdraw every report of the release called NAME, for good.

    They leave the lists and the public page; their addresses say when and why. Whoever kept a copy
    can compare it with the next report, so that one shows only what this one showed, less exactly.
    """
    from feedback_app.commands.opening import session
    from feedback_app.services import withdrawing
    from feedback_app.services.audit import OPERATOR

    if not yes:
        click.echo(WARNING)
        click.confirm(f"Withdraw “{name}”?", abort=True)
    with session() as opened:
        titles = withdrawing.withdraw(opened, name, reason=reason, by=OPERATOR)
    for title in titles:
        click.echo(f"Withdrew {title}.")
    click.echo("Its files lie on where somebody saved them: ask whoever has a copy to delete it.")
