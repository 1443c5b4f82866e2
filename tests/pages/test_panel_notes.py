"""What a member of the Young Perspectives Board types is screened, and redacted for others."""

import pytest

from feedback_app.services import watches
from feedback_app.store import Concern, FirstSight, Watch
from feedback_app.store.staff import Role
from tests.asking import a_childrens_report, keep_report
from tests.factories import a_survey, sign_in_as
from tests.reading import send, words

WORRY = "My step dad hits me when mum is at work"
NAMED = "Ask Zoltán on 07700 900123, and say it shorter"


@pytest.fixture
def report(rows, partnership):
    a_survey(rows)
    where = f"/reports/{keep_report(rows, a_childrens_report())}"
    rows.commit()
    return where


@pytest.fixture
def as_role(app, rows):
    def signed_in(role):
        browser = app.test_client()
        browser.person = sign_in_as(browser, rows, role)
        return browser

    return signed_in


@pytest.fixture
def say(report, as_role):
    young = as_role(Role.YOUNG_PERSPECTIVES)

    def said(note):
        page = send(young, young.get(report), f"{report}/first-sight", is_fair="no", note=note)
        assert page.status_code == 303
        return young

    return said


@pytest.mark.parametrize("role", [Role.SURVEY_OFFICER, Role.BOARD_READER, Role.ADMINISTRATOR])
def test_a_note_is_shown_redacted(say, report, as_role, rows, role):
    say(NAMED)
    shown = words(as_role(role).get(report))
    assert "say it shorter" in shown
    assert "07700" not in shown
    assert "07700" not in rows.query(FirstSight).one().note


def test_a_worry_reaches_the_leads_alone_with_who_wrote_it(say, report, as_role, rows):
    young = say(WORRY)
    [concern] = rows.query(Concern)
    assert concern.level in ("T2", "T3")
    for role in Role:
        page = as_role(role).get(report)
        assert page.status_code in (200, 403), role
        assert "step dad" not in words(page), role
    page = as_role(Role.SAFEGUARDING_LEAD).get(f"/safeguard/concerns/{concern.id}")
    assert WORRY in words(page)
    assert young.person.name in words(page)
    assert "The answers were withdrawn" not in words(page)
    assert WORRY.encode() not in concern.sealed_record


def test_its_clock_runs_like_that_of_any_other_concern(say, rows, app):
    say(WORRY)
    watches.tick(rows, watches.rota_of(app.extensions["settings"]))
    assert rows.query(Watch).one().concern_id == rows.query(Concern).one().id


def test_nobody_of_the_panel_can_tell_from_the_page_that_a_concern_was_raised(say, report, as_role):
    worried, plain = (words(say(note).get(report)) for note in (WORRY, "Please say it shorter"))
    assert worried == plain
    assert "we may have to tell someone who can help" in plain
