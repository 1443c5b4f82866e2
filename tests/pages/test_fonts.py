"""Every letter of every catalogue is drawn by a font that is shipped, or left to the system.

Left to it are whole scripts: Cyrillic and Arabic weigh more than a first page may.
"""

import unicodedata
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page

from feedback_app.language import CATALOGUES, DEFAULT, KNOWN
from tests.pages.browser import chromium, show
from tests.pages.gallery import start_sheet
from tests.pages.rendering import environment, render

SYSTEM_SCRIPT = {"uk": "CYRILLIC", "ar": "ARABIC"}
SHIPPED = [code for code in KNOWN if code not in SYSTEM_SCRIPT]
FILL = """([letters, weight]) => {
  const rows = letters.map((letter) => Object.assign(document.createElement('p'),
    { textContent: letter }))
  document.querySelector('main').replaceChildren(...rows)
  for (const row of rows) row.style.fontWeight = weight
  return document.fonts.ready.then(() => document.fonts.size)
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def letters_of(code: str) -> set[str]:
    """Return every character of a language's catalogue that leaves a mark on the page."""
    with (
        CATALOGUES / ("pl" if code == DEFAULT else code) / "LC_MESSAGES/messages.po"
    ).open() as po:
        catalogue = read_po(po)
    texts = [message.id if code == DEFAULT else message.string for message in catalogue]
    joined = "".join("".join(text) if isinstance(text, tuple | list) else text for text in texts)
    return {letter for letter in joined if unicodedata.category(letter)[0] not in "ZC"}


def drawn_elsewhere(page: Page, letters: list[str], weight: int) -> list[str]:
    """Return the characters that no shipped font draws."""
    page.evaluate(FILL, [letters, weight])
    page.evaluate(FILL, [letters, weight])
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    rows = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "main > p"})
    return [
        letter
        for letter, row in zip(letters, rows["nodeIds"], strict=True)
        if not all(
            font["isCustomFont"]
            for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": row})["fonts"]
        )
    ]


@pytest.mark.browser
@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_font_draws_every_letter(browser, code, weight):
    page = browser.new_page()
    show(page, render(environment(), start_sheet("13-18")))
    letters = sorted(letters_of(code))
    assert len(letters) > 60
    assert drawn_elsewhere(page, letters, weight) == []
    assert drawn_elsewhere(page, ["ж", "ع"], weight) == ["ж", "ع"]
    page.close()


@pytest.mark.parametrize(("code", "script"), SYSTEM_SCRIPT.items())
def test_other_letters_are_of_a_script_that_is_left_to_the_system(code, script):
    letters = {letter for letter in letters_of(code) if letter.isalpha()}
    kinds = {unicodedata.name(letter).split()[0] for letter in letters}
    assert kinds == {script, "LATIN"}
