"""Open a session on this deployment's database for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from feedback_app.deployment import open_deployment


@contextmanager
def session() -> Iterator[Session]:
    """Open a session on this deployment that commits when its block ends well."""
    _, database = open_deployment()
    try:
        with database.sessions.begin() as opened:
            yield opened
    finally:
        database.close()
