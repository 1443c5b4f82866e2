"""Pages of a real visit in every presentation: no fault, large targets, light, no sideways scroll.

Every step of a visit is looked at in every presentation on the narrowest phone; on a desk, the
first page and one question of each. Controls, dark colours and errors are seen on one question.
"""

import gzip
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from forms.definition import Presentation
from tests.pages.browser import chromium, show
from tests.pages.rendering import MANIFEST, STATIC
from tests.pages.screens import open_for_all, pages
from tests.pages.test_gallery import CHILDREN, OVERFLOW, SMALL, faults

pytestmark = pytest.mark.browser
KB = 1024
LEAST = {"5-8": 64}
DESK = ("0-start", "6-g_prio")
FIRST = ("site.css", "site.js", "icon.svg", "fonts/latin-400.woff2", "fonts/latin-700.woff2")


@pytest.fixture(scope="module")
def visited(tmp_path_factory) -> dict[str, str]:
    """Every page of a visit in every presentation, by its name."""
    return dict(pages(*open_for_all(tmp_path_factory.mktemp("service"))))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def phone(browser) -> Page:
    return browser.new_page(viewport={"width": 320, "height": 640})


def of(presentation: str, visited: dict[str, str]) -> dict[str, str]:
    return {name: html for name, html in visited.items() if name.startswith(f"{presentation}-")}


@pytest.mark.parametrize("presentation", Presentation)
def test_no_page_of_a_visit_has_a_fault_on_a_phone(phone, visited, presentation):
    found = {}
    for name, html in of(presentation, visited).items():
        show(phone, html)
        found[name] = faults(phone, enhanced=presentation in CHILDREN)
        found[name] += phone.evaluate(SMALL, LEAST.get(presentation, 44))
        assert phone.evaluate(OVERFLOW) <= 0, name
    assert len(found) > 14
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("name", ["help", "parents", "teachers", "accessibility", "return-error"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_beside_the_questions_have_no_fault(browser, visited, name, width):
    page = browser.new_page(viewport={"width": width, "height": 640})
    show(page, visited[name])
    assert faults(page, enhanced=True) == []
    assert page.evaluate(SMALL, 44) == []
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("name", ["who", "ways"])
@pytest.mark.parametrize("width", [320, 1280])
def test_choosing_has_no_fault(browser, visited, name, width):
    page = browser.new_page(viewport={"width": width, "height": 640})
    show(page, visited[name])
    assert faults(page, enhanced=True) == []
    assert page.evaluate(SMALL, 64) == []
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("presentation", Presentation)
def test_a_visit_has_no_fault_on_a_desk(browser, visited, presentation):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for step in DESK:
        show(page, visited[f"{presentation}-{step}"])
        assert faults(page, enhanced=presentation in CHILDREN) == []


def light(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def pictures_of(html: str) -> set[str]:
    return set(re.findall(r'/static/(symbols/[^"]+)', html))


def test_a_first_page_weighs_little_and_the_next_ones_less(visited):
    files = sum(light((STATIC / MANIFEST["files"][name]).read_bytes()) for name in FIRST)
    for name, html in visited.items():
        drawn = sum(light((STATIC / each).read_bytes()) for each in pictures_of(html))
        assert files + light(html.encode()) + drawn <= (90 if "-all" in name else 60) * KB, name
        assert light(html.encode()) <= (12 if "-all" in name else 4) * KB, name
