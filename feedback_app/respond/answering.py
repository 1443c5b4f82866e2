"""One question a page: shown, checked, and kept on the server before the next is shown."""

from dataclasses import replace

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from feedback_app.database import statements
from feedback_app.language import remember_language
from feedback_app.presenting import remember_reader
from feedback_app.respond.blueprint import bp
from feedback_app.respond.closing import closing_page
from feedback_app.respond.family import lead_to_family
from feedback_app.respond.fresh_pages import CHANGING, fresh_page, render_question
from feedback_app.respond.returning import show_code
from feedback_app.respond.visit import Visit, find_visit, lead_to, translate
from feedback_app.services import drafts
from forms.answers import Answers, read_answer
from forms.build import QuestionForm, build_form
from forms.definition import GoToClosingPage, GoToQuestionnaire, Page, State
from forms.routing import Step, is_on_path, next_step, prune


@bp.route("/s/<token>/<int:number>", methods=["GET", "POST"])
def question(token: str, number: int) -> ResponseReturnValue:
    """Show a question, or keep its answer and lead on."""
    with statements() as connection:
        visit = find_visit(connection, token)
        page = visit.questionnaire.page(number)
        if page is None or not number or not _is_met(visit, page):
            return lead_to(visit.where_to_go_on)
        if request.method == "GET":
            return fresh_page(visit, page) or _show(visit, page, _form(visit, page))
        if _changed_reading(connection, visit):
            visit = find_visit(connection, token)
            form = _form(visit, page)
            form.csrf_token.errors = []
            return _show(visit, page, form)
        form = _form(visit, page)
        if not form.validate():
            return _show(visit, page, form), 422
        if "save" in request.form and visit.draft.can_return:
            return _save_for_later(connection, visit, page, form)
        return _keep(connection, visit, page, form)


def _form(visit: Visit, page: Page) -> QuestionForm:
    return build_form(
        visit.questionnaire,
        page,
        answers=visit.draft.answers,
        presentation=visit.draft.presentation,
        formdata=request.form if request.method == "POST" else None,
        translate=translate,
    )


def _is_met(visit: Visit, page: Page) -> bool:
    draft = visit.draft
    return is_on_path(visit.questionnaire, draft.answers, page=page, mode=draft.mode)


def _changed_reading(connection: Connection, visit: Visit) -> bool:
    """Take a change of language or of the reader's controls; what was typed stays on the page."""
    language = request.form.get("language", "")
    if language:
        remember_language(language)
        drafts.change_language(connection, visit.draft, language)
    return remember_reader(request.form) or bool(language)


def _keep(
    connection: Connection, visit: Visit, page: Page, form: QuestionForm
) -> ResponseReturnValue:
    draft = visit.draft
    answers = {**draft.answers, page.key: read_answer(page, form)}
    step = next_step(visit.questionnaire, answers, after=page, mode=draft.mode)
    if isinstance(step, GoToQuestionnaire):
        return _lead_on(lead_to_family(connection, visit, step))
    if isinstance(step, GoToClosingPage):
        drafts.delete_draft(connection, draft.id)
        return closing_page(visit.questionnaire, step.id, draft.presentation)
    kept = prune(visit.questionnaire, answers, mode=draft.mode)
    drafts.save_answers(connection, draft, kept)
    return _lead_on(_next_address(visit, step, kept))


def _save_for_later(
    connection: Connection, visit: Visit, page: Page, form: QuestionForm
) -> ResponseReturnValue:
    """Keep what was given here, if anything was, and show the code to come back with."""
    answer = read_answer(page, form)
    if answer.state is not State.SKIPPED:
        answers = {**visit.draft.answers, page.key: answer}
        kept = prune(visit.questionnaire, answers, mode=visit.draft.mode)
        drafts.save_answers(connection, visit.draft, kept)
        visit = replace(visit, draft=replace(visit.draft, answers=kept))
    return show_code(connection, visit)


def _lead_on(address: str) -> ResponseReturnValue:
    """Lead to the next page; a script that sent the form is only told where it is."""
    if request.headers.get("X-Answer-By") == "script":
        return "", 204, {"Location": address}
    return lead_to(address)


def _next_address(visit: Visit, step: Step, kept: Answers) -> str:
    """Return where to go: after a change from the check page, back there if nothing is new."""
    if isinstance(step, Page) and request.args.get("from") == CHANGING:
        return replace(visit, draft=replace(visit.draft, answers=kept)).where_to_go_on
    return visit.address(step) if isinstance(step, Page) else visit.check_address


def _show(visit: Visit, page: Page, form: QuestionForm) -> str:
    return render_question(visit, page, form)
