"""The clock of everything that waits to be seen: started, told of, escalated, stopped.

The worker calls `tick` every minute. Who waits too long is told of step by step: the leads when it
arises, the deputies when its limit is over, the manager on call at each further limit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.services import clock
from feedback_app.services.working_time import ENGLAND, StaffedHours
from feedback_app.store import (
    Alert,
    Concern,
    ConcernEvent,
    ContactEvent,
    ContactRequest,
    SeenWait,
    Staff,
    Watch,
)
from feedback_app.store.staff import Role
from feedback_app.store.watches import AlertKind

QUARTER = 15
CONTACT = "contact"
"""Stands in place of a level where somebody wants to be contacted."""
TOLD_AT_ONCE = {"T3", "T2", CONTACT}
URGENCY = ("T3", CONTACT, "T2", "T1")


@dataclass(frozen=True)
class Rota:
    """When somebody reads, how long each level may wait, and who is written to after that."""

    hours: StaffedHours
    minutes: dict[str, int]
    deputies: tuple[str, ...] = ()
    on_call: tuple[str, ...] = ()

    def limit(self, level: str) -> int:
        """Return how many staffed minutes something of a level may wait."""
        return self.minutes[level]


@dataclass
class Ticked:
    """What one minute's work did."""

    started: int = 0
    escalated: int = 0
    alerts: set[tuple[AlertKind, str, str]] = field(default_factory=set)


def rota_of(settings: Settings) -> Rota:
    """Return the rota that a deployment's settings describe."""
    day = (settings.staffed_from, settings.staffed_to)
    opens, closes = (time.fromisoformat(each) for each in day)
    return Rota(
        StaffedHours(opens, closes, frozenset(settings.closed_days)),
        {
            "T3": settings.red_minutes,
            CONTACT: settings.contact_minutes,
            "T2": settings.amber_minutes,
            "T1": settings.worry_minutes,
        },
        tuple(settings.deputy_emails),
        tuple(settings.on_call_emails),
    )


def tick(session: Session, rota: Rota) -> Ticked:
    """Start the clock of what is new, and escalate what waits too long."""
    done = Ticked()
    now = clock.now()
    _keep_waits(session, rota)
    for watch in _new_watches(session, rota, now):
        session.add(watch)
        done.started += 1
    session.flush()
    for watch in session.scalars(select(Watch).where(_is_to_tell(now))):
        _tell(session, watch, rota, done)
    for kind, address, level in sorted(done.alerts):
        session.add(Alert(kind=kind, address=address, level=level, next_at=now))
    session.flush()
    return done


def stop(session: Session, what: ColumnElement[bool]) -> None:
    """Stop a clock: somebody has seen what it ran for. The next tick takes its row away."""
    session.execute(update(Watch).where(what).values(seen_at=clock.now()))


def tell(session: Session, kind: AlertKind, address: str, level: str) -> None:
    """Let somebody know by e-mail what a colleague wants of them."""
    session.add(Alert(kind=kind, address=address, level=level, next_at=clock.now()))
    session.flush()


def count_late(session: Session) -> int:
    """Return how many things nobody has seen wait longer than they may."""
    late = (Watch.due_at <= clock.now()) | (Watch.told > 1)
    query = select(func.count()).select_from(Watch).where(Watch.seen_at.is_(None), late)
    return session.scalar(query) or 0


def count_unwatched(session: Session) -> int:
    """Return how many concerns of an earlier day nobody has read and no clock runs for."""
    seen = select(ConcernEvent.number).where(ConcernEvent.concern_id == Concern.id)
    watched = select(Watch.id).where(Watch.concern_id == Concern.id)
    old = Concern.raised_on < clock.today()
    query = select(func.count()).select_from(Concern)
    return session.scalar(query.where(~seen.exists(), ~watched.exists(), old)) or 0


