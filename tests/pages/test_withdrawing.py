"""Withdrawing a report on its page: who may, that it asks first, and what its address says then."""

import json

import pytest

from analysis.report_records import Readership
from feedback_app.services import results
from feedback_app.store import AuditEvent, ReportSnapshot
from feedback_app.store.staff import Role
from tests.asking import a_childrens_report, keep_report
from tests.factories import a_survey, sign_in_as
from tests.pages.browser import chromium, show
from tests.pages.test_gallery import OVERFLOW, faults
from tests.reading import errors, heading, send, soup, words

WHY = "A figure in it was wrong."


@pytest.fixture
def officer(client, rows, partnership):
    a_survey(rows)
    return sign_in_as(client, rows, Role.SURVEY_OFFICER)


def keep(rows, release="spring children", **changes):
    """Keep a report of a release, as building it does."""
    hash_ = keep_report(rows, a_childrens_report(**changes))
    rows.get(ReportSnapshot, hash_).release = json.dumps({"document": {"release": release}})
    rows.commit()
    return hash_


@pytest.fixture
def published(rows, officer):
    hash_ = keep(rows)
    results.publish(rows, hash_, by=officer.id)
    rows.commit()
    return hash_


def withdraw(client, hash_, reason=WHY):
    where = f"/reports/{hash_}/withdraw"
    return send(client, client.get(where), where, reason=reason)


def test_the_report_s_page_leads_to_a_page_that_asks_first(client, published):
    links = [each["href"] for each in soup(client.get(f"/reports/{published}")).select("main a")]
    assert f"/reports/{published}/withdraw" in links
    page = client.get(f"/reports/{published}/withdraw")
    assert heading(page) == "Withdraw this report?"
    assert "This cannot be undone." in words(page)
    assert "Whoever kept a copy can compare it" in words(page)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 601])
def test_nothing_is_withdrawn_without_a_reason(client, rows, published, reason):
    page = withdraw(client, published, reason=reason)
    assert page.status_code == 400
    assert errors(page)
    rows.expire_all()
    assert rows.get(ReportSnapshot, published).withdrawn_at is None


def test_a_withdrawn_report_is_off_the_list_and_its_address_says_why(client, rows, published):
    assert withdraw(client, published).status_code == 303
    page = client.get(f"/reports/{published}")
    assert page.status_code == 410
    assert heading(page) == "This report was withdrawn"
    assert WHY in words(page)
    for path in ("files/report.pdf", "figures/table-1.csv", "withdraw"):
        assert client.get(f"/reports/{published}/{path}").status_code == 410, path
    assert not [a for a in soup(client.get("/reports")).select("main a") if published in a["href"]]
    event = rows.query(AuditEvent).filter_by(action="withdrew-release").one()
    assert event.subject == published


@pytest.mark.parametrize("path", ["/results/spring", "/results/spring/easy-read"])
def test_the_public_page_says_that_results_were_taken_back(app, client, published, path):
    anybody = app.test_client()
    assert anybody.get(path).status_code == 200
    withdraw(client, published)
    page = anybody.get(path)
    assert page.status_code == 410
    assert heading(page) == "We took these results back"
    assert WHY in words(page)
    assert "About 7 in every 10" not in words(page)
    assert "Spring survey" not in words(anybody.get("/results"))


def test_a_withdrawn_report_is_not_put_on_the_public_page_again(client, rows, published):
    page = client.get(f"/reports/{published}/withdraw")
    withdraw(client, published)
    assert send(client, page, f"/reports/{published}/publish").status_code == 410


def test_every_report_of_the_release_goes_with_it(client, rows, published):
    twin = keep(rows, headline="The same figures, said otherwise")
    other = keep(rows, release="spring board", readership=Readership.BOARD)
    assert "withdrawn with it: 1." in words(client.get(f"/reports/{twin}/withdraw"))
    withdraw(client, twin)
    assert client.get(f"/reports/{published}").status_code == 410
    assert client.get(f"/reports/{other}").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.SURVEY_OFFICER}))
def test_nobody_else_may_withdraw(app, rows, published, role):
    browser = app.test_client()
    sign_in_as(browser, rows, role)
    page = browser.get(f"/reports/{published}")
    assert "Withdraw this report" not in words(page)
    assert browser.get(f"/reports/{published}/withdraw").status_code == 403
    assert send(browser, page, f"/reports/{published}/withdraw", reason=WHY).status_code in (
        400,
        403,
    )
    rows.expire_all()
    assert rows.get(ReportSnapshot, published).withdrawn_at is None


def test_the_pages_are_accessible_and_fit_a_phone(app, client, published, tmp_path):
    pages = {
        "asking": client.get(f"/reports/{published}/withdraw"),
        "missing": withdraw(client, published, reason=""),
    }
    withdraw(client, published)
    pages["gone"] = client.get(f"/reports/{published}")
    pages["taken-back"] = app.test_client().get("/results/spring")
    with chromium() as browser:
        for width in (360, 1280):
            page = browser.new_page(viewport={"width": width, "height": 900})
            for name, each in pages.items():
                show(page, each.get_data(as_text=True))
                page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
                assert faults(page, enhanced=name == "taken-back") == [], name
                assert page.evaluate(OVERFLOW) <= 0, name
