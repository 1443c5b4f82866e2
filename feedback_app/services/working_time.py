"""Staffed time: when somebody is there to read, and when a number of staffed minutes is over.

Hours are those of clocks in England; weekends, England's bank holidays and days that a deployment
names are not staffed. Bank holidays follow the law's own rules, with the days it moved or added.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ENGLAND = ZoneInfo("Europe/London")
MOVED = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}
ADDED = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
"""Days that were moved or added by proclamation; a new one goes here, or into `closed_days`."""
A_DAY = timedelta(days=1)
DAYS_AHEAD = 366


@dataclass(frozen=True)
class StaffedHours:
    """From when until when somebody reads on working days, and days on which nobody does."""

    opens: time = time(9)
    closes: time = time(17)
    closed_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether somebody reads on a day."""
        is_weekday = day.weekday() < 5
        return is_weekday and day not in self.closed_days and day not in bank_holidays(day.year)

    def is_staffed(self, moment: datetime) -> bool:
        """Whether somebody reads at a moment (UTC, without a zone)."""
        local = moment.replace(tzinfo=UTC).astimezone(ENGLAND)
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def after(self, moment: datetime, minutes: int) -> datetime:
        """Return when so many staffed minutes are over."""
        left = timedelta(minutes=minutes)
        for start, end in self._spans(moment):
            if end - start >= left:
                return start + left
            left -= end - start
        return moment + timedelta(days=DAYS_AHEAD)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Return how many staffed minutes lie between two moments."""
        total = timedelta()
        for opened, closed in self._spans(start):
            if opened >= end:
                break
            total += min(closed, end) - opened
        return int(total.total_seconds() // 60)

    def next_opening(self, moment: datetime) -> datetime:
        """Return the moment itself where it is staffed, or the next one that is."""
        return next((start for start, _ in self._spans(moment)), moment)

    def _spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the staffed spans from a moment on, in UTC."""
        first = moment.replace(tzinfo=UTC).astimezone(ENGLAND).date()
        for number in range(DAYS_AHEAD):
            day = first + number * A_DAY
            if not self.is_working_day(day):
                continue
            start, end = (_in_utc(day, each) for each in (self.opens, self.closes))
            if end > moment:
                yield max(start, moment), end


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return England's bank holidays of a year, on the days they were kept."""
    easter = _easter(year)
    may = _first_monday(year, 5)
    days = {
        _next_free(date(year, 1, 1), set()),
        easter - 2 * A_DAY,
        easter + A_DAY,
        may,
        _last_monday(year, 5),
        _last_monday(year, 8),
        *_christmas(year),
    }
    return frozenset({MOVED.get(day, day) for day in days} | {d for d in ADDED if d.year == year})


def _christmas(year: int) -> set[date]:
    """Return Christmas Day and Boxing Day, each on the next working day if on a weekend."""
    both = (date(year, 12, 25), date(year, 12, 26))
    kept = {day for day in both if day.weekday() < 5}
    for day in both:
        if day not in kept:
            kept.add(_next_free(day, kept))
    return kept


def _next_free(day: date, taken: set[date]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += A_DAY
    return day


def _first_monday(year: int, month: int) -> date:
    day = date(year, month, 1)
    return day + (-day.weekday() % 7) * A_DAY


def _last_monday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - day.weekday() * A_DAY


def _easter(year: int) -> date:
    """Return Easter Sunday by the rule of Gauss as Meeus, Jones and Butcher wrote it."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moved = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moved + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _in_utc(day: date, at: time) -> datetime:
    local = datetime.combine(day, at, tzinfo=ENGLAND)
    return local.astimezone(UTC).replace(tzinfo=None)
