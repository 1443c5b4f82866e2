"""`feedback themes suggest`: let the machine suggest themes for a survey of this deployment."""

import sys

import click

from analysis.coding import Means
from feedback_app.commands.themes_options import warn_of_open_line, with_means
from feedback_app.jobs import suggest_for


@click.command()
@click.argument("survey")
@with_means
def suggest(survey: str, *, means: Means) -> None:
    """Suggest themes for the answers of SURVEY, from its codebook and what people coded."""
    warn_of_open_line(means.cluster)
    with click.progressbar(length=1, label="Suggesting themes", file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = suggest_for(survey, progress=advance, means=means)
    click.echo(
        f"{found.suggestions} suggestions for {found.verbatims} answers, learnt from the codebook "
        f"(version {found.codebook_version}) and {found.learnt_from} coded answers."
    )
