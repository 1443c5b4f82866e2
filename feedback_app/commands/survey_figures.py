"""`feedback survey invited` and `weigh`: what a report needs to know of who could have answered."""

from datetime import datetime

import click

from feedback_app.commands.opening import session
from feedback_app.services import denominators

WAYS = ("locality", "age", "none")


@click.command()
@click.argument("survey_id", metavar="SURVEY")
@click.argument("invited", type=click.IntRange(min=1))
@click.option("--group", default="", help="The code of an agency; everybody without it.")
@click.option("--by", "supplied_by", required=True, help="Who says so.")
@click.option("--on", "supplied_on", type=click.DateTime(["%Y-%m-%d"]), required=True)
def invited(
    survey_id: str, *, invited: int, group: str, supplied_by: str, supplied_on: datetime
) -> None:
    """Keep how many people were INVITED to SURVEY, so that a report may print a response rate."""
    with session() as opened:
        denominators.set_invited(
            opened,
            survey_id,
            group=group,
            invited=invited,
            supplied_by=supplied_by,
            supplied_on=supplied_on.date(),
        )
    click.echo(f"{invited} invited to {survey_id}{f' in {group}' if group else ''}.")


@click.command()
@click.argument("survey_id", metavar="SURVEY")
@click.argument("margins", nargs=-1, required=True, type=click.Choice(WAYS))
def weigh(survey_id: str, margins: tuple[str, ...]) -> None:
    """Declare the MARGINS by which reports weight SURVEY, beside the unweighted figures."""
    with session() as opened:
        declared = [each for each in margins if each != "none"]
        denominators.declare_margins(opened, survey_id, declared)
    click.echo(f"{survey_id}: weighted by {' and '.join(margins)}.")
