"""How many concerns were raised each month, how soon they were read, and what was decided."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.store import Concern, ConcernEvent, SeenWait
from feedback_app.store.concerns import ConcernState, Outcome


@dataclass(frozen=True)
class Wait:
    """How long things of one level waited until somebody saw them, in staffed minutes.

    `median` and `most` (19 in 20 waited no longer) are to the quarter of an hour.
    """

    seen: int
    late: int
    median: float
    most: int


@dataclass(frozen=True)
class Month:
    """The concerns raised in one month; `days_to_seen` is the median, None when none was seen."""

    first_day: date
    raised: Mapping[str, int]
    unseen: int
    closed: int
    outcomes: Mapping[Outcome, int]
    days_to_seen: float | None
    waits: Mapping[str, "Wait"]

    @property
    def total(self) -> int:
        """How many were raised at any level."""
        return sum(self.raised.values())


def monthly_figures(session: Session) -> list[Month]:
    """Return what was raised and done, month by month of raising, the newest first."""
    by_month: dict[date, list[Concern]] = defaultdict(list)
    for concern in session.scalars(select(Concern)):
        by_month[concern.raised_on.replace(day=1)].append(concern)
    events: dict[str, list[ConcernEvent]] = defaultdict(list)
    for event in session.scalars(select(ConcernEvent).order_by(ConcernEvent.number)):
        events[event.concern_id].append(event)
    waits = _waits(session)
    months = sorted(by_month.keys() | waits.keys(), reverse=True)
    return [_month(key, by_month.get(key, ()), events, waits=waits.get(key, {})) for key in months]


def _waits(session: Session) -> dict[date, dict[str, Wait]]:
    """Return how long things waited, by the month in which they were seen and by level."""
    found: dict[date, dict[str, list[SeenWait]]] = defaultdict(lambda: defaultdict(list))
    for each in session.scalars(select(SeenWait)):
        found[each.month][each.level].append(each)
    return {
        month: {level: _wait(rows) for level, rows in by_level.items()}
        for month, by_level in found.items()
    }


def _wait(rows: Sequence[SeenWait]) -> Wait:
    minutes = sorted(each.minutes for each in rows)
    most = minutes[-(-19 * len(minutes) // 20) - 1]
    return Wait(len(rows), sum(each.is_late for each in rows), median(minutes), most)


def _month(
    first_day: date,
    concerns: Sequence[Concern],
    events: Mapping[str, list[ConcernEvent]],
    *,
    waits: Mapping[str, Wait],
) -> Month:
    steps = {each.id: events.get(each.id, []) for each in concerns}
    outcomes = [
        next((e.outcome for e in reversed(held) if e.outcome), "") for held in steps.values()
    ]
    days = [
        (held[0].at.date() - concern.raised_on).days
        for concern in concerns
        if (held := steps[concern.id])
    ]
    return Month(
        first_day,
        Counter(each.level for each in concerns),
        unseen=sum(not held for held in steps.values()),
        closed=sum(bool(held) and held[-1].state == ConcernState.CLOSED for held in steps.values()),
        outcomes=Counter(Outcome(outcome) for outcome in outcomes if outcome),
        days_to_seen=median(days) if days else None,
        waits=waits,
    )
