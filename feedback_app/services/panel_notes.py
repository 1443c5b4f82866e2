"""What a member of the Young Perspectives Board writes about a report: screened, and redacted.

Others read the redacted copy, and nothing of what a safeguarding lead has to read first.
"""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from analysis.cues import Level
from analysis.redaction import find_spans, hide
from analysis.screening import Screening, screen
from feedback_app.services import clock
from feedback_app.services.concern_context import Given
from feedback_app.services.kept_concerns import keep_record
from feedback_app.store import Concern, Staff
from feedback_app.store.base import random_id

QUESTION = "panel-note"
"""What stands in a concern for the question, where a member's note raised it."""
ASKED = "What should change?"


def take_note(session: Session, survey_ids: Sequence[str], words: str, *, by: str) -> str:
    """Return a note as others may read it, and raise the concern that its words call for."""
    read = screen(words)
    if read.level >= Level.T1:
        _raise_concern(session, survey_ids[0], words, read=read, by=by)
    return "" if read.level >= Level.T2 else hide(words, find_spans(words))


def _raise_concern(
    session: Session, survey_id: str, words: str, *, read: Screening, by: str
) -> None:
    """Tell the safeguarding leads what was written and by whom: they know who is on the panel."""
    concern = Concern(
        id=random_id(),
        survey_id=survey_id,
        question_id=QUESTION,
        level=read.level.name,
        reasons=json.dumps(list(read.reasons)),
        raised_on=clock.today(),
    )
    session.add(concern)
    session.flush()
    given = Given(ASKED, (words,), is_free_text=True, is_the_reason=True)
    writer = session.get_one(Staff, by).name
    keep_record(session, concern, f"Young Perspectives Board: {writer}", [given])
    session.flush()
