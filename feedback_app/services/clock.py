"""The one place that says what time it is: UTC, from this machine, whole seconds."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return this moment in UTC without a zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def today() -> date:
    """Return this day in UTC."""
    return now().date()
