"""Sample pages in every presentation, and pictures of them to look at.

Run as a script it writes build/screens/*.png:  python -m tests.pages.gallery [part of a name]
"""

import sys
from collections.abc import Iterator
from dataclasses import replace

from tests.pages.browser import chromium, show
from tests.pages.rendering import ROOT, environment, render, symbol
from tests.pages.views import Choice, QuestionView, Reader, Sheet

FACES = (
    Choice("yes", "Yes", symbol_src=symbol("happy_lady")),
    Choice("some", "Sometimes", symbol_src=symbol("confused_lady")),
    Choice("no", "No", symbol_src=symbol("sad_lady")),
    Choice("dont_know", "I don't know", symbol_src=symbol("what")),
)
OFTEN = tuple(
    Choice(code, label)
    for code, label in (
        ("always", "Always"),
        ("mostly", "Most of the time"),
        ("sometimes", "Sometimes"),
        ("never", "Never"),
        ("dont_know", "I don't know"),
        ("rather_not", "I'd rather not say"),
    )
)
PRIORITIES = (
    Choice("voice", "Grown-ups listening to children", symbol_src=symbol("hear_,_to")),
    Choice("home", "Food, a warm home and someone to look after you", symbol_src=symbol("house")),
    Choice("online", "Being safe on games and phones", symbol_src=symbol("mobile_phone")),
    Choice(
        "school", "Being safe at school and no bullying", symbol_src=symbol("school"), checked=True
    ),
    Choice("other", "Something else", takes_text=True),
    Choice("dont_know", "I don't know", exclusive=True),
)
QUESTIONS = {
    "5-8": QuestionView(
        "single", "Do you feel safe at school?", FACES, symbol_src=symbol("school")
    ),
    "9-12": QuestionView(
        "multi", "What should we work on first?", PRIORITIES, hint="You can choose three."
    ),
    "13-18": QuestionView(
        "single",
        "I feel safe where I live",
        OFTEN,
        caption="How often is this true for you?",
    ),
    "adult": QuestionView(
        "single",
        "The partnership's plans are explained to my team",
        OFTEN,
        hint="Think of the last twelve months.",
    ),
    "easy-read": QuestionView(
        "single", "Do grown-ups listen to you?", FACES, symbol_src=symbol("ear")
    ),
}
ARABIC = replace(
    QUESTIONS["9-12"],
    heading="ما الذي يجب أن نعمل عليه أولاً؟",
    hint="يمكنك اختيار ثلاثة.",
    options=(
        Choice("voice", "أن يستمع الكبار إلى الأطفال", symbol_src=symbol("ear"), checked=True),
        Choice("home", "الطعام وبيت دافئ ومن يعتني بك", symbol_src=symbol("house")),
        Choice("school", "الأمان في المدرسة وعدم التنمر", symbol_src=symbol("school")),
    ),
)
LONG_TEXT = QuestionView(
    "long_text",
    "If you were in charge for a day, what would you do to keep children safe?",
    hint="Please do not write names.",
    max_characters=500,
    value="I would ask them.",
)


def chosen(question: QuestionView) -> QuestionView:
    """Return the question with its first option chosen."""
    first, *others = question.options
    return replace(question, options=(replace(first, checked=True), *others))


def sheets() -> Iterator[tuple[str, Sheet]]:
    """Yield every page of the gallery with its name."""
    page = "question/page.html"
    for presentation, question in QUESTIONS.items():
        yield presentation, Sheet(page, presentation, question=chosen(question))
        wrong = replace(question, error="Choose an answer, or skip this question")
        yield f"{presentation}-error", Sheet(page, presentation, question=wrong)
        arabic = replace(ARABIC, kind=question.kind, symbol_src=question.symbol_src)
        yield f"{presentation}-rtl", Sheet(page, presentation, "ar", "rtl", question=arabic)
        text = replace(LONG_TEXT, symbol_src=question.symbol_src)
        yield f"{presentation}-text", Sheet(page, presentation, question=text)
        for contrast in ("dark", "high"):
            yield (
                f"{presentation}-{contrast}",
                Sheet(
                    page, presentation, question=chosen(question), reader=Reader(contrast=contrast)
                ),
            )
    yield from _further_sheets(page)


