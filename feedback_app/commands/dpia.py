"""`feedback dpia`: the impact assessment as the real configuration makes it."""

from pathlib import Path

import click

from feedback_app.deployment import open_deployment
from feedback_app.services import assessment


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="A file to write instead.")
def dpia(*, out: Path | None) -> None:
    """Write the data protection impact assessment from settings, surveys and tables."""
    settings, database = open_deployment()
    with database.sessions() as session:
        text = assessment.as_markdown(assessment.assess(session, settings), settings)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"Written to {out}.")
