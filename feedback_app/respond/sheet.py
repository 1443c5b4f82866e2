"""All questions on one page, sent once: for a poor signal, with scripts or without.

Where a respondent keeps it on a device, the same page is filled there and sealed (`device`).
"""

from dataclasses import dataclass, replace
from secrets import token_urlsafe

from flask import g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from feedback_app.access import settings
from feedback_app.database import statements, writing
from feedback_app.language import current_language, use_language
from feedback_app.presenting import form_token
from feedback_app.respond.blueprint import bp
from feedback_app.respond.choosing import open_to_answer, wanted
from feedback_app.respond.closing import closing_page
from feedback_app.respond.even_time import as_long_for_all
from feedback_app.respond.inviting import invitation_of
from feedback_app.respond.question_view import QuestionView, view_cards, view_question
from feedback_app.respond.starting import presentation_of
from feedback_app.respond.visit import DRAFT_KEY, Visit, say, translate
from feedback_app.services import clock, device_answers, drafts, places, responding
from feedback_app.services.device_keys import device_key
from feedback_app.services.drafts import OpenDraft
from feedback_app.services.keyring import keyring_of
from feedback_app.services.links import Link
from feedback_app.services.room import refuse_when_full
from feedback_app.services.surveys import frozen_questionnaire
from forms.answers import Answer, read_answer
from forms.build import QuestionForm, build_form
from forms.csrf import KEY as TOKEN
from forms.definition import AnswerIs, Mode, Page, Presentation
from forms.loose import codes_elsewhere, every_choice, pages_of_sheet
from forms.questionnaire import Questionnaire
from forms.routing import next_step, prune


@dataclass(frozen=True)
class Sheet:
    """One respondent's page of all questions, with what was given on it so far."""

    link: Link
    questionnaire: Questionnaire
    presentation: Presentation
    views: tuple[QuestionView, ...]
    answers: dict[str, Answer]

    @property
    def faults(self) -> list[dict[str, str]]:
        """What has to be mended, for the summary."""
        return [{"href": f"#{each.name}", "text": each.error} for each in self.views if each.error]


@bp.route("/s/<token>/all", methods=["GET", "POST"])
def all_questions(token: str) -> ResponseReturnValue:
    """Show every question on one page, or store what was given there, once."""
    with statements() as connection:
        once = f"sheet|{token}|{request.form.get('csrf_token', '')}"
        if request.method == "POST" and device_answers.was_noted(connection, once):
            return redirect(f"/s/{token}/sent", 303)
        link, _notice = open_to_answer(connection, token)
        if link.leads_to_all:
            return redirect(f"/s/{token}", 303)
        questionnaire, presentation = _opened(connection, link)
        sheet = _read(link, questionnaire, presentation)
        if request.method == "GET":
            return _show(connection, sheet)
        if sheet.faults:
            return _show(connection, sheet), 422
    return _send(sheet, once)


def _opened(connection: Connection, link: Link) -> tuple[Questionnaire, Presentation]:
    use_language(request.args.get("in", ""))
    questionnaire = frozen_questionnaire(connection, link.survey_id, link.questionnaire_id)
    presentation = presentation_of(wanted(link), questionnaire)
    g.presentation = presentation.value
    return questionnaire, presentation


def _read(link: Link, questionnaire: Questionnaire, presentation: Presentation) -> Sheet:
    """Return the sheet, checked where it was sent; each question's page checks its own part."""
    answers: dict[str, Answer] = {}
    views = []
    mode = Mode(link.mode)
    everything = every_choice(questionnaire)
    visit = Visit(link.token, _draft(link, presentation, everything), questionnaire)
    for page in (questionnaire.start_page, *pages_of_sheet(questionnaire, mode=mode)):
        form = build_form(
            questionnaire,
            page,
            answers=answers if request.method == "POST" else everything,
            presentation=presentation,
            formdata=_part(page) if request.method == "POST" else None,
            translate=translate,
        )
        if request.method == "POST" and form.validate() and page.takes_answer:
            answers[page.key] = read_answer(page, form)
        views.append(_view(visit, page, form))
    return Sheet(link, questionnaire, presentation, tuple(views), answers)


