"""Every sample page in the browser: no fault, large targets, room on small screens, quick exit."""

from collections.abc import Iterator
from functools import partial

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route

from tests.pages.browser import HOST, answer, chromium, show
from tests.pages.gallery import LONG_TEXT, QUESTIONS, chosen, sheets
from tests.pages.rendering import environment, render
from tests.pages.views import Reader, Sheet

pytestmark = pytest.mark.browser
ENVIRONMENT = environment()
PAGES = {name: (sheet, render(ENVIRONMENT, sheet)) for name, sheet in sheets()}
CHILDREN = ("5-8", "9-12", "13-18", "easy-read")
AXE = AXE_SCRIPT.replace("ignorePseudo:!1", "ignorePseudo:!0")
"""It passes over words beside anything drawn by styles, such as the box of a choice or a hill."""
RULES = {"target-size": {"enabled": True}}
TRY = "async (options) => (await axe.run(document, options)).violations"
FLAT = r"""() => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/\d+/g).map(Number)
    return 0.21 * red + 0.72 * green + 0.07 * blue
  }
  const drawn = getComputedStyle(document.body).backgroundImage.match(/rgb\([^)]*\)/g) ?? []
  const [darkest] = drawn.sort((one, other) => light(one) - light(other))
  document.body.style.backgroundImage = 'none'
  if (darkest) document.body.style.backgroundColor = darkest
  for (const card of document.querySelectorAll('.govuk-radios__input, .govuk-checkboxes__input'))
    for (const label of card.labels)
      label.style.backgroundColor = getComputedStyle(card).backgroundColor
}"""
"""axe judges no contrast over a drawn ground: the darkest of its colours takes its place. Nor does
it see that a choice's words lie on its input, which is the whole card: they take its colour."""
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """(least) => ['a, audio, button', 'input, select, textarea, summary']
  .flatMap((names) => [...document.querySelectorAll(names)])
  .filter((e) => e.checkVisibility() && e.type !== 'hidden' && !e.closest('.govuk-skip-link')
    && !e.closest('.govuk-error-summary'))
  .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < least - 0.5 || box.width < 24)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


STOP = """() => {
  const stop = document.activeElement
  const box = stop.getClientRects()[0]
  const shows = (part) => {
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * part)
    return top !== null && (stop.contains(top) || top.closest('label')?.control === stop)
  }
  return { tag: stop.tagName, text: stop.innerText || stop.name,
    ring: parseFloat(getComputedStyle(stop).outlineWidth),
    seen: stop === document.body || [0.1, 0.5, 0.9].some(shows) }
}"""
"""Where the keyboard is: its ring, and whether anything lies over all of it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def phone(browser: Browser, *, width: int = 360, **settings: object) -> Page:
    return browser.new_page(viewport={"width": width, "height": 640}, **settings)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return phone(browser)


def faults(page: Page, *, enhanced: bool) -> list[str]:
    """Return what axe finds; what it finds good is left in the browser, which halves the time.

    It looks from the top: what a bar covers after scrolling is tried below.
    """
    rules = {**RULES, "color-contrast-enhanced": {"enabled": enhanced}}
    page.evaluate(AXE)
    page.evaluate(FLAT)
    page.evaluate("scrollTo(0, 0)")
    found = page.evaluate(TRY, {"resultTypes": ["violations"], "rules": rules})
    return [
        f"{v['id']}: {node['target']} {node['failureSummary'][:240]}"
        for v in found
        for node in v["nodes"]
    ]


def test_axe_finds_a_fault_and_a_small_target(page):
    show(page, PAGES["9-12"][1].replace("<main", '<img src="/static/icon.svg"><main'))
    page.evaluate("document.querySelector('a.govuk-back-link').style.font = '4px/1 serif'")
    found = " ".join(faults(page, enhanced=True))
    assert "image-alt" in found


@pytest.mark.parametrize("name", QUESTIONS)
def test_axe_judges_the_contrast_of_words_on_the_ground_of_a_page(page, name):
    show(page, PAGES[name][1])
    page.evaluate("document.querySelector('.progress__text').style.color = '#707070'")
    found = [each for each in faults(page, enhanced=True) if ".progress__text" in each]
    assert found


@pytest.mark.parametrize("name", PAGES)
def test_no_accessibility_fault_on_a_phone(page, name):
    sheet, html = PAGES[name]
    show(page, html)
    assert faults(page, enhanced=sheet.presentation in CHILDREN) == []


@pytest.mark.parametrize("name", [*QUESTIONS, "staff"])
def test_no_accessibility_fault_on_a_desk(browser, name):
    sheet, html = PAGES[name]
    page = phone(browser, width=1280)
    show(page, html)
    assert faults(page, enhanced=sheet.presentation in CHILDREN) == []
    page.close()


@pytest.fixture(scope="module")
def small_phone(browser: Browser) -> Page:
    return phone(browser, width=320)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_at_320_pixels(small_phone, name):
    show(small_phone, PAGES[name][1])
    assert small_phone.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("name", [*QUESTIONS, "9-12-text", "staff"])
def test_no_page_scrolls_sideways_with_text_twice_as_large_or_spaced(browser, name):
    page = phone(browser, width=640, bypass_csp=True)
    show(page, PAGES[name][1])
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate(OVERFLOW) <= 0
    page.add_style_tag(content="html { font-size: 100% !important }" + SPACING)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(OVERFLOW) <= 0
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_targets_are_large_enough_for_their_readers(page, name):
    sheet, html = PAGES[name]
    show(page, html)
    assert page.evaluate(SMALL, 64 if sheet.presentation == "5-8" else 44) == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_help_is_in_the_first_600_pixels(page, name):
    show(page, PAGES[name][1])
    box = page.get_by_role("link", name="Get help now").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 600


