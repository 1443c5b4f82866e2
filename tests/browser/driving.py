"""Drive a real browser through a whole questionnaire, by mouse or by the keyboard alone."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Locator, Page

from forms.definition import Kind
from forms.definition import Page as Step
from forms.questionnaire import Questionnaire

FURTHEST = 90
"""Presses of Tab after which something cannot be reached."""
HAS_FOCUS = "(element) => element === document.activeElement"
Look = Callable[[Page], None]


class Mouse:
    """Points and clicks, and types into what it clicked."""

    def press(self, target: Locator) -> None:
        """Press a button or follow a link."""
        target.click()

    def choose(self, target: Locator) -> None:
        """Choose one of several."""
        target.check()

    def pick(self, target: Locator, value: str) -> None:
        """Pick from a list."""
        target.select_option(value)

    def write(self, target: Locator, words: str) -> None:
        """Type words."""
        target.fill(words)


class Keys:
    """The keyboard alone: Tab, arrows, Space, Enter and letters."""

    def __init__(self, at_stop: Look) -> None:
        self.at_stop = at_stop

    def press(self, target: Locator) -> None:
        """Go to a button or link and press Enter."""
        self._reach(target)
        target.page.keyboard.press("Enter")

    def choose(self, target: Locator) -> None:
        """Tick a box with Space; among radio buttons go on with the arrow."""
        if target.get_attribute("type") == "checkbox":
            self._reach(target)
            target.page.keyboard.press("Space")
            return
        group = target.page.locator(f"[name='{target.get_attribute('name')}']")
        self._reach(group.first)
        target.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.evaluate(HAS_FOCUS):
                break
            target.page.keyboard.press("ArrowDown")
        assert target.is_checked()

    def pick(self, target: Locator, value: str) -> None:
        """Go down a list until the value stands there."""
        self._reach(target)
        for _ in range(target.locator("option").count()):
            if target.input_value() == value:
                return
            target.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the list does not come to {value}")

    def write(self, target: Locator, words: str) -> None:
        """Type letter by letter."""
        self._reach(target)
        target.page.keyboard.type(words)

    def _reach(self, target: Locator) -> None:
        for _ in range(FURTHEST):
            if target.evaluate(HAS_FOCUS):
                return
            target.page.keyboard.press("Tab")
            self.at_stop(target.page)
        raise AssertionError(f"the keyboard does not come to {target} at {target.page.url}")


def drive(
    page: Page,
    address: str,
    questionnaire: Questionnaire,
    chosen: Mapping[str, str],
    *,
    hand: Mouse | Keys,
    look: Look,
) -> int:
    """Answer to the end, looking at every page on the way; return how many pages there were."""
    page.goto(address)
    look(page)
    hand.press(page.locator("button[name=agree]").first)
    page.wait_for_url("**/leaving")
    look(page)
    hand.press(page.locator("main form button").first)
    page.wait_for_url("**/1")
    pages = 2
    while not page.url.endswith("/check"):
        here = page.url
        step = questionnaire.page(int(here.rsplit("/", 1)[1]))
        give(page, step, chosen, hand=hand)
        look(page)
        hand.press(page.locator("main form#answer-form button[type=submit]:not([name])").first)
        page.wait_for_url(lambda url, here=here: url != here)
        pages += 1
    look(page)
    hand.press(page.locator("main form button.govuk-button").last)
    page.wait_for_url("**/sent")
    look(page)
    return pages + 2


def give(
    page: Page, step: Step, chosen: Mapping[str, str], *, hand: Mouse | Keys, name: str = "answer"
) -> None:
    """Give the answer to one question."""
    value = chosen.get(step.key, "")
    target = page.locator(f"main [name='{name}']")
    if not value:
        return
    if step.question.kind.is_free_text:
        hand.write(target, value)
    elif step.question.kind is Kind.PLACE and not step.question.takes_several:
        hand.pick(target, value)
    else:
        hand.choose(page.locator(f"main [name='{name}'][value='{value}']"))
