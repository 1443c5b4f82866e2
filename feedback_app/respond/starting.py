"""The first page: who asks, what is kept, what cannot be kept secret, whether to take part."""

from flask import g, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from feedback_app.access import settings
from feedback_app.database import statements
from feedback_app.language import current_language
from feedback_app.presenting import form_token
from feedback_app.respond import notices, promises
from feedback_app.respond.blueprint import bp
from feedback_app.respond.choosing import choose_questions, choose_way, open_to_answer, wanted
from feedback_app.respond.closing import closing_page
from feedback_app.respond.fresh_pages import kept_page
from feedback_app.respond.inviting import invitation_of
from feedback_app.respond.question_view import view_cards
from feedback_app.respond.visit import DRAFT_KEY, lead_to, say, translate
from feedback_app.services import drafts, limits
from feedback_app.services.links import Link
from feedback_app.services.room import refuse_when_full
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.sounding import sound_of
from feedback_app.symbols import picture
from forms.answers import chosen
from forms.csrf import VisitForm
from forms.definition import Mode, Page, Presentation
from forms.questionnaire import PICTURED, Questionnaire
from forms.routing import next_step
from forms.spoken import start_text

START = "start"


@bp.route("/s/<token>", methods=["GET", "POST"])
def start(token: str) -> ResponseReturnValue:
    """Lead each respondent to the way that suits them; say what this is; begin when they agree."""
    with statements() as connection:
        link, notice = open_to_answer(connection, token)
        if link.leads_to_all:
            return choose_questions(connection, link, notice=notice)
        questionnaire = frozen_questionnaire(connection, link.survey_id, link.questionnaire_id)
        asked = wanted(link)
        if len(questionnaire.presentations) > 1 and request.method == "GET":
            if asked not in questionnaire.presentations:
                return choose_way(link, questionnaire, notice=_missing_way(asked) or notice)
        elif asked and asked not in questionnaire.presentations:
            notice = notices.another_way_taken()
        presentation = presentation_of(asked, questionnaire)
        g.presentation = presentation.value
        g.is_first_page = True
        if request.method == "GET":
            return _first_page(link, questionnaire, presentation, notice)
        choice = request.form.get("agree", "")
        is_choice = choice in questionnaire.start_page.question.option_by_code
        is_stale = not VisitForm().validate()
        if is_choice and not is_stale:
            return _begin(connection, link, questionnaire, choice)
        page = _show(link, questionnaire, presentation, notice=notice, is_stale=is_stale)
        return page, 422 if is_stale else 200


@bp.get("/s/<token>/ways")
def ways(token: str) -> ResponseReturnValue:
    """Offer every way of answering once more, whatever the link presets."""
    with statements() as connection:
        link, notice = open_to_answer(connection, token)
        if link.leads_to_all:
            return choose_questions(connection, link, notice=notice)
        questionnaire = frozen_questionnaire(connection, link.survey_id, link.questionnaire_id)
        return choose_way(link, questionnaire, notice=notice)


def presentation_of(asked: str, questionnaire: Questionnaire) -> Presentation:
    """Return the presentation that was asked for, or the questionnaire's first."""
    if asked in questionnaire.presentations:
        return Presentation(asked)
    return questionnaire.presentations[0]


def _first_page(
    link: Link, questionnaire: Questionnaire, presentation: Presentation, notice: str
) -> str:
    """Return the first page; the one that was asked for plainly is kept for the next reader."""
    if notice or set(request.args) - {"as"}:
        return _show(link, questionnaire, presentation, notice=notice)
    return kept_page(
        (START, link.survey_id, questionnaire.id, presentation, link.token),
        lambda: _show(link, questionnaire, presentation, notice=""),
    )


def _missing_way(asked: str) -> str:
    return notices.no_such_way() if asked else ""


def _begin(
    connection: Connection, link: Link, questionnaire: Questionnaire, choice: str
) -> ResponseReturnValue:
    """Start a draft when the respondent agreed; keep nothing when they did not."""
    presentation = presentation_of(wanted(link), questionnaire)
    agree = questionnaire.start_page
    answers = {agree.key: chosen(agree.question, (choice,))}
    step = next_step(questionnaire, answers, after=agree, mode=Mode(link.mode))
    if not isinstance(step, Page):
        return closing_page(questionnaire, getattr(step, "id", "leave_kindly"), presentation)
    refuse_when_full(settings().instance, stop_below_mb=settings().stop_below_mb)
    limits.count_start(
        connection,
        request.remote_addr or "",
        most=settings().starts_per_sender,
        secret_key=settings().secret_key,
    )
    if DRAFT_KEY in session:
        drafts.leave_draft(connection, session[DRAFT_KEY])
    drafts.purge_hourly(connection)
    session.permanent = True
    session[DRAFT_KEY] = drafts.start_draft(
        connection,
        link,
        presentation=presentation,
        language=current_language(),
        hours=settings().draft_hours,
        answers=answers,
        invitation_id=invitation_of(link),
    )
    return lead_to(f"/s/{link.token}/leaving")


def _show(
    link: Link,
    questionnaire: Questionnaire,
    presentation: Presentation,
    *,
    notice: str,
    is_stale: bool = False,
) -> str:
    first = questionnaire.start
    with_cards = first.shows_cards(presentation)
    return render_template(
        "respond/start.html",
        heading=say(first.heading, presentation),
        paragraphs=[] if with_cards else [say(each, presentation) for each in first.body],
        cards=view_cards(first.cards, presentation) if with_cards else [],
        limits=say(first.limits, presentation),
        promise=promises.at_the_start(questionnaire.promise),
        privacy_url=f"/s/{link.token}/privacy",
        privacy_words=say(first.privacy_link, presentation),
        limits_src=picture("talk_1_,_to"),
        no_reply="" if with_cards else say(first.no_reply, presentation),
        audio_src=sound_of(start_text(questionnaire, presentation, translate), presentation),
        minutes=questionnaire.minutes,
        agree=say(first.agree.text, presentation),
        choices=[
            {
                "value": option.code,
                "text": say(option.label, presentation),
                "symbol_src": picture(option.symbol) if presentation in PICTURED else "",
            }
            for option in first.agree.options
        ],
        helper=_for_the_helper(questionnaire, presentation),
        notice=notice,
        other_ways_url=f"/s/{link.token}/ways" if len(questionnaire.presentations) > 1 else "",
        return_url=link.return_url,
        is_stale=is_stale,
        csrf_token=form_token(),
    )


def _for_the_helper(questionnaire: Questionnaire, presentation: Presentation) -> list[str]:
    """Return what the adult beside a child reads: only where somebody may need one."""
    page = questionnaire.helper_page
    if page is None or presentation in (Presentation.AGES_13_18, Presentation.ADULT):
        return []
    return [say(each, Presentation.ADULT) for each in page.body]
