"""Say which version a database stands at, without loading what migrations need to run."""

from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from feedback_app.errors import DatabaseError

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def current_revision(engine: Engine) -> str | None:
    """Return the revision a database stands at, or None for one never set up.

    Raises:
        DatabaseError: it cannot be reached.
    """
    try:
        with engine.connect() as connection:
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return found
    except ProgrammingError:
        return None
    except OperationalError as error:
        if engine.dialect.name == "sqlite" and "no such table" in str(error.orig):
            return None
        raise DatabaseError(
            f"The database cannot be reached: {error.orig}",
            remedy="Check that it runs and that FEEDBACK_DATABASE_URL is right.",
        ) from error


def newest_revision() -> str:
    """Return the revision this version of the service needs: steps are numbered in order."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))
