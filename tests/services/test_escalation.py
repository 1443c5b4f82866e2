"""Every escalation by a clock of our own: who is told, when, and of nothing that was written."""

import smtplib
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from feedback_app import nightly
from feedback_app.services import clock, concern_figures, handling, mailing, safeguarding, watches
from feedback_app.store import Alert, Concern, SeenWait, Watch
from feedback_app.store.concerns import Outcome
from feedback_app.store.staff import Role
from tests.factories import a_concern, a_person, a_response, a_survey, a_verbatim

TUESDAY_TEN = datetime.fromisoformat("2026-01-06 10:02")
SAID = "He hits me when nobody is there."
LEAD, DEPUTY, MANAGER = "lead@example.org", "deputy@example.org", "manager@example.org"


class Clock:
    """A clock that stands where a test sets it."""

    def __init__(self, monkeypatch):
        self.moment = TUESDAY_TEN
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def set(self, said):
        self.moment = datetime.fromisoformat(said)

    def on(self, **by):
        self.moment += timedelta(**by)


@pytest.fixture
def settings(app):
    return replace(
        app.extensions["settings"],
        smtp_host="mail.example.org",
        mail_from="feedback@example.org",
        deputy_emails=(DEPUTY,),
        on_call_emails=(MANAGER,),
    )


