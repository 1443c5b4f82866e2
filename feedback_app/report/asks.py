"""Asks and replies: everybody on the staff sees them; officers add and answer; the young score."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.language import KNOWN, offered
from feedback_app.language import gettext as _
from feedback_app.report.asks_form import (
    AskForm,
    ReplyForm,
    TranslationForm,
    answer_words,
    changed_words,
)
from feedback_app.report.blueprint import bp
from feedback_app.services import asks, clock, places, surveys
from feedback_app.services.ask_translations import SOURCE, translations_of
from feedback_app.services.ask_translations import add_translation as add_words
from feedback_app.services.asks import SCORES, AskState, state_of
from feedback_app.store import Ask
from feedback_app.store.asks import AskKind
from feedback_app.store.staff import Role

OFFICERS = (Role.ADMINISTRATOR, Role.SURVEY_OFFICER)


@bp.get("/reports/asks")
@requires_role(*Role)
def ask_list() -> ResponseReturnValue:
    """Show what was asked for, what is overdue first."""
    with reading() as rows:
        lines = [_line(each, places.area_names(rows)) for each in _readable(rows)]
    order = list(AskState)
    lines.sort(key=lambda each: order.index(each["state"]))
    may_add = current_staff().role in OFFICERS
    return render_template("report/asks.html", lines=lines, may_add=may_add)


@bp.get("/reports/asks/new")
@requires_role(*OFFICERS)
def new_ask() -> ResponseReturnValue:
    """Ask what is to be put on record."""
    return _new_page(AskForm(request.args), "")


@bp.post("/reports/asks/new")
@requires_role(*OFFICERS)
def add_ask() -> ResponseReturnValue:
    """Put an ask or a recommendation on record."""
    form = AskForm(request.form)
    try:
        with transaction() as rows:
            added = asks.add_ask(rows, form.read(), by=current_staff().id)
    except FeedbackError as error:
        return _new_page(form, str(error)), 422
    return redirect(url_for(".show_ask", ask_id=added.id), 303)


@bp.get("/reports/asks/<ask_id>")
@requires_role(*Role)
def show_ask(ask_id: str) -> ResponseReturnValue:
    """Show one ask with its replies, and what may be done with it."""
    return _ask_page(ask_id, "")


@bp.post("/reports/asks/<ask_id>/replies")
@requires_role(*OFFICERS)
def add_reply(ask_id: str) -> ResponseReturnValue:
    """Add a reply to an ask."""
    try:
        with transaction() as rows:
            reply = ReplyForm(request.form).read()
            asks.add_reply(rows, _find(rows, ask_id).id, reply, by=current_staff().id)
    except NotFoundError:
        raise
    except FeedbackError as error:
        return _ask_page(ask_id, str(error)), 422
    return redirect(url_for(".show_ask", ask_id=ask_id), 303)


@bp.post("/reports/asks/<ask_id>/translations")
@requires_role(*OFFICERS)
def add_translation(ask_id: str) -> ResponseReturnValue:
    """Keep the words of an ask or of its latest reply in another language."""
    try:
        with transaction() as rows:
            found = _find(rows, ask_id)
            given = TranslationForm(request.form).read(found)
            add_words(rows, given, languages=offered(), by=current_staff().id)
    except NotFoundError:
        raise
    except FeedbackError as error:
        return _ask_page(ask_id, str(error)), 422
    return redirect(url_for(".show_ask", ask_id=ask_id), 303)


@bp.post("/reports/asks/<ask_id>/score")
@requires_role(Role.YOUNG_PERSPECTIVES)
def score_reply(ask_id: str) -> ResponseReturnValue:
    """Keep what a member of the Young Perspectives Board thinks of the latest reply."""
    given = request.form.get("score", "")
    try:
        with transaction() as rows:
            found = _find(rows, ask_id)
            number = found.replies[-1].number if found.replies else 0
            score = int(given) if given.isdecimal() else 0
            asks.score_reply(rows, number, score=score, by=current_staff().id)
    except NotFoundError:
        raise
    except FeedbackError as error:
        return _ask_page(ask_id, str(error)), 422
    return redirect(url_for(".show_ask", ask_id=ask_id), 303)


def _readable(rows: Session) -> list[Ask]:
    """Return the asks somebody may read: those of one locality, and of the whole area."""
    limit = current_staff().locality_id
    return [each for each in asks.list_asks(rows) if not limit or each.locality_id in ("", limit)]


def _find(rows: Session, ask_id: str) -> Ask:
    found = asks.find_ask(rows, ask_id)
    limit = current_staff().locality_id
    if limit and found.locality_id not in ("", limit):
        raise NotFoundError("There is no such ask.", remedy="Go back to the list.")
    return found


def _line(ask: Ask, names: dict[str, str]) -> dict[str, Any]:
    state = state_of(ask, clock.today())
    return {
        "ask": ask,
        "state": state,
        "state_words": state_words(state),
        "locality": names.get(ask.locality_id, ""),
        "is_recommendation": ask.kind == AskKind.RECOMMENDATION,
    }


def _new_page(form: AskForm, error: str) -> str:
    with reading() as rows:
        today = clock.today()
        choices = {
            "surveys": [{"value": e.id, "label": e.title} for e in surveys.list_surveys(rows)],
            "priorities": _choices(places.priorities_on(rows, today), _("None in particular")),
            "localities": _choices(places.localities_on(rows, today), _("The whole partnership")),
        }
    return render_template("report/ask_new.html", form=form, error=error, **choices)


def _choices(named: dict[str, str], nothing: str) -> list[dict[str, str]]:
    found = [{"value": each, "label": name} for each, name in named.items()]
    return [{"value": "", "label": nothing}, *found]


def _ask_page(ask_id: str, error: str) -> str:
    staff = current_staff()
    with reading() as rows:
        found = _find(rows, ask_id)
        line = _line(found, places.area_names(rows))
        latest = found.replies[-1] if found.replies else None
        mine = asks.own_scores(rows, staff.id).get(latest.number, 0) if latest else 0
        written = {(e.reply_number, e.language): e.words for e in translations_of(rows, [ask_id])}
        replies = [
            {
                "reply": each,
                "answer": answer_words(each.answer),
                "changed": changed_words(each.changed),
            }
            for each in reversed(found.replies)
        ]
    return render_template(
        "report/ask.html",
        **line,
        replies=replies,
        form=ReplyForm(request.form if error else {}),
        error=error,
        may_reply=staff.role in OFFICERS,
        translation=TranslationForm(request.form if error else {}),
        others=[KNOWN[each] for each in offered() if each != SOURCE],
        languages_offered=[
            {"value": each, "label": KNOWN[each].name} for each in offered() if each != SOURCE
        ],
        written=written,
        may_score=staff.role is Role.YOUNG_PERSPECTIVES and latest is not None,
        scores=[{"value": str(each), "label": words} for each, words in _score_words().items()],
        mine=str(mine),
        trail=[{"text": _("Asks and replies"), "href": url_for(".ask_list")}],
    )


def state_words(state: AskState) -> str:
    """Return how an ask stands, in words."""
    words = {
        AskState.OVERDUE: _("Overdue"),
        AskState.WAITING: _("Waits for an answer"),
        AskState.ANSWERED: _("Answered"),
    }
    return str(words[state])


def _score_words() -> dict[int, str]:
    words = (
        _("1: They did not listen"),
        _("2: They listened a little"),
        _("3: It is a start"),
        _("4: A good answer"),
        _("5: A very good answer"),
    )
    return dict(zip(SCORES, map(str, words), strict=True))
