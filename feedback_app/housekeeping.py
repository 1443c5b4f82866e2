"""What a worker does beside answering pages: it deletes drafts that outlived their hours."""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from feedback_app.database import Database
from feedback_app.services.drafts import purge_hourly

PURGE_SECONDS = 300.0
log = logging.getLogger(__name__)


def keep_house(database: Database) -> None:
    """Keep a database purged for as long as this process lives."""
    threading.Thread(
        target=keep_purged,
        args=(database, threading.Event()),
        kwargs={"seconds": PURGE_SECONDS},
        daemon=True,
    ).start()


def keep_purged(database: Database, stop: threading.Event, *, seconds: float) -> None:
    """Delete drafts that outlived their hours, also while nobody answers, until told to stop."""
    while not stop.wait(seconds):
        try:
            with database.statements.connect() as connection:
                purge_hourly(connection)
        except SQLAlchemyError as error:
            log.warning("Expired drafts were not deleted: %s.", type(error).__name__)
