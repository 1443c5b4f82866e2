"""`feedback audit`: check that the audit trail is whole, and list who read respondents' words."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from feedback_app.commands.opening import session
from feedback_app.config import instance_folder
from feedback_app.errors import FeedbackError
from feedback_app.services import audit as trail
from feedback_app.services import audit_reading
from feedback_app.services.audit import Finding, Head
from feedback_app.services.audit_reading import Line, Wanted
from feedback_app.services.audit_subjects import Kind

HEAD = "audit_head"
"""The last row an earlier check saw: kept beside the settings, outside the database."""


@click.group()
def audit() -> None:
    """Check the audit trail, and list who read respondents' words."""


@audit.command()
@click.option(
    "--forget", is_flag=True, help="Do not compare with the last check, as after a restore."
)
def check(*, forget: bool) -> None:
    """Go through the trail; exit status 1 if a row was altered, removed or put in.

    The last row is kept in the instance folder, and the next check compares with it. Run it
    every night: then not even somebody who writes the whole table anew goes unseen.
    """
    path = instance_folder() / HEAD
    seen = None if forget else _read_head(path)
    with session() as opened:
        found = trail.check(opened, seen=seen)
    if found.altered is not None:
        _say_altered(found)
    if found.head:
        path.write_text(f"{found.head.number} {found.head.hash}\n", encoding="ascii")
    compared = "; the row seen by the last check still stands" if seen else ""
    click.echo(f"{found.rows} rows, each follows from the one before{compared}.")


@audit.command(name="list")
@click.option("--all", "everything", is_flag=True, help="Everything, not only readings.")
def list_(*, everything: bool) -> None:
    """List the newest hundred readings: when, who, what, of which survey, response or person."""
    with session() as opened:
        for line in _lines(opened, everything=everything):
            click.echo(line)


def _lines(opened: Session, *, everything: bool) -> list[str]:
    found = audit_reading.read_trail(opened, Wanted(readings_only=not everything))
    return [
        f"{line.number:>7}  {line.at:%Y-%m-%d %H:%M:%S}  {line.person:24} {line.action:22} "
        f"{_about(line)}".rstrip()
        for line in found
    ]


def _about(line: Line) -> str:
    """Return what a line is about, in words."""
    return "; ".join(
        each.name if each.kind is Kind.WORD else " ".join((each.kind, each.reference, each.name))
        for each in line.about
    )


def _read_head(path: Path) -> Head | None:
    if not path.exists():
        return None
    number, _space, seen = path.read_text(encoding="ascii").strip().partition(" ")
    if not number.isdecimal() or not seen:
        raise FeedbackError(
            f"{path} cannot be read.", remedy="Run `feedback audit check --forget` once."
        )
    return Head(int(number), seen)


def _say_altered(found: Finding) -> None:
    click.echo(
        f"Row {found.altered} does not stand as it was written: it, or one before it, was altered "
        f"or removed. {found.rows} rows before it are whole. Keep a copy of the database and tell "
        "the data protection officer.",
        err=True,
    )
    raise click.exceptions.Exit(1)
