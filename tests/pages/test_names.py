"""What a screen reader is told of each kind of question in each presentation: names and roles.

The answers that were looked at stand in `names/`. Run as a script this writes them anew; then read
what changed before it is kept:  python -m tests.pages.test_names
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from forms.definition import Presentation
from tests.pages.browser import chromium, show
from tests.pages.gallery import LONG_TEXT, OFTEN, QUESTIONS
from tests.pages.rendering import environment, render
from tests.pages.views import QuestionView, Sheet

KEPT = Path(__file__).parent / "names"
KINDS = {
    "single": QUESTIONS["13-18"],
    "multi": QUESTIONS["9-12"],
    "long_text": LONG_TEXT,
    "short_text": QuestionView("short_text", "Which word fits best?", max_characters=80),
    "place": QuestionView("place", "Which place is near your home?", OFTEN),
    "grid_row": QuestionView("grid_row", "I am listened to", OFTEN, caption="How often?"),
    "information": QuestionView("information", "The plan", value=[{"text": "A group leads it."}]),
}
CASES = list(product(KINDS, Presentation))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def told(page: Page, kind: str, presentation: str) -> str:
    """Return the tree of names and roles of a question's page."""
    sheet = Sheet("question/page.html", presentation, question=KINDS[kind])
    show(page, render(environment(), sheet))
    return page.locator("body").aria_snapshot() + "\n"


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "presentation"), CASES)
def test_names_and_roles_are_those_that_were_looked_at(browser, kind, presentation):
    page = browser.new_page(viewport={"width": 360, "height": 640})
    kept = (KEPT / f"{kind}-{presentation}.yml").read_text(encoding="utf-8")
    assert told(page, kind, presentation) == kept
    page.close()


def main() -> None:
    """Write what is told now."""
    KEPT.mkdir(exist_ok=True)
    with chromium() as opened:
        page = opened.new_page(viewport={"width": 360, "height": 640})
        for kind, presentation in CASES:
            path = KEPT / f"{kind}-{presentation}.yml"
            path.write_text(told(page, kind, presentation), encoding="utf-8")


if __name__ == "__main__":
    main()
