"""A survey kept on a device by the respondent's own choice, and what comes back, sealed."""

from flask import Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from feedback_app.access import settings
from feedback_app.database import statements, transaction, writing
from feedback_app.language import current_language
from feedback_app.presenting import STATIC, asset, font_files
from feedback_app.respond.blueprint import bp
from feedback_app.respond.choosing import open_to_answer, wanted
from feedback_app.respond.even_time import as_long_for_all
from feedback_app.respond.starting import presentation_of
from feedback_app.respond.visit import lead_to
from feedback_app.services import device_answers, limits
from feedback_app.services.device_answers import Outcome
from feedback_app.services.room import refuse_when_full
from feedback_app.services.surveys import frozen_questionnaire

STATUS = {Outcome.STORED: 201, Outcome.KNOWN: 200, Outcome.ASIDE: 202}
MOST_BYTES = 128 * 1024


@bp.get("/s/<token>/keep")
def keep(token: str) -> ResponseReturnValue:
    """Ask whether the questions shall be kept on this device; nothing is kept before a yes."""
    with statements() as connection:
        link, _notice = open_to_answer(connection, token)
        if link.leads_to_all:
            return lead_to(f"/s/{token}")
        if not link.can_be_kept:
            return lead_to(f"/s/{token}/leaving")
        questionnaire = frozen_questionnaire(connection, link.survey_id, link.questionnaire_id)
    presentation = presentation_of(wanted(link), questionnaire)
    g.presentation = presentation.value
    sheet = f"/s/{token}/all?as={presentation}&in={current_language()}"
    return render_template(
        "respond/keep.html",
        all_url=sheet,
        kept_url=f"{sheet}&keep=1",
        fonts=" ".join(font_files()),
        back_url=f"/s/{token}/leaving",
    )


@bp.get("/device-worker.js")
def device_worker() -> ResponseReturnValue:
    """Serve the worker that shows kept pages where there is no signal, and sends what waits."""
    name = asset("device-worker.js").removeprefix("/static/")
    page = Response((STATIC / name).read_bytes(), mimetype="text/javascript")
    page.headers["Cache-Control"] = "no-cache"
    return page


@bp.get("/away")
def away() -> str:
    """Show a page that tells nothing, for leaving where there is no signal."""
    return render_template("respond/away.html")


@bp.post("/kept-answers")
def kept_answers() -> ResponseReturnValue:
    """Take sealed answers from a device; the same ones are stored once however often they come."""
    sealed = request.get_data(cache=False)
    if not 0 < len(sealed) <= MOST_BYTES:
        return "", 413
    rules = settings()
    refuse_when_full(rules.instance, stop_below_mb=rules.stop_below_mb)
    with as_long_for_all(), writing() as connection:
        received = device_answers.receive(connection, sealed, secret_key=rules.secret_key)
    if received.outcome is Outcome.ASIDE:
        with transaction() as rows:
            sender = request.remote_addr or ""
            limits.take(rows, limits.ASIDE, sender, secret_key=rules.secret_key)
            device_answers.keep_aside(rows.connection(), sealed, received)
    return jsonify(outcome=received.outcome.value), STATUS[received.outcome]