def _part(page: Page) -> MultiDict[str, str]:
    """Return what was sent for one question, as its own page would have sent it."""
    name = f"q{page.number}"
    part = MultiDict([("answer", each) for each in request.form.getlist(name) if each])
    part["other"] = request.form.get(f"{name}-other", "")
    part["csrf_token"] = request.form.get("csrf_token", "")
    if page.number and not part.get("answer") and not part["other"]:
        part["skip"] = "1"
    return part


def _view(visit: Visit, page: Page, form: QuestionForm) -> QuestionView:
    """Return a question under a name of its own, without choices that lead to other questions."""
    seen = view_question(visit, page, form)
    away = codes_elsewhere(page)
    options = tuple(option for option in seen.options if option.value not in away)
    name = f"q{page.number}"
    return replace(seen, name=name, other_name=f"{name}-other", options=options, level=2)


def _draft(
    link: Link, presentation: Presentation, answers: dict[str, Answer], *, token: str = ""
) -> OpenDraft:
    return OpenDraft(
        id=drafts.hash_of(token or link.token),
        link_token=link.token,
        survey_id=link.survey_id,
        questionnaire_id=link.questionnaire_id,
        mode=Mode(link.mode),
        presentation=presentation,
        language=current_language(),
        answers=answers,
        invitation_id=invitation_of(link),
        offers=link.offers,
    )


def _show(connection: Connection, sheet: Sheet) -> str:
    first, end = sheet.questionnaire.start, sheet.questionnaire.end
    presentation = sheet.presentation
    with_cards = first.shows_cards(presentation)
    is_kept = "keep" in request.args and sheet.link.can_be_kept
    key = device_key(keyring_of(connection).masters) if is_kept else None
    return render_template(
        "respond/all.html",
        heading=say(first.heading, presentation),
        paragraphs=[] if with_cards else [say(each, presentation) for each in first.body],
        cards=view_cards(first.cards, presentation) if with_cards else [],
        limits=say(first.limits, presentation),
        questions=sheet.views,
        faults=sheet.faults,
        csrf_token=form_token(),
        end_heading=say(end.heading, presentation),
        contacts=places.help_contacts_on(connection, clock.today()) if is_kept else [],
        no_code=_no_code(sheet.questionnaire),
        key=key,
        sealed_with={
            "pass": device_answers.make_pass(sheet.link.token, secret_key=settings().secret_key),
            "link": sheet.link.token,
            "presentation": presentation.value,
            "language": current_language(),
        }
        if is_kept
        else {},
        back_url=f"/s/{sheet.link.token}",
    )


def _no_code(questionnaire: Questionnaire) -> str:
    """Return the choice on the first question that says no to taking part."""
    start = questionnaire.start_page
    ways_out = (each.when for each in start.question.routes if isinstance(each.when, AnswerIs))
    return next((code for when in ways_out for code in when.codes), "")


def _send(sheet: Sheet, once: str) -> ResponseReturnValue:
    mode = Mode(sheet.link.mode)
    start = sheet.questionnaire.start_page
    step = next_step(sheet.questionnaire, sheet.answers, after=start, mode=mode)
    if not isinstance(step, Page):
        return closing_page(
            sheet.questionnaire, getattr(step, "id", "leave_kindly"), sheet.presentation
        )
    refuse_when_full(settings().instance, stop_below_mb=settings().stop_below_mb)
    token = token_urlsafe(24)
    answers = prune(sheet.questionnaire, sheet.answers, mode=mode)
    draft = _draft(sheet.link, sheet.presentation, answers, token=token)
    with as_long_for_all(), writing() as connection:
        if device_answers.note_once(connection, once, draft.survey_id):
            responding.remember_sent(connection, draft)
            responding.store_draft(connection, draft, sheet.questionnaire)
    session.permanent = True
    session[DRAFT_KEY] = token
    session.pop(TOKEN, None)
    return redirect(f"/s/{sheet.link.token}/sent", 303)
