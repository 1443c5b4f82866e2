"""The one door to what people wrote: verbatims in, sealed; and out, for who may read them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.store import Verbatim
from feedback_app.store.base import table_of
from feedback_app.store.statement import insert_rows

Row = dict[str, object]


class Words(NamedTuple):
    """What one respondent wrote to one question."""

    id: str
    response_id: str
    question_id: str
    row_id: str
    text: str


def place_of(verbatim_id: str) -> Place:
    """Return where the text of a verbatim is sealed."""
    return Place("verbatim", "sealed_text", verbatim_id)


def add_verbatims(connection: Connection, survey_id: str, rows: Iterable[Row]) -> None:
    """Write verbatims, given with their `text`, into a survey."""
    sealed = [
        {
            **{name: value for name, value in row.items() if name != "text"},
            "sealed_text": seal(
                connection,
                str(row["text"]),
                survey_id=survey_id,
                place=place_of(str(row["id"])),
            ),
        }
        for row in rows
    ]
    insert_rows(connection, table_of(Verbatim), sealed)


def open_text(session: Session, verbatim_id: str, sealed: bytes) -> str:
    """Return the text of a verbatim as it was written.

    Raises:
        SealError: it was altered or moved, or its key is gone.
    """
    return unseal(session.connection(), sealed, place=place_of(verbatim_id))


def text_of(session: Session, verbatim: Verbatim) -> str:
    """Return what a verbatim says."""
    return open_text(session, verbatim.id, verbatim.sealed_text)


def words_of(session: Session, response_ids: Sequence[str]) -> list[Words]:
    """Return all that some respondents wrote, by response, question and row."""
    rows = session.execute(
        select(
            Verbatim.id,
            Verbatim.response_id,
            Verbatim.question_id,
            Verbatim.row_id,
            Verbatim.sealed_text,
        )
        .where(Verbatim.response_id.in_(response_ids))
        .order_by(Verbatim.response_id, Verbatim.question_id, Verbatim.row_id)
    )
    return [
        Words(
            each.id,
            each.response_id,
            each.question_id,
            each.row_id,
            open_text(session, each.id, each.sealed_text),
        )
        for each in rows
    ]
