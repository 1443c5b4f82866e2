"""Take the answers of a survey out by a page: made by a worker, sealed until it is downloaded."""

from io import StringIO

from sqlalchemy.orm import Session

from feedback_app.services import audit, errands, surveys
from feedback_app.services.errands import Asked
from feedback_app.services.exporting import write_responses
from feedback_app.store.errands import ErrandKind, ErrandState

RESPONSES = "responses.csv"


def order_export(session: Session, survey_id: str, *, with_text: bool, by: str) -> str:
    """Keep that somebody wants the answers of a survey as a file; return the errand's id."""
    surveys.find_survey(session, survey_id)
    wanted = {"with_text": with_text}
    audit.record(session, by, "queued-export", subject=_subject(survey_id, with_text=with_text))
    return errands.ask(session, ErrandKind.EXPORT, wanted, by=by, survey_id=survey_id)


def write_export(session: Session, asked: Asked) -> tuple[bytes, int]:
    """Return the file somebody asked for, and how many responses it holds.

    Give it a session that holds nobody up: a large survey takes a while.
    """
    survey = surveys.find_survey(session, asked.survey_id)
    out = StringIO(newline="")
    count = write_responses(session, survey, out, with_text=asked.wanted["with_text"])
    return out.getvalue().encode("utf-8-sig"), count


def keep_export(session: Session, asked: Asked, content: bytes, count: int) -> None:
    """Keep the file, sealed, until it is taken away or a day has passed."""
    errands.put_file(session, asked, RESPONSES, content)
    errands.settle(session, asked.id, ErrandState.DONE, {"responses": count})


def take_away(session: Session, asked: Asked, *, by: str) -> bytes:
    """Return the file, and record that it left: each time it does.

    Raises:
        NotFoundError: it is not there, or no longer.
    """
    content = errands.read_file(session, asked.id, RESPONSES)
    subject = _subject(asked.survey_id, with_text=asked.wanted["with_text"])
    audit.record(session, by, "exported-responses", subject=subject)
    return content


def _subject(survey_id: str, *, with_text: bool) -> str:
    return f"{survey_id} with text" if with_text else survey_id
