"""Changes to a codebook: proposed by whoever codes, decided by somebody else, kept for good.

A change makes a new version. Codings stay as they were made: those of a merged theme are read as
its successor's, and answers of a split theme are read again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import codebook_changes as editing
from analysis.codebook import Codebook
from analysis.theme import Example, Theme
from feedback_app.errors import FeedbackError, ForbiddenError, NotFoundError
from feedback_app.services import clock, codebooks, reopening
from feedback_app.store import CodebookChange, CodebookVersion, Staff
from feedback_app.store.codebooks import ChangeKind, ChangeState

LONGEST = 2_000
NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class NewTheme:
    """A theme somebody wants: what it is called, when to use it and when not, and examples."""

    name: str
    definition: str
    include: str = ""
    exclude: str = ""
    priority: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A change somebody wants: a theme added, split into `themes`, or merged `into` another."""

    kind: ChangeKind
    reason: str
    theme_id: str = ""
    into: str = ""
    themes: tuple[NewTheme, ...] = ()


@dataclass(frozen=True)
class ChangeLine:
    """A change as it stands, with everything a person needs to decide it."""

    number: int
    survey_id: str
    codebook_id: str
    proposal: Proposal
    state: ChangeState
    proposed_by: str
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    made_version: str


def propose(
    session: Session, survey_id: str, proposal: Proposal, *, codebook_id: str, staff_id: str
) -> int:
    """Keep a change somebody wants until somebody else decides; return its number."""
    into = {"into": proposal.into} if proposal.into else {}
    detail = {**into, "themes": [vars(each) for each in proposal.themes]}
    row = CodebookChange(
        codebook_id=codebook_id,
        survey_id=survey_id,
        kind=proposal.kind,
        theme_id=proposal.theme_id,
        detail=json.dumps(detail, ensure_ascii=False),
        reason=proposal.reason,
        proposed_by=staff_id,
        proposed_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.number


def changes_of(session: Session, codebook_id: str) -> list[ChangeLine]:
    """Return every change that was ever proposed to a codebook, the newest first."""
    rows = session.scalars(
        select(CodebookChange)
        .where(CodebookChange.codebook_id == codebook_id)
        .order_by(CodebookChange.number.desc())
    )
    people = dict(session.execute(select(Staff.id, Staff.name)).all())
    return [_line(row, people) for row in rows]


def decline(session: Session, number: int, *, staff_id: str) -> None:
    """Decline a change that waits.

    Raises:
        ForbiddenError: it is this person's own.
    """
    _decide(_waiting(session, number), ChangeState.DECLINED, staff_id)
    session.flush()


def adopt(session: Session, number: int, *, codebook: Codebook, staff_id: str) -> str:
    """Make a change that waits: a new version of the codebook; return the version.

    Raises:
        ForbiddenError: it is this person's own.
        FeedbackError: the codebook does not allow it any more.
    """
    row = _waiting(session, number)
    proposal = _proposal(row)
    before = codebooks.document_of(session, row.codebook_id, codebook)
    _decide(row, ChangeState.ADOPTED, staff_id)
    try:
        document = _edited(before, proposal, codebook)
    except editing.CodebookChangeError as error:
        raise FeedbackError(str(error), remedy="Decline this proposal.") from error
    made = _keep(session, row, codebook, document, by=staff_id)
    row.made_version = made.version
    if proposal.kind is ChangeKind.ADD:
        row.theme_id = made.themes[-1].id
    session.flush()
    if proposal.kind is ChangeKind.SPLIT:
        merged = [
            old for old, new in editing.standing_themes(codebook).items() if new == row.theme_id
        ]
        reopening.reopen(session, row.codebook_id, [row.theme_id, *merged], split=row.theme_id)
    return made.version


def take_back(session: Session, number: int, *, codebook: Codebook, staff_id: str) -> str:
    """Take an adopted change back by a further version; return the version.

    A merged theme stands again with its codings; the parts of a split one merge into it; an
    added theme is retired, and what was coded with it stays.
    """
    row = session.get(CodebookChange, number)
    if row is None or row.state != ChangeState.ADOPTED:
        raise _gone()
    before = codebooks.document_of(session, row.codebook_id, codebook)
    undo = {
        ChangeKind.ADD: editing.retire_theme,
        ChangeKind.MERGE: editing.take_back_merge,
        ChangeKind.SPLIT: editing.take_back_split,
    }[ChangeKind(row.kind)]
    try:
        document = undo(before, row.theme_id)
    except editing.CodebookChangeError as error:
        raise FeedbackError(str(error), remedy="Propose another change.") from error
    row.state = ChangeState.TAKEN_BACK
    made = _keep(session, row, codebook, document, by=staff_id)
    if row.kind == ChangeKind.SPLIT:
        reopening.close(session, row.codebook_id, row.theme_id)
    return made.version


def find_change(session: Session, number: str, *, codebook_id: str) -> int:
    """Return the number of a change of this codebook, as an address names it.

    Raises:
        NotFoundError: this codebook has no such change.
    """
    row = session.get(CodebookChange, int(number)) if NUMBER.fullmatch(number) else None
    if row is None or row.codebook_id != codebook_id:
        raise _gone()
    return row.number


def _edited(document: str, proposal: Proposal, codebook: Codebook) -> str:
    if proposal.kind is ChangeKind.MERGE:
        return editing.merge_theme(document, proposal.theme_id, proposal.into)
    themes = _themes(proposal, codebook)
    if proposal.kind is ChangeKind.SPLIT:
        return editing.split_theme(document, proposal.theme_id, themes)
    return editing.add_theme(document, themes[0])


def _themes(proposal: Proposal, codebook: Codebook) -> list[Theme]:
    """Return the themes of a proposal with ids of their own."""
    taken: list[str] = []
    made = []
    for each in proposal.themes:
        priority = each.priority
        if not priority and codebook.has_theme(proposal.theme_id):
            priority = codebook.theme(proposal.theme_id).priority
        theme_id = editing.new_theme_id(each.name, priority=priority, codebook=codebook)
        theme_id += "_again" * taken.count(theme_id)
        taken.append(theme_id)
        made.append(
            Theme(
                theme_id,
                each.name,
                each.definition,
                each.include,
                each.exclude,
                examples=tuple(Example(text) for text in each.examples),
                priority=priority,
                since=clock.today().isoformat(),
            )
        )
    return made


def _keep(
    session: Session, row: CodebookChange, before: Codebook, document: str, *, by: str
) -> Codebook:
    """Keep a changed codebook for good, if it is sound."""
    made = codebooks.read_codebook(document)
    session.add(
        CodebookVersion(
            codebook_id=row.codebook_id,
            version=made.version,
            document=document,
            added_on=clock.today(),
            based_on=before.version,
            changed_by=by,
        )
    )
    session.flush()
    return made


def _decide(row: CodebookChange, state: ChangeState, staff_id: str) -> None:
    if row.proposed_by == staff_id:
        raise ForbiddenError(
            "This is your own proposal.", remedy="Ask another survey officer to decide it."
        )
    row.state, row.decided_by, row.decided_at = state, staff_id, clock.now()


def _waiting(session: Session, number: int) -> CodebookChange:
    row = session.get(CodebookChange, number)
    if row is None or row.state != ChangeState.WAITING:
        raise _gone()
    return row


def _gone() -> NotFoundError:
    return NotFoundError(
        "There is no such proposal to decide.", remedy="Reload the list of proposals."
    )


def _proposal(row: CodebookChange) -> Proposal:
    detail = json.loads(row.detail)
    themes = [
        NewTheme(**{**each, "examples": tuple(each["examples"])}) for each in detail["themes"]
    ]
    return Proposal(
        ChangeKind(row.kind), row.reason, row.theme_id, detail.get("into", ""), tuple(themes)
    )


def _line(row: CodebookChange, people: Mapping[str, str]) -> ChangeLine:
    return ChangeLine(
        row.number,
        row.survey_id,
        row.codebook_id,
        _proposal(row),
        ChangeState(row.state),
        row.proposed_by,
        people.get(row.proposed_by, ""),
        row.proposed_at,
        people.get(row.decided_by or "", ""),
        row.decided_at,
        row.made_version,
    )


def versions_of(session: Session, codebook_id: str) -> Sequence[tuple[CodebookVersion, str]]:
    """Return every version kept of a codebook, the newest first, with who made it here."""
    rows = session.execute(
        select(CodebookVersion, Staff.name)
        .outerjoin(Staff, Staff.id == CodebookVersion.changed_by)
        .where(CodebookVersion.codebook_id == codebook_id)
    )
    found = [(version, name or "") for version, name in rows]
    return sorted(found, key=lambda each: (each[0].added_on, _count(each[0])), reverse=True)


def _count(version: CodebookVersion) -> int:
    """Return how many changes made here a version holds."""
    count = version.version.partition("+")[2]
    return int(count) if count.isdigit() else 0
