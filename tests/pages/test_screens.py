"""Every English page in every presentation: no fault, large targets, light, no sideways scroll.

Each page is looked at on the narrowest phone; on a desk the first page, questions of three kinds,
the check page and the last, with scripts blocked. Other languages are drawn in `test_every_page`.
"""

import gzip
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from feedback_app.language import DEFAULT
from forms.definition import Presentation
from tests.pages.browser import NO_SCRIPTS, chromium, show
from tests.pages.rendering import MANIFEST, STATIC
from tests.pages.respondents import PLAIN
from tests.pages.test_gallery import CHILDREN, OVERFLOW, SMALL, faults

pytestmark = pytest.mark.browser
KB = 1024
YOUNG = 'data-presentation="5-8"'
DESK = ("0-start", "6-g_prio", "7-error", "all", "check", "sent")
OWN = {"who", "ways", "ways-notice"}
"""Pages on which young children choose, so that everything to press is as large as for them."""
FIRST = ("site.css", "site.js", "icon.svg", "fonts/latin-400.woff2", "fonts/latin-700.woff2")
NEAR_TWIN = re.compile(r"-(2|3|4|5|8|10)-error$")
"""Errors at a question of the same kind as the first."""


@pytest.fixture(scope="module")
def visited(of_respondents) -> dict[str, str]:
    """Every English page by its name, which begins with its presentation if it has one."""
    return {
        f"{way}-{name}" if way else name: html
        for (code, way, name), html in of_respondents.items()
        if code == DEFAULT
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def phone(browser) -> Page:
    return browser.new_page(viewport={"width": 320, "height": 640})


def of(presentation: str, visited: dict[str, str]) -> dict[str, str]:
    return {
        name: html
        for name, html in visited.items()
        if name.startswith(f"{presentation}-") and not NEAR_TWIN.search(name)
    }


def least_of(html: str) -> int:
    """Return how large everything to press is for those who read a page."""
    return 64 if YOUNG in html else 44


def looked_at(page: Page, html: str, *, least: int, enhanced: bool) -> list[str]:
    """Return what is wrong with a page: faults, small targets, sideways scroll."""
    show(page, html)
    sideways = ["scrolls sideways"] if page.evaluate(OVERFLOW) > 0 else []
    return [*faults(page, enhanced=enhanced), *page.evaluate(SMALL, least), *sideways]


@pytest.mark.parametrize("presentation", Presentation)
def test_no_page_of_a_visit_has_a_fault_on_a_phone(phone, visited, presentation):
    found = {
        name: looked_at(phone, html, least=least_of(html), enhanced=presentation in CHILDREN)
        for name, html in of(presentation, visited).items()
    }
    assert len(found) > 30
    assert {name: told for name, told in found.items() if told} == {}


def test_no_page_beside_the_questions_has_a_fault_on_a_phone(phone, visited):
    names = [name for name in visited if not name.startswith(tuple(Presentation))]
    found = {
        name: looked_at(phone, visited[name], least=64 if name in OWN else 44, enhanced=True)
        for name in names
    }
    assert len(found) > len(PLAIN) + 20
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("presentation", [*Presentation, ""])
def test_no_page_has_a_fault_on_a_desk_with_scripts_blocked(browser, visited, presentation):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    names = [f"{presentation}-{step}" for step in DESK] if presentation else [*OWN, "help", "home"]
    for name in names:
        show(page, visited[name], NO_SCRIPTS)
        assert faults(page, enhanced=presentation in CHILDREN) == [], name
    page.close()


def test_the_mark_of_what_opens_points_the_way_the_language_is_read(phone, of_respondents):
    cut = "getComputedStyle(document.querySelector('main summary'), '::before').clipPath"
    show(phone, of_respondents["en", "13-18", "0-start"])
    assert phone.evaluate(cut) == "polygon(0% 0%, 100% 50%, 0% 100%)"
    show(phone, of_respondents["ar", "13-18", "0-start"])
    assert phone.evaluate(cut) == "polygon(100% 0%, 0% 50%, 100% 100%)"


def light(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def pictures_of(html: str) -> set[str]:
    return set(re.findall(r'/static/(symbols/[^"]+)', html))


def test_a_first_page_weighs_little_and_the_next_ones_less(visited):
    """All but the page that shows every picture there is."""
    files = sum(light((STATIC / MANIFEST["files"][name]).read_bytes()) for name in FIRST)
    for name, html in visited.items():
        if name == "credits":
            continue
        drawn = sum(light((STATIC / each).read_bytes()) for each in pictures_of(html))
        is_long = "-all" in name
        assert files + light(html.encode()) + drawn <= (90 if is_long else 60) * KB, name
        assert light(html.encode()) <= (12 if is_long else 4) * KB, name
