"""Ways to answer: every presentation by its name, in words and with a picture.

Nobody is asked for an age here: each way says for whom it is made, and anyone may take any.
"""

from dataclasses import dataclass

from feedback_app.language import gettext as _
from feedback_app.symbols import picture
from forms.definition import Presentation


@dataclass(frozen=True)
class Way:
    """One tile of a page on which a respondent chooses."""

    href: str
    label: str
    hint: str
    symbol_src: str
    name: str = ""


SYMBOLS = {
    Presentation.AGES_5_8: "teddy",
    Presentation.AGES_9_12: "backpack",
    Presentation.AGES_13_18: "headphones",
    Presentation.ADULT: "cup",
    Presentation.EASY_READ: "book",
}


def way_of(presentation: Presentation, href: str) -> Way:
    """Return the tile of a presentation, in the language of the page."""
    label, hint = _words(presentation)
    return Way(href, label, hint, picture(SYMBOLS[presentation]), presentation.value)


def _words(presentation: Presentation) -> tuple[str, str]:
    match presentation:
        case Presentation.AGES_5_8:
            return _("Big pictures"), _("For children aged 5 to 8. Someone can help you.")
        case Presentation.AGES_9_12:
            return _("For ages 9 to 12"), _("Short questions, a page at a time.")
        case Presentation.AGES_13_18:
            return _("For ages 13 to 18"), _("Straight questions and clear words.")
        case Presentation.ADULT:
            return _("Plain"), _("For adults, and for anyone who likes it plain.")
        case Presentation.EASY_READ:
            return _("Easy Read"), _("Short sentences with pictures.")
