"""The trail of what staff did: a row changed, removed or put in shows."""

import pytest
from sqlalchemy import delete, update

from feedback_app.services import audit
from feedback_app.store import AuditEvent


@pytest.fixture
def trail(rows):
    for action in ("signed-in", "closed-survey", "read-concern", "signed-in"):
        audit.record(rows, "ada", action, subject=f"subject of {action}")
    rows.commit()
    return [event.number for event in rows.query(AuditEvent).order_by(AuditEvent.number)]


def test_a_trail_left_alone_is_whole(rows, trail):
    assert audit.first_altered(rows) is None
    assert len({event.hash for event in rows.query(AuditEvent)}) == 4


@pytest.mark.parametrize("column", ["action", "staff_id", "subject"])
def test_a_changed_row_is_found(rows, trail, column):
    rows.execute(update(AuditEvent).where(AuditEvent.number == trail[1]).values({column: "other"}))
    rows.expire_all()
    assert audit.first_altered(rows) == trail[1]


def test_what_was_moved_from_one_column_to_the_next_is_found(rows, trail):
    changed = update(AuditEvent).where(AuditEvent.number == trail[0])
    rows.execute(changed.values(action="signed-in|subject of", subject="signed-in"))
    rows.expire_all()
    assert audit.first_altered(rows) == trail[0]


def test_a_removed_row_is_found_at_the_one_after(rows, trail):
    rows.execute(delete(AuditEvent).where(AuditEvent.number == trail[1]))
    rows.expire_all()
    assert audit.first_altered(rows) == trail[2]


def test_a_row_put_in_later_follows_from_the_last(rows, trail):
    audit.record(rows, "bob", "removed-staff")
    assert audit.first_altered(rows) is None
