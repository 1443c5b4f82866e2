"""`feedback release`: what has been published, and the figures of each release."""

import click


@click.group()
def release() -> None:
    """List what has been published, and show a release."""


@release.command(name="list")
def list_() -> None:
    """List every release, the newest first."""
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
