"""Every page of respondents, in every presentation, as pictures for a person to look at.

Run as a script it answers real pages of an application on a database of its own and writes
build/screens/page-*.png:

    python -m tests.pages.screens [part of a name] [language ...]
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from forms.definition import Presentation
from tests.pages.browser import chromium, show
from tests.pages.opened import Opened, open_service
from tests.pages.rendering import ROOT
from tests.pages.respondents import beside, visit

WIDTHS = ((360, 640), (1280, 900))
LANGUAGES = ("en", "ar", "pl")


def pages(opened: Opened, language: str = "en") -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of every page in a language, in every presentation."""
    yield from beside(opened, language)
    for way in Presentation:
        for name, html in visit(opened, language, way):
            yield f"{way}-{name}", html


def main(part: str = "", *languages: str) -> None:
    """Write a picture of every page, on a phone and on a desk, to build/screens."""
    target = ROOT / "build" / "screens"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        opened = open_service(Path(folder))
        for language in languages or LANGUAGES:
            shown = [each for each in pages(opened, language) if part in each[0]]
            for width, height in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": height})
                for name, html in shown:
                    show(page, html)
                    path = target / f"page-{language}-{name}-{width}.png"
                    page.screenshot(path=path, full_page=True)
                page.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
