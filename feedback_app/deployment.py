"""Open this deployment's settings and database outside a page: for commands and for jobs."""

import click

from feedback_app.config import Settings, load_settings
from feedback_app.database import Database, open_database
from feedback_app.errors import DatabaseError
from feedback_app.store.revision import current_revision, newest_revision


def open_deployment(*, must_be_current: bool = True) -> tuple[Settings, Database]:
    """Return the settings and the database of this deployment; a command closes it at its end.

    Raises:
        DatabaseError: it was never set up, or was set up by another version.
    """
    settings = load_settings()
    database = open_database(settings.database_url, instance=settings.instance)
    command = click.get_current_context(silent=True)
    if command is not None:
        command.call_on_close(database.close)
    if must_be_current:
        _refuse_outdated(database)
    return settings, database


def _refuse_outdated(database: Database) -> None:
    found, needed = current_revision(database.engine), newest_revision()
    if found != needed:
        raise DatabaseError(
            f"The database is at version {found or 'none'}; this service needs {needed}.",
            remedy="Run `feedback database upgrade`.",
        )