@pytest.mark.parametrize("name", [*QUESTIONS, "easy-read-audio"])
def test_on_paper_a_question_is_left_with_its_choices_alone(browser, name):
    page = phone(browser)
    show(page, PAGES[name][1])
    page.emulate_media(media="print")
    pressed = page.locator("a, button, audio, summary")
    assert [each.inner_text() for each in pressed.all() if each.is_visible()] == []
    assert page.get_by_role("heading", level=1).is_visible()
    assert all(each.is_visible() for each in page.locator("main label").all())
    page.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_chosen_shows_where_colours_are_forced(browser, name):
    page = phone(browser, forced_colors="active", reduced_motion="reduce")
    show(page, PAGES[name][1])
    widths = page.locator(".govuk-radios__input, .govuk-checkboxes__input").evaluate_all(
        "(all) => all.map((e) => [e.checked, getComputedStyle(e).borderTopWidth])"
    )
    assert len({width for is_chosen, width in widths if is_chosen}) == 1
    assert {w for c, w in widths if c}.isdisjoint({w for c, w in widths if not c})
    assert page.evaluate("document.getAnimations().length") == 0
    page.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_stop_of_the_keyboard_shows_its_focus_and_is_not_covered(page, name):
    """Backwards too: only then does a stop come to lie under what stays at the top."""
    show(page, PAGES[name][1])
    for key in ("Tab", "Shift+Tab"):
        seen = stops(page, key)
        assert len(seen) >= 8
        assert [stop for stop in seen if not stop["seen"]] == []
        shown = seen[1:] if key == "Tab" else seen
        assert [stop for stop in shown if stop["ring"] < 3] == []


def stops(page: Page, key: str) -> list[dict[str, object]]:
    """Press a key until the end of the page, and return where the keyboard came by."""
    seen = []
    for _ in range(60):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        if stop["tag"] == "BODY":
            break
        seen.append(stop)
    return seen


def away(page: Page, html: str) -> None:
    """Show a first page, then a question; the exit leads to a page of its own."""
    pages = {
        "/before": "<title>Before</title>",
        "/exit": "<title>Weather</title>",
        "/s/question": html,
    }
    for path, body in pages.items():
        page.route(f"{HOST}{path}", partial(fulfil, body))
    page.route(f"{HOST}/static/**", lambda route: answer(route, html))
    page.route(f"{HOST}/brand.css", lambda route: answer(route, html))
    page.goto(f"{HOST}/before")
    page.goto(f"{HOST}/s/question")


def fulfil(body: str, route: Route) -> None:
    route.fulfill(body=body, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("way", ["click", "shift"])
def test_leaving_puts_the_exit_in_the_place_of_the_question(browser, way):
    page = phone(browser)
    away(page, PAGES["13-18"][1])
    if way == "click":
        page.get_by_role("button", name="Exit this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(f"{HOST}/exit")
    page.go_back()
    assert page.title() == "Before"
    page.close()


def test_without_scripts_the_way_out_is_a_plain_link(browser):
    page = browser.new_page(java_script_enabled=False)
    away(page, PAGES["13-18"][1])
    page.locator(".govuk-exit-this-page__button").click()
    page.wait_for_url(f"{HOST}/exit")
    page.close()


def test_an_answer_that_cannot_be_saved_is_kept_and_sent_again(browser):
    page = phone(browser)
    html = render(ENVIRONMENT, Sheet("question/page.html", question=LONG_TEXT))
    sent: list[str] = []

    def save(route):
        if route.request.method != "POST":
            return route.fulfill(body="<title>Next</title>", content_type="text/html")
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            return route.abort()
        return route.fulfill(status=204, headers={"Location": "/s/next"})

    away(page, html)
    page.route(f"{HOST}/s/token/3", save)
    page.route(f"{HOST}/s/next", save)
    page.get_by_role("textbox").fill("I would ask them & listen.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("status").filter(has_text="Not saved yet").wait_for()
    assert page.get_by_role("textbox").input_value() == "I would ask them & listen."
    page.get_by_role("button", name="Try again now").click()
    page.wait_for_url(f"{HOST}/s/next")
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert "answer=I+would+ask+them+%26+listen." in sent[1]
    page.close()


def test_an_answer_the_server_questions_is_shown_with_its_error(browser):
    page = phone(browser)
    wrong = PAGES["13-18-error"][1]

    def save(route):
        route.fulfill(status=422, body=wrong, content_type="text/html; charset=utf-8")

    away(page, PAGES["13-18"][1])
    page.route(f"{HOST}/s/token/3", save)
    page.get_by_role("button", name="Skip this question").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert page.title().startswith("Error:")
    page.close()


def test_characters_left_are_counted_in_words_without_plural(page):
    show(page, PAGES["9-12-text"][1])
    page.get_by_role("textbox").fill("x" * 501)
    page.get_by_text("Characters too many: 1").first.wait_for()
    assert page.get_by_role("textbox").input_value() == "x" * 501


def test_an_exclusive_choice_unticks_the_others(page):
    sheet = Sheet("question/page.html", "9-12", question=chosen(QUESTIONS["9-12"]), reader=Reader())
    show(page, render(ENVIRONMENT, sheet))
    page.get_by_label("I don't know").check()
    assert page.locator(":checked").count() == 1
