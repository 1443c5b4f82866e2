"""A language nobody speaks: every string that a translator is offered stands in marks of its own.

Whatever a respondent can read or hear outside those marks escaped the translators.
"""

import pytest
from bs4 import BeautifulSoup, NavigableString
from bs4.element import PreformattedString

from feedback_app import language
from forms.definition import Presentation
from tests.pages.opened import open_service
from tests.pages.respondents import WORDS, beside, visit

OPENS, CLOSES = "⟦", "⟧"
SPOKEN = ("alt", "aria-label", "placeholder", "title")
NOT_OURS = (
    ("[lang]:not(html)", "each language by its own name"),
    (".contacts", "whom to call, as the partnership wrote it"),
    ("option[value]:not([value=''])", "names of places"),
    (".credits", "who drew the pictures, and their licences"),
    (".code-words, strong[dir=ltr]", "words of a code"),
    ("[dir=auto], textarea", "what people wrote, and titles staff gave"),
)
"""What stays as it is in every language, and why."""
GIVEN = (WORDS, "Sample")
"""What a respondent wrote, and the title staff gave a survey."""


class Pseudo:
    """A catalogue that marks every message."""

    def gettext(self, message: str) -> str:
        """Return the message in marks; its blanks stay."""
        return f"{OPENS}{message}{CLOSES}"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form for a number, in marks."""
        return self.gettext(singular if number == 1 else plural)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every page of respondents in that language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FEEDBACK_DATABASE_URL", raising=False)
        opened = open_service(tmp_path_factory.mktemp("pseudo"), languages=("pl",))
        patch.setattr(language, "catalogue", lambda _code: Pseudo())
        patch.setattr(language, "_SAID", {})
        found = dict(beside(opened, "pl"))
        for way in Presentation:
            found |= {f"{way}-{name}": html for name, html in visit(opened, "pl", way)}
    return found


def outside(text):
    """Return the letters of a text that stand outside the marks."""
    depth, rest = 0, []
    for letter in text:
        depth += (letter == OPENS) - (letter == CLOSES)
        if depth == 0 and letter.isalpha():
            rest.append(letter)
    return "".join(rest)


def escaped(html):
    """Return the words of a page that no translator was offered."""
    sheet = BeautifulSoup(html, "html.parser")
    for selector, _why in NOT_OURS:
        for each in sheet.select(selector):
            each.decompose()
    texts = [
        str(text)
        for text in sheet.find_all(string=True)
        if type(text) is NavigableString
        and not isinstance(text, PreformattedString)
        and text.parent.name not in ("script", "style")
    ]
    for each in sheet.select("*"):
        texts += [
            str(value)
            for name, value in each.attrs.items()
            if name in SPOKEN or name.startswith("data-i18n") or name.endswith("-text")
        ]
    return [text.strip() for text in texts if outside(without_given(text))]


def without_given(text):
    """Return a text without what people wrote."""
    for each in GIVEN:
        text = text.replace(each, "")
    return text


def test_no_word_on_any_page_escaped_the_translators(pages):
    assert len(pages) > 180
    found = {name: told for name, html in pages.items() if (told := escaped(html))}
    assert found == {}


def test_a_word_that_escaped_is_noticed():
    assert escaped("<p>⟦One ⟦two⟧⟧ 3</p>") == []
    assert escaped("<p>⟦One⟧ two</p>") == ["⟦One⟧ two"]
    assert escaped('<p><img alt="A bus">⟦One⟧</p>') == ["A bus"]
