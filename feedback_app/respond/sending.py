"""Check the answers, send them, and say what happens next."""

from dataclasses import dataclass
from itertools import zip_longest

from flask import current_app, g, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from feedback_app.access import settings
from feedback_app.database import statements, writing
from feedback_app.errors import DraftGoneError, NothingToShowError
from feedback_app.presenting import form_token
from feedback_app.respond.blueprint import bp
from feedback_app.respond.even_time import as_long_for_all
from feedback_app.respond.fresh_pages import CHANGING, kept_page
from feedback_app.respond.promises import at_the_end
from feedback_app.respond.question_view import help_card_after, view_cards
from feedback_app.respond.visit import DRAFT_KEY, Visit, find_visit, lead_to, say, translate
from feedback_app.services import clock, drafts, places, receipts, responding
from feedback_app.services.drafts import Sent
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.sounding import sound_of
from feedback_app.symbols import picture
from forms import piping
from forms.answers import Answer, readable
from forms.csrf import VisitForm
from forms.definition import Page, Presentation
from forms.questionnaire import PICTURED, Questionnaire
from forms.routing import owed_page, path, previous_page
from forms.spoken import end_text

CHECK, SENT = "check", "sent"
ANSWERS, RECEIPT = "place-of-the-answers", "place-of-the-receipt"


@dataclass(frozen=True)
class CheckedAnswer:
    """One question with the lines of its answer, each in words and with its picture.

    `href` leads to the question again; the youngest, who would lose their way, have Back alone.
    """

    question: str
    lines: tuple[tuple[str, str], ...]
    href: str
    symbol_src: str = ""


@bp.route("/s/<token>/check", methods=["GET", "POST"])
def check(token: str) -> ResponseReturnValue:
    """Show all answers, or send them when the button is pressed."""
    with statements() as connection:
        visit = _find_or_sent(connection, token)
        if visit is None:
            return lead_to(f"/s/{token}/sent")
        draft = visit.draft
        owed = owed_page(visit.questionnaire, draft.answers, mode=draft.mode)
        if owed:
            return lead_to(visit.address(owed))
        if request.method == "GET":
            return _show(visit)
        if not VisitForm().validate():
            return _show(visit, is_stale=True), 422
    with as_long_for_all(), writing() as connection:
        responding.submit_response(
            connection, visit.draft, visit.questionnaire, receipt=_receipt_hash()
        )
    return lead_to(f"/s/{token}/sent")


@bp.get("/s/<token>/sent")
def sent(token: str) -> ResponseReturnValue:
    """Say thank you, what happens next and by when, and where help is."""
    with statements() as connection:
        found = drafts.find_sent(connection, session.get(DRAFT_KEY, ""))
        if found is None:
            raise NothingToShowError
        questionnaire = frozen_questionnaire(connection, found.survey_id, found.questionnaire_id)
        contacts = places.help_contacts_on(connection, clock.today())
    g.presentation = found.presentation.value
    page = kept_page(
        (SENT, token, found, tuple(contacts)),
        lambda: _thank(found, questionnaire, contacts, token),
    )
    return page.replace(RECEIPT, _receipt(), 1)


def _receipt() -> str:
    """Return the words by which this visit's answers are found again."""
    return receipts.words_for(session.get(DRAFT_KEY, ""), secret_key=settings().secret_key)


def _receipt_hash() -> str:
    return receipts.hash_of(_receipt(), secret_key=settings().secret_key)


def _find_or_sent(connection: Connection, token: str) -> Visit | None:
    """Return the visit, or None when these answers were sent already."""
    try:
        return find_visit(connection, token)
    except DraftGoneError:
        if drafts.find_sent(connection, session.get(DRAFT_KEY, "")) is None:
            raise
        return None


def _show(visit: Visit, *, is_stale: bool = False) -> str:
    """Return the page: its frame is the same for all, the answers are put in each time."""
    draft = visit.draft
    before = previous_page(visit.questionnaire, draft.answers, before=None, mode=draft.mode)
    back = visit.address(before)
    card = help_card_after(visit, before)
    frame = kept_page(
        (CHECK, back, draft.presentation, is_stale, card),
        lambda: render_template(
            "respond/check.html",
            answers=ANSWERS,
            back_url=back,
            help_card=card,
            is_stale=is_stale,
            action=visit.check_address,
            csrf_token=form_token(),
        ),
    )
    return frame.replace(ANSWERS, _answers(visit), 1)


def _answers(visit: Visit) -> str:
    draft = visit.draft
    template = current_app.jinja_env.get_template("respond/_answers.html")
    return template.render(
        answers=[
            _checked(visit, page)
            for page in path(visit.questionnaire, draft.answers, mode=draft.mode)
            if page.takes_answer
        ]
    )


def _checked(visit: Visit, page: Page) -> CheckedAnswer:
    draft = visit.draft
    answer = draft.answers.get(page.key)
    lines = (
        readable(page, answer, presentation=draft.presentation, translate=translate)
        if answer
        else ()
    )
    words = piping.words(
        visit.questionnaire,
        page.wording,
        answers=draft.answers,
        presentation=draft.presentation,
        translate=translate,
    )
    href = f"{visit.address(page)}?from={CHANGING}"
    is_pictured = draft.presentation in PICTURED
    shown = zip_longest(lines, _pictures(page, answer) if is_pictured else (), fillvalue="")
    return CheckedAnswer(
        words,
        tuple(shown),
        "" if draft.presentation is Presentation.AGES_5_8 else href,
        picture(page.question.symbol) if is_pictured else "",
    )


def _pictures(page: Page, answer: Answer | None) -> tuple[str, ...]:
    """Return the picture of each choice that was made."""
    options = page.question.option_by_code
    return tuple(picture(options[code].symbol) for code in answer.codes) if answer else ()


def _thank(
    found: Sent, questionnaire: Questionnaire, contacts: list[places.Contact], token: str
) -> str:
    end = questionnaire.end
    with_cards = end.shows_cards(found.presentation)
    return render_template(
        "respond/sent.html",
        heading=say(end.heading, found.presentation),
        paragraphs=[] if with_cards else [say(each, found.presentation) for each in end.body],
        cards=view_cards(end.cards, found.presentation) if with_cards else [],
        audio_src=sound_of(
            end_text(questionnaire, found.presentation, translate), found.presentation
        ),
        contacts=contacts,
        promise=at_the_end(questionnaire.promise),
        receipt=RECEIPT,
        contact_url=f"/s/{token}/contact",
        again_url=f"/s/{token}/next-person",
        is_shared=found.is_shared,
    )
