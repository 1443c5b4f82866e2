"""`feedback report`: build the Board report in every format, and audit what was built."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from feedback_app.building import Outcome

READERSHIPS = ("board", "locality", "scrutiny", "public", "children")
LENGTH = 100


@click.group()
def report() -> None:
    """Build the Board report of a survey, and audit what was built."""


@report.command()
@click.argument("surveys", nargs=-1, required=True, metavar="SURVEY…")
@click.option("--audience", type=click.Choice(READERSHIPS), default="board", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of answers to count."
)
@click.option("--name", default="", help="The release's name, where the usual one is taken.")
@click.option("--title", default="", help="The report's title; the surveys' titles otherwise.")
@click.option("--since", multiple=True, metavar="SURVEY", help="An earlier survey to compare with.")
@click.option(
    "--places-on", type=click.DateTime(["%Y-%m-%d"]), help="Lay places out by this day's areas."
)
def build(
    surveys: tuple[str, ...],
    *,
    audience: str,
    out: Path,
    until: datetime | None,
    places_on: datetime | None,
    **given: Any,
) -> None:
    """Build the report of one SURVEY or more into a folder: web page, PDF, Word, sheets, CSV.

    Only days that are over are counted. Every figure passes the publication ledger; a report that
    would give too much away is refused, with the figures that are at fault.
    """
    from feedback_app.building import build_and_write, order_of
    from feedback_app.deployment import open_deployment

    settings, database = open_deployment()
    order = replace(
        order_of(
            settings,
            surveys,
            audience=audience,
            until=until,
            name=given["name"],
            title=given["title"],
        ),
        since=given["since"],
        places_on=places_on.date() if places_on else None,
    )
    with click.progressbar(length=LENGTH, label="Building", show_eta=False) as bar:
        done = build_and_write(settings, database, order, out=out, progress=_Bar(bar))
    _tell(done, out)


@report.command()
@click.argument("priority")
@click.argument("surveys", nargs=-1, metavar="[SURVEY…]")
@click.option("--audience", type=click.Choice(READERSHIPS[:4]), default="board", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of answers to count."
)
def pack(
    priority: str, surveys: tuple[str, ...], *, audience: str, out: Path, until: datetime | None
) -> None:
    """Build a themed pack for one meeting: one PRIORITY, every survey, every locality.

    Without any SURVEY it takes all that anybody answered.
    """
    from feedback_app.building import build_and_write, order_of, subject_of
    from feedback_app.deployment import open_deployment

    settings, database = open_deployment()
    subject, named = subject_of(database, priority, surveys)
    title = f"{named}: themed pack"
    order = order_of(
        settings, subject, audience=audience, until=until, name="", title=title, priority=priority
    )
    with click.progressbar(length=LENGTH, label="Building", show_eta=False) as bar:
        done = build_and_write(settings, database, order, out=out, progress=_Bar(bar))
    _tell(done, out)


@report.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def audit(folder: Path) -> None:
    """Read every figure in the files of FOLDER again, and attack them with the ledger."""
    from feedback_app.commands.report_auditing import audit_folder

    lines, is_sound = audit_folder(folder)
    for line in lines:
        click.echo(line)
    if not is_sound:
        raise SystemExit(1)


def _tell(done: "Outcome", out: Path) -> None:
    click.echo(f"Wrote {done.title} to {out}.")
    click.echo(f"Report {done.hash[:12]}; on the web at /reports/{done.hash}.")
    for line in (*done.untold, *done.reading):
        click.echo(line)


class _Bar:
    """Moves a progress bar to a part of the whole, with what is being done beside it."""

    def __init__(self, bar: Any) -> None:
        self.bar, self.done = bar, 0

    def __call__(self, part: float, label: str) -> None:
        """Show that this part of the whole is done."""
        self.bar.label = f"{label:28}"
        steps = int(part * LENGTH) - self.done
        self.done += max(0, steps)
        self.bar.update(max(0, steps))
