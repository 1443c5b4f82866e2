"""What came of a survey, for anybody: what was told, what was done, and did it change anything.

Each survey has one page for children, and the same in Easy Read. What reads results loads when
somebody asks for them: most workers never show any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from feedback_app import error_pages
from feedback_app.database import reading
from feedback_app.errors import WithdrawnError
from feedback_app.language import current_language
from feedback_app.language import gettext as _
from feedback_app.respond.blueprint import bp
from feedback_app.symbols import picture
from forms.definition import Presentation

if TYPE_CHECKING:
    from feedback_app.rendering.results import BlockOnPage
    from feedback_app.services.results import Results


@bp.get("/results")
def results_list() -> ResponseReturnValue:
    """Show the surveys whose results are out."""
    from feedback_app.services import results

    g.presentation = Presentation.AGES_9_12.value
    with reading() as rows:
        found = results.published(rows)
    return render_template("respond/results_list.html", surveys=found)


@bp.get("/results/<survey_id>")
def show_results(survey_id: str) -> ResponseReturnValue:
    """Show what children told and what came of it."""
    return _page(survey_id, Presentation.AGES_9_12)


@bp.get("/results/<survey_id>/easy-read")
def show_easy_results(survey_id: str) -> ResponseReturnValue:
    """Show the same in Easy Read."""
    return _page(survey_id, Presentation.EASY_READ)


def _page(survey_id: str, presentation: Presentation) -> ResponseReturnValue:
    from feedback_app.rendering.results import lay_out
    from feedback_app.services import results
    from feedback_app.services.ask_translations import SOURCE

    g.presentation = presentation.value
    is_easy = presentation is Presentation.EASY_READ
    try:
        with reading() as rows:
            found = results.read_results(
                rows, survey_id, easy_read=is_easy, language=current_language()
            )
    except WithdrawnError as gone:
        return error_pages.show(
            gone.status,
            _("We took these results back"),
            _(
                "We took them back on %(day)s. This is why: %(because)s",
                day=gone.day,
                because=gone.because,
            ),
            _("If you kept a copy, please delete it. New results will be on this page."),
        )
    other = ".show_results" if is_easy else ".show_easy_results"
    return render_template(
        "respond/results.html",
        results=found,
        blocks=lay_out(found, picture=picture),
        asks=_ask_blocks(found, is_easy=is_easy),
        is_easy=is_easy,
        is_english=current_language() == SOURCE,
        has_untranslated=not all(each.is_translated for each in found.asks),
        other_href=url_for(other, survey_id=survey_id),
    )


def _ask_blocks(found: Results, *, is_easy: bool) -> list[BlockOnPage]:
    """Return the asks as a list of pictured lines, or of plain ones."""
    from feedback_app.rendering.results import BlockOnPage

    blocks = []
    for ask in found.asks:
        asked = _spoken(_("You said: %(words)s"), ask.said, is_translated=ask.is_said_translated)
        lines: list[tuple[str, str]] = [(asked, picture("speak") if is_easy else "")]
        if ask.answer:
            symbol = {"yes": "done", "partly": "amount_some", "no": "cross"}[ask.answer]
            drawn = picture(symbol) if is_easy else ""
            did = _spoken(_("We say: %(words)s"), ask.did, is_translated=ask.is_did_translated)
            lines.append((did, drawn))
            lines.append((_changed(ask.changed), picture("star") if is_easy else ""))
        else:
            words = _late() if ask.state == "overdue" else _("We will answer this.")
            lines.append((words, picture("calendar") if is_easy else ""))
        blocks.append(BlockOnPage("pictured", lines=tuple(lines)))
    return blocks


def _spoken(sentence: str, words: str, *, is_translated: bool) -> Markup:
    """Return a sentence with words in it, marked as English where they are not the reader's."""
    if is_translated:
        return escape(sentence) % {"words": words}
    english = Markup('<span lang="en-GB" dir="ltr">{}</span>').format(words)
    return escape(sentence) % {"words": english}


def _late() -> str:
    return str(_("We are late with this. Sorry. We will answer."))


def _changed(value: str) -> str:
    words = {
        "yes": _("It has made a change."),
        "a-little": _("It has made a small change."),
        "not-yet": _("We do not know yet if it made a change."),
        "no": _("It has not made a change yet."),
    }
    return str(words[value])
