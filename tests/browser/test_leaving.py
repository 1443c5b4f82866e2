"""Leaving in a real browser on a small phone: Back shows no question, with scripts and without."""

import pytest

from feedback_app.services import surveys
from feedback_app.store import Draft
from tests.factories import a_plan, a_questionnaire
from tests.pages.browser import chromium
from tests.serving import Server

ELSEWHERE = "https://www.bbc.co.uk/weather"
QUESTION = "Do you feel safe?"


@pytest.fixture
def address(deployed, rows, tmp_path, database_url):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    link = surveys.links_of(rows, "spring")[0]
    server = Server(tmp_path, database_url)
    server.start()
    yield f"http://127.0.0.1:{server.port}/s/{link.token}"
    server.stop()


@pytest.fixture
def browser():
    with chromium() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.parametrize("way", ["button", "link without scripts"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_leaving_back_shows_no_question(browser, address, rows, way):
    phone = {"width": 360, "height": 640}
    asked_from = []

    def weather(route):
        asked_from.append(route.request.headers.get("referer"))
        route.fulfill(body="<h1>Weather</h1>", content_type="text/html")

    with browser.new_context(viewport=phone, java_script_enabled="scripts" not in way) as context:
        page = context.new_page()
        page.route(f"{ELSEWHERE}**", weather)
        page.goto(address)
        page.get_by_role("button", name="Label yes").click()
        assert page.get_by_role("heading", level=1).inner_text() == "How to leave quickly"
        page.get_by_role("button", name="Continue").click()
        assert page.get_by_role("heading", level=1).inner_text() == QUESTION
        page.get_by_label("Label y").check()
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("What makes you feel safe?").fill("My words")
        leave = page.get_by_role("button", name="Exit this page")
        page.wait_for_load_state("load")
        box = leave.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["height"] >= 24
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        leave.click()
        page.wait_for_url(ELSEWHERE)
        assert asked_from == [None]
        assert context.cookies() == []
        assert rows.query(Draft).count() == 0
        for _ in range(4):
            page.go_back()
            shown = page.content()
            assert QUESTION not in shown
            assert "My words" not in shown
            assert "What makes you feel safe?" not in shown
            if page.url == address or page.url == "about:blank":
                break


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_shift_three_times_leaves_also_where_the_answers_are_gone_already(browser, address, rows):
    page = browser.new_page(viewport={"width": 360, "height": 640})
    weather = {"body": "<h1>Weather</h1>", "content_type": "text/html"}
    page.context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(**weather))
    page.goto(address)
    page.get_by_role("button", name="Label yes").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Label y").check()
    rows.query(Draft).delete()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Your answers are not here any more").wait_for()
    page.wait_for_load_state("load")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.get_by_role("heading", name="Weather").wait_for()
    assert page.context.cookies() == []
    page.go_back()
    assert QUESTION not in page.content()
