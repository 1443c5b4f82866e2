"""`feedback staff`: accounts of the people who work with the answers."""

import click

from feedback_app.commands.opening import session
from feedback_app.services import accounts, audit
from feedback_app.services import second_steps as steps
from feedback_app.services.audit import OPERATOR
from feedback_app.store.staff import Role

ROLES = click.Choice([role.value for role in Role])
LOCALITY = click.option(
    "--locality", default="", help="Limit a coder or reader to one locality, by its id."
)


@click.group()
def staff() -> None:
    """Add, change and remove staff accounts."""


@staff.command()
@click.argument("email")
@click.option("--name", default="", help="The person's name, as colleagues see it.")
@click.option("--role", type=ROLES, required=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@LOCALITY
def add(email: str, *, name: str, role: str, password: str, locality: str) -> None:
    """Add an account for EMAIL; the password is asked for and not shown."""
    with session() as opened:
        added = accounts.add_staff(
            opened, email, name=name, role=Role(role), password=password, locality_id=locality
        )
        audit.record(opened, OPERATOR, "added-staff", subject=added.id)
        click.echo(f"Added {added.email} as {role}.")


@staff.command()
@click.argument("email")
@click.argument("role", type=ROLES)
@LOCALITY
def role(email: str, role: str, *, locality: str) -> None:
    """Give EMAIL another ROLE; it is signed out everywhere at once."""
    with session() as opened:
        changed = accounts.change_role(opened, email, role=Role(role), locality_id=locality)
        audit.record(opened, OPERATOR, "changed-role", subject=f"{changed.id} {role}")
    click.echo(f"{email} is now {role}.")


@staff.command()
@click.argument("email")
def remove(email: str) -> None:
    """Close the account of EMAIL and sign it out everywhere; its decisions stay on record."""
    with session() as opened:
        closed = accounts.find_staff(opened, email).id
        accounts.remove_staff(opened, email)
        audit.record(opened, OPERATOR, "removed-staff", subject=closed)
    click.echo(f"Closed the account of {email}.")


@staff.command()
@click.argument("email")
@click.option("--second-steps", is_flag=True, help="Remove the app, passkeys and codes too.")
def password(email: str, *, second_steps: bool) -> None:
    """Hand EMAIL a new password, shown once; with it they choose their own within three days."""
    with session() as opened:
        found = accounts.find_staff(opened, email).id
        handed_out = accounts.hand_out_password(opened, email)
        audit.record(opened, OPERATOR, "handed-out-password", subject=found)
        if second_steps:
            steps.remove_all(opened, found, by=OPERATOR)
    click.echo(f"The new password of {email}: {handed_out}")


@staff.command(name="list")
def list_() -> None:
    """List the accounts in use."""
    with session() as opened:
        for each in accounts.list_staff(opened):
            limit = f"  ({each.locality_id})" if each.locality_id else ""
            click.echo(f"{each.email:40} {each.role}{limit}")
