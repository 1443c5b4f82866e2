"""A whole journey in each presentation, every page on the way looked at.

By keyboard alone on the narrowest phone; with scripts blocked and text twice as large; with
forced colours.
"""

import pytest

from feedback_app.store import Response
from forms.definition import Presentation
from forms.loading import SHIPPED, load_questionnaire
from tests.browser.driving import Keys, Mouse, drive
from tests.journeys.test_every_presentation import last_choices
from tests.pages.browser import FLAGS, PROGRAM, chromium
from tests.pages.test_gallery import OVERFLOW, STOP

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ALL_AGES = load_questionnaire(SHIPPED / "all-ages.yaml")
CHOSEN = {**last_choices(ALL_AGES), "g_change": "A light by the path."}
PAGES = 14
"""The first page, how to leave, ten questions, the check page and the last."""
TWICE = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
"""Text twice as large as the browser's own setting makes it."""
BODY_SIZE = "parseFloat(getComputedStyle(document.querySelector('main h1')).fontSize)"
RUNS = "document.getAnimations().length"
SLOW = """() => [...document.querySelectorAll('*')].filter((e) => {
  const style = getComputedStyle(e)
  return parseFloat(style.transitionDuration) > 0.001 || parseFloat(style.animationDuration) > 0.001
}).map((e) => e.className)"""
EDGES = """() => [...document.querySelectorAll('.govuk-radios__input, .govuk-checkboxes__input')]
  .map((e) => [e.checked, getComputedStyle(e).borderTopWidth])"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def large_text(browser):
    opened = browser.browser_type.launch(executable_path=PROGRAM, args=[*FLAGS, TWICE])
    yield opened
    opened.close()


@pytest.fixture
def address(service):
    opened, server = service
    return server + opened.addresses["everyone"]


def stored(service, way):
    opened, _server = service
    opened.rows.expire_all()
    return opened.rows.query(Response).filter_by(survey_id="everyone", presentation=way).count()


def fits(page):
    assert page.evaluate(OVERFLOW) <= 0, page.url


@pytest.mark.parametrize("way", Presentation)
def test_by_keyboard_alone_at_320_pixels_and_without_motion(browser, service, address, way):
    stops = []

    def at_stop(page):
        stop = page.evaluate(STOP)
        stops.append(stop)
        assert stop["tag"] == "BODY" or stop["ring"] >= 3, (page.url, stop)
        assert stop["seen"], (page.url, stop)

    def look(page):
        fits(page)
        assert page.evaluate(RUNS) == 0
        assert page.evaluate(SLOW) == []

    before = stored(service, way)
    with browser.new_context(
        viewport={"width": 320, "height": 640}, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        where = f"{address}?as={way}"
        assert drive(page, where, ALL_AGES, CHOSEN, hand=Keys(at_stop), look=look) == PAGES
    assert stored(service, way) == before + 1
    assert len(stops) > 60


@pytest.mark.parametrize("way", Presentation)
def test_with_scripts_blocked_and_text_twice_as_large(large_text, service, address, way):
    sizes = []

    def look(page):
        fits(page)
        assert page.locator("body.js-enabled").count() == 0
        sizes.append(page.evaluate(BODY_SIZE))

    before = stored(service, way)
    with large_text.new_context(
        viewport={"width": 640, "height": 640}, java_script_enabled=False
    ) as context:
        page = context.new_page()
        where = f"{address}?as={way}"
        assert drive(page, where, ALL_AGES, CHOSEN, hand=Mouse(), look=look) == PAGES
    assert stored(service, way) == before + 1
    assert min(sizes) >= 48


@pytest.mark.parametrize("way", Presentation)
def test_with_forced_colours_what_is_chosen_shows_by_its_edge(browser, service, address, way):
    seen = []

    def look(page):
        fits(page)
        edges = page.evaluate(EDGES)
        chosen = {width for is_chosen, width in edges if is_chosen}
        others = {width for is_chosen, width in edges if not is_chosen}
        assert chosen.isdisjoint(others), page.url
        seen.extend(chosen)

    before = stored(service, way)
    with browser.new_context(
        viewport={"width": 360, "height": 640}, forced_colors="active", reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        where = f"{address}?as={way}"
        assert drive(page, where, ALL_AGES, CHOSEN, hand=Mouse(), look=look) == PAGES
    assert stored(service, way) == before + 1
    assert len(seen) >= 7
