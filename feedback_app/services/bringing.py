"""Bring in a file that somebody sent by a page: looked at first, stored when they say so.

The file waits sealed between the two, and for a day at most; what was refused is sealed too.
"""

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, ResponseFileError
from feedback_app.services import audit, errands, surveys
from feedback_app.services.errands import Asked
from feedback_app.services.importing import (
    BadRow,
    Imported,
    check_heading,
    check_responses,
    import_responses,
    write_rejects,
)
from feedback_app.services.mapping import FileMapping, read_mapping
from feedback_app.services.response_files import Upload
from feedback_app.store.errands import ErrandKind, ErrandState
from forms.questionnaire import Questionnaire

MOST_BYTES = 5_000_000
"""The largest file a page takes; larger ones are for the command, on the machine itself."""
MOST_ROWS = 20_000
"""So many rows are stored in seconds; SQLite lets nobody else write meanwhile."""
MOST_MAPPING = 100_000
ANSWERS, MAPPING, REJECTS = "answers.csv", "mapping.yaml", "rejects.csv"
SHOWN = 50
CHECK, STORE, STORE_REST = "check", "store", "store-rest"


@dataclass(frozen=True)
class Refused:
    """A row that cannot be stored, as the page shows it."""

    number: str
    reason: str


def offer(session: Session, survey_id: str, *, file: Upload, mapping: Upload, by: str) -> str:
    """Keep a file and its mapping, sealed, to be checked; return the errand's id.

    Raises:
        FeedbackError: one of them is missing, too large, or cannot be read from its beginning.
    """
    survey = surveys.find_survey(session, survey_id)
    _refuse_size(file, MOST_BYTES, remedy="Cut it into several, or ask an operator to bring it in.")
    _refuse_size(mapping, MOST_MAPPING, remedy="A mapping is a short text file.")
    read = read_mapping(Path(mapping.name), mapping.content)
    questionnaire = _questionnaire(session, survey_id, read)
    check_heading(session, survey, questionnaire, file=file, mapping=read)
    wanted = {"file": file.name, "mapping": mapping.name, "step": CHECK}
    errand_id = errands.ask(session, ErrandKind.IMPORT, wanted, by=by, survey_id=survey_id)
    asked = errands.find(session, errand_id, ErrandKind.IMPORT)
    errands.put_file(session, asked, ANSWERS, file.content)
    errands.put_file(session, asked, MAPPING, mapping.content)
    audit.record(session, by, "sent-file", subject=survey_id)
    return errand_id


def decide(session: Session, asked: Asked, *, store_rest: bool, by: str) -> None:
    """Let a worker store what was checked: all of it, or the good rows and no others.

    Raises:
        FeedbackError: rows are bad and the rest was not chosen, none is good, or it was decided.
    """
    if not asked.told.get("good"):
        raise FeedbackError(
            "No row of this file can be stored.", remedy="Mend it and send it again."
        )
    if asked.told.get("bad") and not store_rest:
        raise FeedbackError(
            "Some rows cannot be stored, so nothing was.", remedy="Mend them, or store the rest."
        )
    if not errands.ask_again(session, asked.id, {"step": STORE_REST if store_rest else STORE}):
        raise FeedbackError("This file was decided on before.", remedy="Look at what came of it.")
    audit.record(session, by, "queued-import", subject=asked.survey_id)


def look_through(session: Session, asked: Asked) -> Imported:
    """Return what is wrong with a file that waits, on a session that holds nobody up.

    Raises:
        ResponseFileError: it cannot be read to its end, or has too many rows.
    """
    survey = surveys.find_survey(session, asked.survey_id)
    file, mapping = _files(session, asked)
    questionnaire = _questionnaire(session, asked.survey_id, mapping)
    found = check_responses(session, survey, questionnaire, file=file, mapping=mapping)
    rows = found.stored + len(found.bad)
    if rows > MOST_ROWS:
        raise ResponseFileError(
            f"{file} has {rows:,} rows; {MOST_ROWS:,} are the most.",
            remedy="Cut it into several, or ask an operator to bring it in.",
        )
    return found


def keep_findings(session: Session, asked: Asked, found: Imported) -> None:
    """Keep what is wrong with a file, to be shown and decided on; nothing is stored."""
    _keep_rejects(session, asked, found.bad)
    errands.settle(session, asked.id, ErrandState.CHECKED, _told(found))


def store(session: Session, asked: Asked) -> None:
    """Store what a file holds, as was decided; the file is deleted with it."""
    survey = surveys.find_survey(session, asked.survey_id)
    file, mapping = _files(session, asked)
    done = import_responses(
        session,
        survey,
        _questionnaire(session, asked.survey_id, mapping),
        file=file,
        mapping=mapping,
        skip_bad=asked.wanted["step"] == STORE_REST,
    )
    _keep_rejects(session, asked, done.bad)
    errands.drop_file(session, asked.id, ANSWERS)
    errands.settle(session, asked.id, ErrandState.DONE, _told(done))
    subject = f"{asked.survey_id} {done.stored}"
    audit.record(session, asked.asked_by, "imported-responses", subject=subject)


def refused_rows(session: Session, asked: Asked) -> list[Refused]:
    """Return the first rows that were refused, with their reasons."""
    if not asked.told.get("bad"):
        return []
    text = errands.read_file(session, asked.id, REJECTS).decode("utf-8-sig")
    rows = csv.reader(StringIO(text, newline=""))
    next(rows)
    return [Refused(row[0], row[1]) for row, _ in zip(rows, range(SHOWN), strict=False)]


def _told(found: Imported) -> dict[str, Any]:
    return {"good": found.stored, "bad": len(found.bad)}


def _keep_rejects(session: Session, asked: Asked, bad: tuple[BadRow, ...]) -> None:
    if bad:
        errands.put_file(session, asked, REJECTS, write_rejects(bad).encode("utf-8-sig"))


def _files(session: Session, asked: Asked) -> tuple[Upload, FileMapping]:
    file = Upload(asked.wanted["file"], errands.read_file(session, asked.id, ANSWERS))
    name = Path(asked.wanted["mapping"])
    return file, read_mapping(name, errands.read_file(session, asked.id, MAPPING))


def _questionnaire(session: Session, survey_id: str, mapping: FileMapping) -> Questionnaire:
    return surveys.frozen_questionnaire(session.connection(), survey_id, mapping.questionnaire)


def _refuse_size(file: Upload, most: int, *, remedy: str) -> None:
    if not file.content:
        raise ResponseFileError(f"{file.name} is empty.", remedy="Choose another file.")
    if len(file.content) > most:
        raise ResponseFileError(
            f"{file.name} has {len(file.content):,} bytes; {most:,} are the most.", remedy=remedy
        )
