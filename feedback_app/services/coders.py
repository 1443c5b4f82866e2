"""Who coded, by name."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.store import Staff


def names_of_coders(session: Session) -> dict[str, str]:
    """Return the name of everybody who may have coded, by id; two of one name are told apart."""
    names = dict(session.execute(select(Staff.id, Staff.name)).all())
    often = Counter(names.values())
    return {
        staff_id: name if often[name] == 1 else f"{name} ({staff_id[:6]})"
        for staff_id, name in names.items()
    }
