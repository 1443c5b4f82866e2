"""The `feedback` command. Each subcommand is imported only when it is called, so help is quick."""

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "agreement": ("agreement", "Say how far people and machine agree on themes."),
    "audit": ("audit", "Check the audit trail; list who read what."),
    "backup": ("backup", "Make encrypted backups and try them out."),
    "codebook": ("codebook", "Check a codebook."),
    "concerns": ("concerns", "Score texts for safeguarding concerns."),
    "database": ("database", "Set up the database, or check it."),
    "demo": ("demo", "Fill this instance with invented answers to look at."),
    "dpia": ("dpia", "Write the impact assessment from the real configuration."),
    "doctor": ("doctor", "Say in plain words what is wrong here."),
    "jobs": ("jobs", "Do the work that pages put into a queue."),
    "keys": ("keys", "Change the keys that seal what people wrote."),
    "partnership": ("partnership", "Load places, bodies, priorities and help contacts."),
    "questionnaire": ("questionnaire", "Check questionnaires; print them for paper."),
    "redact": ("redact", "Hide names, places and numbers in texts."),
    "release": ("release", "List and show what was published."),
    "report": ("report", "Build the Board report of a survey."),
    "responses": ("responses", "Bring in or take out responses."),
    "retention": ("retention", "Delete answers when their day is past."),
    "serve": ("serve", "Start the service on this machine."),
    "staff": ("staff", "Add, change and remove staff accounts."),
    "survey": ("survey", "Open, close and list surveys."),
    "themes": ("themes", "Suggest, evaluate and discover themes."),
}


OUR_ROOMS = ("forms.", "analysis.")


class Lazily(click.Group):
    """A group whose subcommands are imported when they are called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the subcommands."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one subcommand."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"feedback_app.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands without importing any."""
        rows = [(name, COMMANDS[name][1]) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=Lazily, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="feedback-app", message="%(version)s")
def feedback() -> None:
    """Collect what children, families and practitioners say; theme it; report it safely.

    FEEDBACK_INSTANCE names the folder of this deployment (default: instance/), and
    FEEDBACK_DATABASE_URL its database (default: a SQLite file in that folder).
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command; an error a person can mend is shown in their words, with exit code 2."""
    from feedback_app.errors import FeedbackError

    try:
        return feedback(arguments, standalone_mode=True)
    except FeedbackError as error:
        _refuse(error)
    except ValueError as error:
        if not type(error).__module__.startswith(OUR_ROOMS):
            raise
        _refuse(error)


def _refuse(error: Exception) -> None:
    """Say what is wrong and what to do; errors of `forms` and `analysis` carry those words too."""
    click.echo(f"feedback: {error}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
