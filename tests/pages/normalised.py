"""HTML written down so that two pieces that mean the same read the same."""

from html.parser import HTMLParser

VOID = {"br", "img", "input", "hr", "meta", "link"}


class Normaliser(HTMLParser):
    """Write HTML down as one line a tag: attributes sorted, white space of no meaning left out.

    Words for the script (data-i18n) are left out too: GOV.UK Frontend writes them only when
    asked, we always do, so that a script speaks the language of the page. A test asks for them.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = [
            f'{key}="{" ".join((value or "").split())}"'
            for key, value in sorted(attrs)
            if not key.startswith("data-i18n.")
        ]
        self.lines.append(f"<{' '.join([tag, *words])}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.lines.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.lines.append(text)


def normalised(html: str) -> list[str]:
    parser = Normaliser()
    parser.feed(html)
    return parser.lines