def _further_sheets(page: str) -> Iterator[tuple[str, Sheet]]:
    reading = QuestionView(
        "information",
        "What this is",
        value=[
            {"text": "We want to hear from you.", "symbol_src": symbol("hear_,_to")},
            {"text": "There is no wrong answer.", "symbol_src": symbol("correct_thought")},
            {"text": "You can stop when you want.", "symbol_src": symbol("finish")},
            {
                "text": "If someone is hurt, we tell a safe grown-up.",
                "symbol_src": symbol("talk_1_,_to"),
            },
        ],
        can_skip=False,
    )
    for presentation in ("5-8", "9-12", "easy-read"):
        yield f"{presentation}-reading", Sheet(page, presentation, question=reading)
    place = QuestionView("place", "Which place is near your home?", OFTEN)
    yield "13-18-place", Sheet(page, "13-18", question=place)
    short = QuestionView(
        "short_text", "Which word fits best?", max_characters=80, error="Use fewer words"
    )
    yield "adult-short", Sheet(page, "adult", question=short)
    wide = Reader(text_size="largest", spacing="wide", font="plain")
    yield "9-12-wide", Sheet(page, "9-12", question=QUESTIONS["9-12"], reader=wide)
    plain = Reader(pictures="off")
    yield "5-8-no-pictures", Sheet(page, "5-8", question=QUESTIONS["5-8"], reader=plain)
    silent = QUESTIONS["easy-read"]
    spoken = tuple(replace(each, audio_src="/choice.mp3") for each in silent.options)
    heard = replace(silent, options=spoken, audio_src="/sound.mp3", hint="Press to listen.")
    yield "easy-read-audio", Sheet(page, "easy-read", question=heard)
    for presentation in QUESTIONS:
        yield f"{presentation}-start", start_sheet(presentation)
    yield "staff", staff_sheet()


def start_sheet(presentation: str) -> Sheet:
    """Return a first page: ways to answer, words to read, the reader's controls opened."""
    ways = (
        ("Pictures and sound", "teddy", "For young children, with a helper"),
        ("I am 9 to 12", "backpack", ""),
        ("I am 13 or older", "headphones", ""),
        ("Easy Read", "book", "Short sentences and pictures"),
        ("I am a grown-up", "cup", ""),
    )
    tiles = [
        {"href": "/s/token", "text": text, "symbol_src": symbol(name), "hint": hint}
        for text, name, hint in ways
    ]
    return Sheet(
        "gallery_start.html",
        presentation,
        reader=Reader(form_id="reader"),
        more={"tiles": tiles, "back_url": "", "thanks": presentation == "9-12"},
    )


def staff_sheet() -> Sheet:
    """Return a page with everything staff and Board pages are made of."""
    return Sheet(
        "gallery_staff.html",
        "adult",
        reader=Reader(form_id="reader"),
        more={
            "exit_url": "",
            "help_url": "",
            "demonstration": True,
            "staff_name": "Ada Coder",
            "sign_out_url": "/sign-out",
            "csrf_token": "token",
            "menu": [
                {"href": "/coding", "text": "Coding", "current": True, "count": 12},
                {"href": "/surveys", "text": "Surveys"},
                {"href": "/reports", "text": "Reports"},
            ],
            "trail": [{"href": "/", "text": "Home"}, {"text": "Coding"}],
        },
    )


def main(part: str = "") -> None:
    """Write a picture of every page, on a phone and on a desk, to build/screens."""
    target = ROOT / "build" / "screens"
    target.mkdir(parents=True, exist_ok=True)
    env = environment()
    with chromium() as browser:
        for width, height in ((360, 640), (1280, 900)):
            page = browser.new_page(viewport={"width": width, "height": height})
            for name, sheet in sheets():
                if part in name:
                    show(page, render(env, sheet))
                    page.screenshot(path=target / f"component-{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
