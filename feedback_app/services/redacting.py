"""Verbatims as anybody but a safeguarding lead may read them.

What is to be hidden is found once and kept; a person's mending is a further step, never a change.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.redaction import KINDS, Span, find_spans, hide
from feedback_app.errors import FeedbackError
from feedback_app.services import clock
from feedback_app.store import Redaction
from feedback_app.store.new_rows import insert_new

Spans = tuple[Span, ...]
BY_MACHINE, BY_PERSON = "machine", "person"
AT_ONCE = 500


def redacted_texts(session: Session, texts: Mapping[str, str]) -> dict[str, str]:
    """Return verbatims (words by id) with everything hidden that could identify a person."""
    spans = hidden_spans(session, texts)
    return {verbatim_id: hide(text, spans[verbatim_id]) for verbatim_id, text in texts.items()}


def redacted_text(session: Session, verbatim_id: str, text: str) -> str:
    """Return one verbatim with everything hidden that could identify a person."""
    return redacted_texts(session, {verbatim_id: text})[verbatim_id]


def hidden_spans(session: Session, texts: Mapping[str, str]) -> dict[str, Spans]:
    """Return what is hidden in each verbatim; what nobody has looked at is looked at now."""
    ids = list(texts)
    found: dict[str, Spans] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= _kept(session, ids[start : start + AT_ONCE])
    fresh = {each: find_spans(text) for each, text in texts.items() if each not in found}
    _keep_found(session, fresh)
    return found | fresh


def hide_more(
    session: Session, verbatim_id: str, text: str, *, words: str, kind: str, staff_id: str
) -> None:
    """Hide words of a verbatim wherever they stand in it.

    Raises:
        FeedbackError: they do not stand there, are hidden already, or the kind is unknown.
    """
    if kind not in KINDS:
        raise FeedbackError(f"Nothing is hidden as “{kind}”.", remedy="Choose one of the list.")
    hidden = hidden_spans(session, {verbatim_id: text})[verbatim_id]
    new = [each for each in _standing(text, words, kind) if not _touches(each, hidden)]
    if not new:
        raise FeedbackError(
            "Those words do not stand in the answer.", remedy="Copy them as they are written."
        )
    _add_step(session, verbatim_id, sorted([*hidden, *new]), staff_id)


def show_again(session: Session, verbatim_id: str, text: str, *, start: int, staff_id: str) -> None:
    """Stop hiding the span that begins at a place; for whoever may read the original.

    Raises:
        FeedbackError: nothing is hidden there.
    """
    hidden = hidden_spans(session, {verbatim_id: text})[verbatim_id]
    kept = [each for each in hidden if each.start != start]
    if len(kept) == len(hidden):
        raise FeedbackError("Nothing is hidden there.", remedy="Look at the answer again.")
    _add_step(session, verbatim_id, kept, staff_id)


def _kept(session: Session, ids: Sequence[str]) -> dict[str, Spans]:
    rows = session.execute(
        select(Redaction.verbatim_id, Redaction.spans, Redaction.staff_id)
        .where(Redaction.verbatim_id.in_(ids))
        .order_by(Redaction.step)
    )
    return {
        verbatim_id: _read(spans, BY_PERSON if staff_id else BY_MACHINE)
        for verbatim_id, spans, staff_id in rows
    }


def _keep_found(session: Session, found: Mapping[str, Spans]) -> None:
    """Keep what the rules found; who finds the same at the same time says the same."""
    if not found:
        return
    rows = [
        {"verbatim_id": each, "step": 0, "spans": _write(spans)} for each, spans in found.items()
    ]
    connection = session.connection()
    connection.execute(insert_new(connection, Redaction), rows)


def _add_step(session: Session, verbatim_id: str, spans: Iterable[Span], staff_id: str) -> None:
    last = session.scalar(
        select(func.max(Redaction.step)).where(Redaction.verbatim_id == verbatim_id)
    )
    session.add(
        Redaction(
            verbatim_id=verbatim_id,
            step=(last or 0) + 1,
            spans=_write(spans),
            staff_id=staff_id,
            mended_at=clock.now(),
        )
    )
    session.flush()


def _standing(text: str, words: str, kind: str) -> list[Span]:
    """Return where words stand in a text, whole, whatever their capitals and spaces."""
    wanted = r"\s+".join(map(re.escape, words.split()))
    if not wanted:
        return []
    whole = re.compile(rf"(?<!\w){wanted}(?!\w)", re.IGNORECASE)
    return [Span(*each.span(), kind, BY_PERSON) for each in whole.finditer(text)]


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < each.end and each.start < span.end for each in others)


def _write(spans: Iterable[Span]) -> str:
    return json.dumps([[each.start, each.end, each.kind] for each in spans])


def _read(spans: str, source: str) -> Spans:
    return tuple(Span(start, end, kind, source) for start, end, kind in json.loads(spans))