@pytest.fixture
def at(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def lead(rows):
    a_survey(rows)
    return a_person(rows, Role.SAFEGUARDING_LEAD, email=LEAD, name="Lee Lead")


def raised(rows, level="T3"):
    response = a_response(rows)
    a_verbatim(rows, SAID, response=response)
    return a_concern(rows, response=response, level=level, raised_on=clock.today())


def tick(rows, settings):
    """Let a minute's work be done; return who was told of what, as (kind, address)."""
    watches.tick(rows, watches.rota_of(settings))
    posted = []
    mailing.send_waiting(rows, settings, send=posted.append)
    reasons = {subject: kind for kind, subject in mailing.SUBJECTS.items()}
    return sorted((str(reasons[each["Subject"].partition(": ")[2]]), each["To"]) for each in posted)


def test_a_red_concern_is_told_at_once_then_to_the_deputy_then_to_the_manager(
    rows, settings, lead, at
):
    raised(rows)
    assert tick(rows, settings) == [("new", LEAD)]
    assert tick(rows, settings) == []
    at.on(minutes=57)
    assert tick(rows, settings) == []
    at.on(minutes=2)
    assert tick(rows, settings) == [("overdue", DEPUTY), ("overdue", LEAD)]
    assert tick(rows, settings) == []
    at.on(minutes=60)
    told = [("manager", DEPUTY), ("manager", LEAD), ("manager", MANAGER)]
    assert tick(rows, settings) == told
    at.on(minutes=60)
    assert tick(rows, settings) == told


def test_a_red_concern_of_the_night_is_told_to_the_manager_and_due_at_ten(rows, settings, lead, at):
    at.set("2026-01-09 22:15")
    raised(rows)
    assert tick(rows, settings) == [("new", LEAD), ("new", MANAGER)]
    assert rows.query(Watch).one().due_at == datetime.fromisoformat("2026-01-12 10:00")
    at.set("2026-01-12 09:59")
    assert tick(rows, settings) == []
    at.set("2026-01-12 10:00")
    assert tick(rows, settings) == [("overdue", DEPUTY), ("overdue", LEAD)]


@pytest.mark.parametrize(
    ("level", "told_at_once", "due"),
    [
        ("T3", True, "2026-04-02 15:00"),
        ("T2", True, "2026-04-07 10:00"),
        ("T1", False, "2026-04-13 14:00"),
    ],
)
def test_each_level_has_its_limit_over_the_bank_holidays_of_easter(
    rows, settings, lead, at, level, told_at_once, due
):
    at.set("2026-04-02 14:00")
    raised(rows, level)
    assert bool(tick(rows, settings)) == told_at_once
    watch = rows.query(Watch).one()
    assert watch.due_at == datetime.fromisoformat(due)
    at.moment = watch.due_at - timedelta(minutes=1)
    assert tick(rows, settings) == []
    at.moment = watch.due_at
    assert ("overdue", DEPUTY) in tick(rows, settings)


def test_reading_it_stops_the_clock_and_nobody_is_told_again(rows, settings, lead, at):
    concern = raised(rows)
    tick(rows, settings)
    at.on(minutes=20)
    safeguarding.read_concern(rows, concern.id, staff_id=lead.id)
    at.on(hours=30)
    assert tick(rows, settings) == []
    assert rows.query(Watch).count() == 0
    [wait] = rows.query(SeenWait)
    assert (wait.month.isoformat(), wait.level, wait.minutes) == ("2026-01-01", "T3", 30)
    assert not wait.is_late


def test_what_was_seen_too_late_is_counted(rows, settings, lead, at):
    concern = raised(rows)
    tick(rows, settings)
    at.on(minutes=90)
    tick(rows, settings)
    assert watches.count_late(rows) == 1
    safeguarding.read_concern(rows, concern.id, staff_id=lead.id)
    tick(rows, settings)
    assert watches.count_late(rows) == 0
    [month] = concern_figures.monthly_figures(rows)
    assert (month.waits["T3"].seen, month.waits["T3"].late) == (1, 1)
    assert month.waits["T3"].median == month.waits["T3"].most == 105


def test_a_concern_found_after_the_worker_was_away_is_late_at_once(rows, settings, lead, at):
    raised(rows)
    at.on(days=3)
    assert tick(rows, settings) == [("new", LEAD), ("overdue", DEPUTY), ("overdue", LEAD)]


def test_many_at_once_make_one_e_mail_a_person_of_the_most_urgent_kind(rows, settings, lead, at):
    for level in ("T2", "T3", "T2"):
        raised(rows, level)
    watches.tick(rows, watches.rota_of(settings))
    [alert] = rows.query(Alert)
    assert (alert.address, alert.level) == (LEAD, "T3")


def test_an_e_mail_says_nothing_of_what_was_written_or_who_wrote(rows, settings, lead, at):
    concern = raised(rows)
    posted = []
    watches.tick(rows, watches.rota_of(settings))
    mailing.send_waiting(rows, settings, send=posted.append)
    [message] = posted
    whole = message.as_string()
    for secret in (SAID, "hits", concern.id, concern.response_id, "Spring survey", "Lee"):
        assert secret not in whole
    assert f"{settings.public_url}/safeguard/concerns" in whole
    assert "call 999" in whole
    assert rows.query(Alert).count() == 0


def test_an_e_mail_that_fails_is_tried_again_later_each_time(rows, settings, lead, at):
    def fail(_message):
        raise smtplib.SMTPServerDisconnected("lead@example.org was refused")

    raised(rows)
    watches.tick(rows, watches.rota_of(settings))
    tries = []
    for _ in range(240):
        done = mailing.send_waiting(rows, settings, send=fail)
        if done.failed:
            tries.append(at.moment)
        at.on(minutes=1)
    rests = [int((b - a).total_seconds() // 60) for a, b in pairwise(tries)]
    assert rests == [2, 4, 8, 16, 32, 60, 60]
    assert mailing.problems(rows) == [("SMTPServerDisconnected", 1)]
    posted = []
    at.on(hours=1)
    mailing.send_waiting(rows, settings, send=posted.append)
    assert [each["To"] for each in posted] == [LEAD]
    assert mailing.problems(rows) == []


def test_without_a_mail_server_nothing_is_kept_and_the_queue_still_runs(app, rows, lead, at):
    raised(rows)
    nightly.watch_over(app.extensions["settings"], app.extensions["database"])
    assert rows.query(Alert).count() == 0
    assert rows.query(Watch).count() == 1


def test_handing_over_tells_the_colleague(rows, settings, lead, at):
    concern = raised(rows)
    other = a_person(rows, Role.SAFEGUARDING_LEAD, email="other@example.org")
    safeguarding.read_concern(rows, concern.id, staff_id=lead.id)
    handling.hand_over(rows, concern.id, to=other.id, reason="I am away.", staff_id=lead.id)
    assert tick(rows, settings) == [("handed-over", "other@example.org")]


def test_danger_that_one_lead_alone_thinks_none_is_closed_by_another(rows, lead):
    other = a_person(rows, Role.SAFEGUARDING_LEAD)
    concern = raised(rows)
    safeguarding.read_concern(rows, concern.id, staff_id=lead.id)
    given = {"outcome": Outcome.NO_CONCERN, "reason": "A game."}
    handling.record_decision(rows, concern.id, **given, staff_id=lead.id)
    with pytest.raises(handling.ConcernStepError, match="you alone"):
        handling.close_concern(rows, concern.id, reason="A game.", staff_id=lead.id)
    handling.close_concern(rows, concern.id, reason="A game.", staff_id=other.id)
    assert rows.get(Concern, concern.id).events[-1].state == "closed"
