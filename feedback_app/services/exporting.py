"""Take the answers of a survey out as a table, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError
from feedback_app.services import clock, redacting, verbatims
from feedback_app.services.surveys import questionnaires_of
from feedback_app.store import Answer, ExportedFile, Response, Survey
from forms.definition import State

FACTS = (
    "response",
    "questionnaire",
    "mode",
    "presentation",
    "language",
    "received_on",
    "place",
    "respondent_group",
)
# A spreadsheet runs a cell that begins with one of these as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
BATCH = 500


def export_responses(session: Session, survey: Survey, out: Path, *, with_text: bool) -> int:
    """Write a row for each response to a file, and note where it lies; return how many."""
    with _open(out) as file:
        count = write_responses(session, survey, file, with_text=with_text)
    session.add(
        ExportedFile(survey_id=survey.id, path=str(out.resolve()), exported_on=clock.today())
    )
    return count


def write_responses(session: Session, survey: Survey, file: TextIO, *, with_text: bool) -> int:
    """Write a row for each response, ordered by its random id; return how many."""
    keys = sorted(
        {
            page.key
            for questionnaire in questionnaires_of(session, survey)
            for page in questionnaire.pages
            if page.takes_answer
        }
    )
    count = 0
    writer = csv.writer(file)
    writer.writerow([*FACTS, *keys])
    for batch in _batches(session, survey.id):
        answers = _answers(session, [each.id for each in batch], with_text=with_text)
        for response in batch:
            given = answers.get(response.id, {})
            writer.writerow([*_facts(response), *(safe_cell(given.get(key, "")) for key in keys)])
        count += len(batch)
    return count


def _open(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise FeedbackError(
            f"{out} cannot be written: {error.strerror}.", remedy="Name another file."
        ) from error


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _batches(session: Session, survey_id: str) -> Iterator[list[Response]]:
    after = ""
    query = select(Response).where(Response.survey_id == survey_id).order_by(Response.id)
    while batch := list(session.scalars(query.where(Response.id > after).limit(BATCH))):
        yield batch
        after = batch[-1].id
        session.expunge_all()


def _facts(response: Response) -> tuple[str, ...]:
    return (
        response.id,
        response.questionnaire_id,
        response.mode,
        response.presentation,
        response.language,
        response.received_on.isoformat(),
        response.place_id or "",
        safe_cell(response.respondent_group),
    )


def _answers(
    session: Session, response_ids: list[str], *, with_text: bool
) -> dict[str, dict[str, str]]:
    """Return, for each response, what it holds under each page key."""
    found: dict[str, dict[str, str]] = {}
    rows = session.execute(select(Answer).where(Answer.response_id.in_(response_ids))).scalars()
    for row in rows:
        cells = found.setdefault(row.response_id, {})
        key = f"{row.question_id}/{row.row_id}" if row.row_id else row.question_id
        value = row.code or ("" if row.state == State.ANSWERED else f"[{row.state}]")
        cells[key] = "; ".join(each for each in (cells.get(key, ""), value) if each)
    if with_text:
        texts = verbatims.words_of(session, response_ids)
        words = redacting.redacted_texts(session, {each.id: each.text for each in texts})
        for text in texts:
            key = f"{text.question_id}/{text.row_id}" if text.row_id else text.question_id
            cells = found.setdefault(text.response_id, {})
            cells[key] = ": ".join(each for each in (cells.get(key, ""), words[text.id]) if each)
    return found