def _keep_waits(session: Session, rota: Rota) -> None:
    """Take away the clocks that were stopped; how long each ran is kept under no id of anything."""
    for watch in session.scalars(select(Watch).where(Watch.seen_at.is_not(None))).all():
        seen_at = watch.seen_at or clock.now()
        minutes = rota.hours.minutes_between(watch.started_at, seen_at)
        wait = SeenWait(month=seen_at.date().replace(day=1), level=watch.level)
        wait.minutes = _quarter_up(minutes)
        wait.is_late = watch.told > 1 or seen_at > watch.due_at
        session.add(wait)
        session.delete(watch)


def _new_watches(session: Session, rota: Rota, now: datetime) -> Iterator[Watch]:
    """Yield a clock for each thing that nobody has seen and that has none yet."""
    seen = select(ConcernEvent.number).where(ConcernEvent.concern_id == Concern.id)
    watched = select(Watch.id).where(Watch.concern_id == Concern.id)
    for concern in session.scalars(select(Concern).where(~seen.exists(), ~watched.exists())):
        started = _started(now, concern, rota.hours)
        due = rota.hours.after(started, rota.limit(concern.level))
        yield Watch(concern_id=concern.id, level=concern.level, started_at=started, due_at=due)
    answered = select(ContactEvent.number).where(ContactEvent.contact_id == ContactRequest.id)
    timed = select(Watch.id).where(Watch.contact_id == ContactRequest.id)
    for wish in session.scalars(select(ContactRequest).where(~answered.exists(), ~timed.exists())):
        started = _quarter_down(now)
        due = rota.hours.after(started, rota.limit(CONTACT))
        yield Watch(contact_id=wish.id, level=CONTACT, started_at=started, due_at=due)


def _started(now: datetime, concern: Concern, hours: StaffedHours) -> datetime:
    """Return when a clock began: if the worker was away, the first staffed hour of that day."""
    if concern.raised_on >= now.date() - timedelta(days=1):
        return _quarter_down(now)
    morning = datetime.combine(concern.raised_on, time(0), tzinfo=ENGLAND)
    return hours.next_opening(morning.astimezone(UTC).replace(tzinfo=None))


def _is_to_tell(now: datetime) -> ColumnElement[bool]:
    return Watch.seen_at.is_(None) & ((Watch.told == 0) | (Watch.due_at <= now))


def _tell(session: Session, watch: Watch, rota: Rota, done: Ticked) -> None:
    """Take the next step of one clock; one that is late from the start takes two."""
    now = clock.now()
    if watch.told == 0:
        watch.told = 1
        if watch.level in TOLD_AT_ONCE:
            _add(done, AlertKind.NEW, _told_first(session, watch, rota, now), watch.level)
    if watch.due_at <= now:
        kind, addresses = _next_step(session, watch, rota)
        _add(done, kind, addresses, watch.level)
        watch.told += 1
        watch.due_at = rota.hours.after(watch.due_at, rota.limit(watch.level))
        done.escalated += 1


def _told_first(session: Session, watch: Watch, rota: Rota, now: datetime) -> list[str]:
    """Return who is told at once: the leads, and at night of danger the manager on call."""
    is_night = watch.level == "T3" and not rota.hours.is_staffed(now)
    return [*_addresses_of_leads(session), *(rota.on_call if is_night else ())]


def _next_step(session: Session, watch: Watch, rota: Rota) -> tuple[AlertKind, list[str]]:
    told = [*_addresses_of_leads(session), *rota.deputies]
    if watch.told <= 1:
        return AlertKind.OVERDUE, told
    return AlertKind.MANAGER, [*told, *rota.on_call]


def _addresses_of_leads(session: Session) -> list[str]:
    query = select(Staff.email).where(Staff.role == Role.SAFEGUARDING_LEAD, Staff.is_active)
    return list(session.scalars(query))


def _add(done: Ticked, kind: AlertKind, addresses: Iterable[str], level: str) -> None:
    """Add one e-mail an address and reason, of the most urgent level."""
    for address in addresses:
        same = {each for each in done.alerts if each[:2] == (kind, address)}
        levels = [level, *(each[2] for each in same)]
        done.alerts -= same
        done.alerts.add((kind, address, min(levels, key=URGENCY.index)))


def _quarter_down(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute - moment.minute % QUARTER, second=0)


def _quarter_up(minutes: int) -> int:
    return -(-minutes // QUARTER) * QUARTER
