"""Pages that end a visit without anything kept: no thanks, not for you."""

from flask import g, render_template

from feedback_app.respond.visit import say
from feedback_app.symbols import picture
from forms.definition import Presentation
from forms.questionnaire import PICTURED, Questionnaire


def closing_page(questionnaire: Questionnaire, page_id: str, presentation: Presentation) -> str:
    """Return one of a questionnaire's closing pages."""
    page = questionnaire.closing_page_by_id[page_id]
    g.presentation = presentation.value
    symbol = page.symbol if presentation in PICTURED else ""
    return render_template(
        "respond/words.html",
        symbol_src=picture(symbol),
        heading=say(page.heading, presentation),
        paragraphs=[say(each, presentation) for each in page.body],
    )
