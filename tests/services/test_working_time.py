"""Staffed time: England's bank holidays as they were kept, and limits that stop at five o'clock."""

from datetime import date, datetime

import pytest

from feedback_app.services.working_time import StaffedHours, bank_holidays

# As GOV.UK lists them for England and Wales.
KEPT = {
    2020: ["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"],
    2021: ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2022: ["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26",
           "12-27"],
    2023: ["01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"],
    2024: ["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"],
    2025: ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
}  # fmt: skip
HOURS = StaffedHours()


@pytest.mark.parametrize("year", KEPT)
def test_bank_holidays_are_those_that_were_kept(year):
    assert sorted(f"{day:%m-%d}" for day in bank_holidays(year)) == KEPT[year]


@pytest.mark.parametrize(
    ("raised", "minutes", "due"),
    [
        # Times are UTC: in January England's clocks show the same, in June an hour more.
        ("2026-01-06 10:00", 60, "2026-01-06 11:00"),
        ("2026-01-06 16:30", 60, "2026-01-07 09:30"),
        ("2026-01-06 23:10", 60, "2026-01-07 10:00"),
        ("2026-01-09 17:00", 60, "2026-01-12 10:00"),
        ("2026-01-10 12:00", 60, "2026-01-12 10:00"),
        ("2026-04-02 15:30", 60, "2026-04-07 08:30"),
        ("2026-06-03 07:00", 60, "2026-06-03 09:00"),
        ("2026-06-03 15:50", 60, "2026-06-04 08:50"),
        ("2026-12-24 16:30", 60, "2026-12-29 09:30"),
        ("2026-01-06 10:00", 2400, "2026-01-13 10:00"),
    ],
)
def test_a_limit_counts_staffed_minutes_alone(raised, minutes, due):
    started = datetime.fromisoformat(raised)
    found = HOURS.after(started, minutes)
    assert found == datetime.fromisoformat(due)
    assert HOURS.minutes_between(started, found) == minutes


def test_days_that_a_deployment_names_are_not_staffed():
    closed = StaffedHours(closed_days=frozenset({date(2026, 1, 7)}))
    started = datetime.fromisoformat("2026-01-06 16:30")
    assert closed.after(started, 60) == datetime.fromisoformat("2026-01-08 09:30")
    assert not closed.is_staffed(datetime.fromisoformat("2026-01-07 10:00"))
    assert HOURS.is_staffed(datetime.fromisoformat("2026-01-07 10:00"))
