"""`feedback themes count`: who mentioned each theme and priority, over surveys, for analysts."""

import csv
import os
from datetime import datetime
from pathlib import Path

import click

HEADING = (
    "survey", "questionnaire", "question", "group", "kind", "id", "name",
    "respondents", "base", "percent", "low", "high",
)  # fmt: skip


@click.command()
@click.argument("surveys", nargs=-1, required=True)
@click.option(
    "--by",
    type=click.Choice(("whole", "audience", "locality", "month")),
    default="whole",
    help="Tell respondents apart by this; valence and setting are counted for the whole.",
)
@click.option(
    "--on",
    "day",
    type=click.DateTime(("%Y-%m-%d",)),
    help="Use the areas and priorities of this day; by default, of the newest survey's first.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="How probable a suggestion nobody decided on must be to count.",
)
@click.option("--out", "out_file", type=click.Path(path_type=Path), required=True)
def count(
    *, surveys: tuple[str, ...], by: str, day: datetime | None, threshold: float, out_file: Path
) -> None:
    """Write how many respondents of SURVEYS mentioned each theme and priority, wave by wave.

    The base is everybody who wrote anything to that question. The interval is Wilson's, for
    sampling alone. These are true counts, also small ones: for analysis on this machine, never to
    be passed on. A report hides what could point to a child.
    """
    from analysis.statistics import Share, share_interval
    from feedback_app.commands.opening import session
    from feedback_app.config import instance_folder
    from feedback_app.services import audit
    from feedback_app.services.theme_counts import By, Counting, count_mentions

    counting = Counting(By(by), day.date() if day else None, threshold)
    number = 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with session() as opened, os.fdopen(os.open(out_file, flags, 0o600), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADING)
        folders = (instance_folder() / "codebooks",)
        for each in count_mentions(opened, surveys, counting, folders=folders):
            share = Share(each.respondents, each.base)
            low, high = share_interval(share).low, share_interval(share).high
            figures = (f"{100 * figure:.1f}" for figure in (share.value, low, high))
            writer.writerow((*vars(each).values(), *figures))
            number += 1
        audit.record(opened, audit.OPERATOR, "counted-themes", subject=" ".join(surveys))
    click.echo(f"{out_file}: {number} rows of true counts. Do not pass them on.")
