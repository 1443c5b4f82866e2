"""Every page there is, without a fault: by the Nu HTML checker each one, by axe a stated sample.

Respondents' pages come in five languages and five presentations, with what each says when
something is wrong; staff's pages by role, with what each form answers to nothing at all. The Nu
checker reads all of them. axe reads every English page on a phone in `test_screens`; here staff's
pages, and every kind of page once more in another language, drawn over languages, presentations,
phone and desk, scripts on and blocked in turn.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from playwright.sync_api import Browser

from feedback_app.language import DEFAULT, KNOWN
from forms.definition import Presentation
from tests.pages import nu
from tests.pages.browser import NO_SCRIPTS, POLICY, chromium, show
from tests.pages.opened import fill
from tests.pages.staff import staff_pages
from tests.pages.test_gallery import CHILDREN, OVERFLOW, faults

SIZES = ((320, 640), (1280, 900))
POLICIES = (POLICY, NO_SCRIPTS)
NEAR_TWINS = {(True, f"{number}-error") for number in (2, 3, 4, 5, 8, 10)}
"""Errors at a question of the same kind as the first."""
OTHERS = [code for code in KNOWN if code != DEFAULT]


@dataclass(frozen=True)
class Drawn:
    """One page of the sample: language, presentation and name; how large; scripts or none."""

    key: tuple[str, str, str]
    size: tuple[int, int]
    policy: str


@pytest.fixture(scope="module")
def of_staff(whole_service, of_respondents) -> dict[str, str]:
    """Every page of staff, after respondents have given them something to read."""
    fill(whole_service)
    return dict(staff_pages(whole_service))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def test_the_nu_checker_sees_a_fault(tmp_path):
    good = '<!doctype html><html lang="en"><title>Good</title><p id="a">One</p></html>'
    bad = good.replace("One</p>", 'One</p><p id="a">Two</p>')
    found = nu.errors_of({"good": good, "bad": bad}, tmp_path)
    assert list(found) == ["bad"]
    assert found["bad"][0].startswith("Duplicate ID “a”.")


def test_no_page_has_an_error_of_the_nu_checker(of_respondents, of_staff, tmp_path):
    pages = {" ".join(key): html for key, html in of_respondents.items()} | of_staff
    assert len(pages) > 1_200
    assert nu.errors_of(pages, tmp_path) == {}


def test_every_page_is_in_its_language_and_its_presentation(of_respondents):
    for (code, way, name), html in of_respondents.items():
        assert f'lang="{code}" dir="{KNOWN[code].direction}"' in html, (code, way, name)
        assert not way or f'data-presentation="{way}"' in html or "receipt" in name, (way, name)


def drawn(found: Iterable[tuple[str, str, str]]) -> list[Drawn]:
    """Return the sample for axe: every kind of page once, over languages and presentations in turn.

    Sizes and scripts change more slowly than languages, so that each meets every other.
    """
    kinds = sorted({(bool(way), name) for _, way, name in found} - NEAR_TWINS)
    ways = list(Presentation)
    return [
        Drawn(
            (OTHERS[at % 4], ways[at % 5].value if has_way else "", name),
            SIZES[at // 4 % 2],
            POLICIES[at // 8 % 2],
        )
        for at, (has_way, name) in enumerate(kinds)
    ]


def test_the_sample_meets_every_language_presentation_size_and_policy(of_respondents):
    sample = drawn(of_respondents)
    assert {each.key[:2] for each in sample} >= set(product(OTHERS, Presentation))
    assert {(each.size, each.policy) for each in sample} == set(product(SIZES, POLICIES))
    assert len(sample) > 60


@pytest.mark.browser
@pytest.mark.parametrize("code", OTHERS)
def test_the_sample_of_each_language_has_no_fault(browser, of_respondents, code):
    found = {}
    for each in drawn(of_respondents):
        if each.key[0] == code and each.key in of_respondents:
            width, height = each.size
            page = browser.new_page(viewport={"width": width, "height": height})
            show(page, of_respondents[each.key], each.policy)
            found[each.key] = faults(page, enhanced=each.key[1] in CHILDREN)
            if page.evaluate(OVERFLOW) > 0:
                found[each.key] += ["scrolls sideways"]
            page.close()
    assert len(found) > 12
    assert {key: told for key, told in found.items() if told} == {}


@pytest.mark.browser
def test_no_page_of_staff_has_a_fault(browser, of_staff):
    """Each kind of page for the last role that opens it, on a phone and on a desk in turn."""
    kinds = {re.sub("[0-9a-f]{32,64}", "…", name.partition("/")[2]): name for name in of_staff}
    found = {}
    for (width, height), chosen in zip(SIZES, (slice(0, None, 2), slice(1, None, 2)), strict=True):
        page = browser.new_page(viewport={"width": width, "height": height})
        for name in list(kinds.values())[chosen]:
            show(page, of_staff[name])
            found[name] = faults(page, enhanced=False)
            if page.evaluate(OVERFLOW) > 0:
                found[name] += ["scrolls sideways"]
        page.close()
    assert len(found) > 50
    assert {name: told for name, told in found.items() if told} == {}
