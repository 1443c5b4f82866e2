"""What a page is given to show: the records our templates read, with sample values."""

from dataclasses import dataclass, field
from typing import Any

from forms.questionnaire import PICTURED


@dataclass(frozen=True)
class Choice:
    """One option as a question partial reads it."""

    value: str
    label: str
    hint: str = ""
    symbol_src: str = ""
    alt: str = ""
    checked: bool = False
    takes_text: bool = False
    exclusive: bool = False
    audio_src: str = ""


@dataclass(frozen=True)
class QuestionView:
    """One question as a question partial reads it."""

    kind: str
    heading: str
    options: tuple[Choice, ...] = ()
    caption: str = ""
    hint: str = ""
    value: Any = ""
    error: str = ""
    max_characters: int = 1000
    name: str = "answer"
    other_name: str = "other"
    level: int = 1
    other_value: str = ""
    symbol_src: str = ""
    audio_src: str = ""
    is_read_aloud: bool = False
    can_skip: bool = True


@dataclass(frozen=True)
class Reader:
    """What the reader asked for, and where the controls lead."""

    text_size: str = ""
    spacing: str = ""
    contrast: str = ""
    font: str = ""
    pictures: str = ""
    sound: str = ""
    action: str = "/s/token/reader"
    form_id: str = "answer-form"
    csrf_token: str = "token"


@dataclass(frozen=True)
class Language:
    """A language offered: its tag, its own name for itself, where it leads."""

    lang: str
    text: str
    href: str
    current: bool = False
    dir: str = ""


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    href: str
    text: str


@dataclass(frozen=True)
class Progress:
    """Which question of how many."""

    number: int
    total: int
    is_at_most: bool = False


@dataclass(frozen=True)
class AnswerForm:
    """Where an answer is sent, and the token that proves the page was ours."""

    action: str
    csrf_token: str


@dataclass(frozen=True)
class Brand:
    """Whose survey it is."""

    name: str = "Cumbria Safeguarding Children Partnership"
    stylesheet: str = "/brand.css"
    logo_src: str = ""
    home_url: str = "/"


LANGUAGES = (
    Language("en", "English", "?language=en", current=True),
    Language("pl", "Polski", "?language=pl"),
    Language("ro", "Română", "?language=ro"),
    Language("uk", "Українська", "?language=uk"),
    Language("ar", "العربية", "?language=ar", dir="rtl"),
)
FOOTER = (
    Link("/privacy", "Privacy"),
    Link("/accessibility", "Accessibility"),
    Link("/complaints", "Complaints"),
    Link("/credits", "Picture credits"),
)


@dataclass(frozen=True)
class Sheet:
    """One page of the gallery: its template and everything that template reads."""

    template: str
    presentation: str = "13-18"
    lang: str = "en"
    direction: str = "ltr"
    reader: Reader = field(default_factory=Reader)
    question: QuestionView | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def context(self) -> dict[str, Any]:
        """Return the names the template reads."""
        return {
            "lang": self.lang,
            "dir": self.direction,
            "presentation": self.presentation,
            "pictured": self.presentation in PICTURED,
            "reader": self.reader,
            "brand": Brand(),
            "exit_url": "/exit",
            "help_url": "/help",
            "back_url": "/s/token/2",
            "demonstration": False,
            "languages": LANGUAGES,
            "footer_items": FOOTER,
            "question": self.question,
            "progress": Progress(3, 8),
            "form": AnswerForm("/s/token/3", "token"),
            **self.more,
        }
