"""What the pictures of a sound questionnaire obey: where they are offered, none is missing.

In the presentations for the youngest and in Easy Read every idea stands beside a picture. An
author who finds no fair one says so with the symbol `words_only`; forgetting it is a fault.
"""

from collections.abc import Iterator

from forms.definition import Presentation, Question
from forms.loaded import Loaded
from forms.questionnaire import PICTURED, Card, End, Start


def check_pictures(loaded: Loaded) -> None:
    """Add a fault for every picture that a pictured presentation lacks."""
    pictured = [each for each in loaded.questionnaire.presentations if each in PICTURED]
    if not pictured:
        return
    for question in loaded.questionnaire.questions:
        _check_question(loaded, question, pictured[0])
    for question in (loaded.questionnaire.start.agree, *loaded.questionnaire.questions):
        _check_options(loaded, question, pictured[0])
    _check_cards(loaded, loaded.questionnaire.start, pictured[0], key="start")
    _check_cards(loaded, loaded.questionnaire.end, pictured[0], key="end")
    for page in loaded.questionnaire.closing_pages:
        if not page.symbol:
            problem = f"The closing page '{page.id}' has no picture for '{pictured[0]}'"
            loaded.fault(page, problem, "Add 'symbol: …'")
    for card in _cards(loaded):
        if not card.symbol:
            problem = f"This card has no picture for '{pictured[0]}'"
            loaded.fault(card, problem, "Add 'symbol: …'")


def _check_question(loaded: Loaded, question: Question, pictured: Presentation) -> None:
    if not question.symbol:
        problem = f"The question '{question.id}' has no picture for '{pictured}'"
        loaded.fault(question, problem, "Add 'symbol: …'")


def _check_options(loaded: Loaded, question: Question, pictured: Presentation) -> None:
    for option in question.options:
        if not option.symbol:
            problem = f"The option '{option.code}' has no picture for '{pictured}'"
            loaded.fault(option, problem, "Add 'symbol: …'")


def _check_cards(loaded: Loaded, page: Start | End, pictured: Presentation, *, key: str) -> None:
    if not page.cards:
        problem = f"There are no cards under '{key}' for '{pictured}'"
        loaded.fault(page, problem, "Add 'cards:', each with a 'symbol' and a 'text'")


def _cards(loaded: Loaded) -> Iterator[Card]:
    questionnaire = loaded.questionnaire
    yield from questionnaire.start.cards
    yield from questionnaire.end.cards
    if questionnaire.tile:
        yield questionnaire.tile
