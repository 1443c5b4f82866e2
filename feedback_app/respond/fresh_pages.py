"""Question pages: rendered, and kept for the next respondent where they are the same for all.

A question that nobody has answered yet looks the same to everyone who reads it in the same
way; only the visit's token differs. Rendering is half the cost of a page, so such a page is
rendered once and its token put in each time, until a recording is added. Nothing a
respondent gave is ever kept here.
"""

from collections.abc import Callable, Hashable

from flask import current_app, g, render_template, request, session

from feedback_app.language import current_language
from feedback_app.presenting import form_token, reader
from feedback_app.respond.question_view import help_card_after, view_question
from feedback_app.respond.visit import Visit, translate
from feedback_app.sounding import sounds
from forms.build import QuestionForm, build_form
from forms.csrf import visit_token
from forms.definition import Page
from forms.piping import PIPE
from forms.routing import count_of, previous_page

CHANGING, LED_ON = "change", "family"
"""What an address ends with after the check page, and after other questions of the family."""
PLACE = "place-of-the-visit-s-own"
MOST = 2_000


def fresh_page(visit: Visit, page: Page) -> str:
    """Return a page that is the same for everyone, or nothing where it is not."""
    if not _is_same_for_all(visit, page):
        return ""
    g.has_answer_form = True
    return kept_page(_key(visit, page), lambda: _render(visit, page))


def kept_page(key: Hashable, render: Callable[[], str]) -> str:
    """Return a page that is the same for everyone of a key, with this visit's own token."""
    pages: dict[Hashable, list[str]] = current_app.extensions["fresh_pages"]
    whole = (key, current_language(), reader(), sounds().moment())
    parts = pages.get(whole)
    if parts is None:
        if len(pages) >= MOST:
            pages.clear()
        parts = pages[whole] = _render_without_token(render).split(PLACE)
    return visit_token(session).join(parts)


def _render_without_token(render: Callable[[], str]) -> str:
    g.form_token = PLACE
    try:
        return render()
    finally:
        g.pop("form_token")


def render_question(visit: Visit, page: Page, form: QuestionForm) -> str:
    """Return the page of one question."""
    g.has_answer_form = True
    came_from = request.args.get("from")
    is_change = came_from == CHANGING
    before = _page_before(visit, page)
    return render_template(
        "question/page.html",
        question=view_question(visit, page, form),
        progress=_progress(visit, page),
        form={"action": request.full_path.rstrip("?"), "csrf_token": form_token()},
        back_url=visit.check_address if is_change else visit.address(before),
        help_card=help_card_after(visit, before),
        other_ways_url=f"/s/{visit.token}/ways" if came_from == LED_ON else "",
    )


def _is_same_for_all(visit: Visit, page: Page) -> bool:
    question = page.question
    depends = question.shuffle or question.options_from_answer or question.routes
    piped = any(PIPE.search(text) for text in page.wording.texts)
    return not (depends or piped or request.args or page.key in visit.draft.answers)


def _key(visit: Visit, page: Page) -> Hashable:
    draft = visit.draft
    progress = _progress(visit, page) or {}
    before = _page_before(visit, page)
    return (
        visit.token,
        draft.questionnaire_id,
        page.number,
        draft.presentation,
        draft.offers,
        progress.get("number"),
        progress.get("total"),
        progress.get("is_at_most"),
        before.number,
        help_card_after(visit, before),
    )


def _render(visit: Visit, page: Page) -> str:
    form = build_form(
        visit.questionnaire,
        page,
        answers=visit.draft.answers,
        presentation=visit.draft.presentation,
        translate=translate,
    )
    return render_question(visit, page, form)


def _page_before(visit: Visit, page: Page) -> Page:
    draft = visit.draft
    return previous_page(visit.questionnaire, draft.answers, before=page, mode=draft.mode)


def _progress(visit: Visit, page: Page) -> dict[str, int] | None:
    """Return the place of a question and how many there are: for certain, or at most."""
    if not page.takes_answer:
        return None
    draft = visit.draft
    count = count_of(visit.questionnaire, draft.answers, page=page, mode=draft.mode)
    return {"number": count.place, "total": count.most, "is_at_most": not count.is_certain}
