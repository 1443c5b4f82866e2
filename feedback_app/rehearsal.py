"""Walk through one questionnaire before the workers are forked, on a database in memory.

What a first respondent sets off (statements compiled, templates loaded, the lexicon read) is
then done once and shared by all workers, not once in each: a sixth less memory, and nobody
waits for it. Of the deployment it reads one frozen questionnaire, and it writes nothing there.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from flask import Flask
from sqlalchemy import Table, func, insert, select
from werkzeug.test import Client, TestResponse

from analysis.screening import prepare
from feedback_app.config import Settings
from feedback_app.database import Database, open_database
from feedback_app.services import clock
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import (
    Answer,
    Attempt,
    Base,
    Concern,
    Draft,
    HelpContact,
    Receipt,
    Response,
    SentDraft,
    Survey,
    SurveyKey,
    SurveyLink,
    SurveyQuestionnaire,
    ToRead,
    Verbatim,
)
from feedback_app.store.base import table_of
from feedback_app.store.statement import Statement
from forms.definition import Page
from forms.freezing import freeze
from forms.questionnaire import Questionnaire

NAME = "rehearsal"
ADDRESS = f"/s/{NAME}"
WORDS = "The park was fun and people were kind to us all day."
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ON_THE_WAY = (
    *(Answer, Attempt, Concern, Draft, HelpContact, Receipt, Response, SentDraft, Survey),
    *(SurveyKey, SurveyLink, SurveyQuestionnaire, ToRead, Verbatim),
)
SHORTEST = (
    select(SurveyQuestionnaire.survey_id, SurveyQuestionnaire.questionnaire_id)
    .order_by(func.length(SurveyQuestionnaire.frozen))
    .limit(1)
)
log = logging.getLogger(__name__)


def rehearse(app: Flask, settings: Settings) -> None:
    """Walk to the thank-you page of a questionnaire of this deployment, where it has one.

    A rehearsal that fails is only noted: the service starts all the same.
    """
    prepare()
    try:
        _rehearse_shortest(app, settings)
    except Exception as error:
        log.warning("The rehearsal before opening failed: %s.", type(error).__name__)


def _rehearse_shortest(app: Flask, settings: Settings) -> None:
    actual: Database = app.extensions["database"]
    with actual.statements.connect() as connection:
        # Closed at the end, and not kept in a pool that the workers would share.
        connection.detach()
        kept = connection.execute(SHORTEST).one_or_none()
        shortest = frozen_questionnaire(connection, *kept) if kept else None
    if shortest is not None:
        with _stage(app, settings, shortest):
            _walk(app, settings, shortest)
        Statement.compile_used(actual.statements.dialect)


@contextmanager
def _stage(app: Flask, settings: Settings, questionnaire: Questionnaire) -> Iterator[None]:
    """Give the application a database in memory for a block, with one open questionnaire."""
    actual: Database = app.extensions["database"]
    scratch = open_database("sqlite://", instance=settings.instance)
    try:
        _fill(scratch, questionnaire)
        app.extensions["database"] = scratch
        yield
    finally:
        app.extensions["database"] = actual
        app.extensions["fresh_pages"].clear()
        scratch.close()


def _fill(scratch: Database, questionnaire: Questionnaire) -> None:
    connection, name = scratch.kept_connection(), questionnaire.id
    Base.metadata.create_all(connection, checkfirst=False, tables=_tables_on_the_way())
    survey = {"id": NAME, "title": NAME, "opens_on": clock.today()}
    asked = {"survey_id": NAME, "questionnaire_id": name, "position": 0, "title": NAME}
    connection.execute(insert(table_of(Survey)), survey)
    kept = {"version": "", "frozen": freeze(questionnaire)}
    connection.execute(insert(table_of(SurveyQuestionnaire)), asked | kept)
    link = {"token": NAME, "survey_id": NAME, "questionnaire_id": name}
    connection.execute(insert(table_of(SurveyLink)), link)


def _tables_on_the_way() -> list[Table]:
    """Return the tables a walk needs with those they point to: to lay all of them takes memory."""
    found = {table_of(each) for each in ON_THE_WAY}
    while True:
        led_to = {key.column.table for each in found for key in each.foreign_keys}
        if led_to <= found:
            return list(found)
        found |= led_to


def _walk(app: Flask, settings: Settings, questionnaire: Questionnaire) -> None:
    """Answer each page with what it offers first, check, and send."""
    scheme = settings.public_url.partition(":")[0]
    visit = partial(Client(app).open, base_url=f"{scheme}://localhost/")
    visit("/")
    begin = questionnaire.start_page.question.options[0].code
    where = f"{ADDRESS}?as={questionnaire.presentations[0]}"
    where = _post(visit, _post(visit, where, agree=begin))
    for _ in questionnaire.pages:
        number = where.rpartition("/")[2]
        page = questionnaire.page(int(number)) if number.isdecimal() else None
        if page is None:
            break
        where = _post(visit, where, **_answer(page))
    if where == f"{ADDRESS}/check":
        visit(_post(visit, where))


def _post(visit: Callable[..., TestResponse], where: str, **given: str) -> str:
    """Open a page, send its form, and return where that leads."""
    found = TOKEN.search(visit(where).text)
    sent = {"csrf_token": found[1] if found else "", **given}
    return visit(where, method="POST", data=sent).location or ""


def _answer(page: Page) -> dict[str, str]:
    """Return the first choice, or words where words are asked."""
    if not page.takes_answer:
        return {}
    options = page.question.options
    return {"answer": options[0].code if options else WORDS}
