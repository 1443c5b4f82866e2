"""The public page of a survey's results: which children's report stands there, and what it shows.

Light enough for the half of the service that respondents meet: plain values, nothing composed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.report_records import Readership, SectionKind
from analysis.snapshot import digest
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.errors import mark as _
from feedback_app.services import asks, audit, clock, first_sight
from feedback_app.services.ask_translations import SOURCE, translations_of
from feedback_app.services.asks import AskState, state_of
from feedback_app.services.snapshots import refuse_withdrawn
from feedback_app.store import Ask, ReportSnapshot, ResultsPage, Survey
from feedback_app.store.asks import AskKind

Plain = Mapping[str, Any]
Words = dict[tuple[str, int | None], str]
KINDS = {False: SectionKind.CHILDREN, True: SectionKind.EASY_READ}
FIRST_PART = 0


@dataclass(frozen=True)
class ToldAsk:
    """One ask in a child's words, with its latest answer."""

    said: str
    state: AskState
    answer: str = ""
    did: str = ""
    changed: str = ""
    is_said_translated: bool = True
    is_did_translated: bool = True

    @property
    def is_translated(self) -> bool:
        """Whether all of it stands in the reader's language."""
        return self.is_said_translated and self.is_did_translated


@dataclass(frozen=True)
class Results:
    """What stands on the page: blocks as they were kept, charts as they were drawn, and asks."""

    title: str
    blocks: tuple[Plain, ...]
    charts: Mapping[str, Plain]
    pictures: Mapping[str, str]
    asks: tuple[ToldAsk, ...]


def publish(session: Session, hash_: str, *, by: str) -> list[str]:
    """Put a children's report on the page of each of its surveys; return their short names.

    Raises:
        FeedbackError: it is not a children's report, it was withdrawn, or the young have not
            found it fair.
    """
    report = session.get(ReportSnapshot, hash_)
    if report is None or report.audience != Readership.CHILDREN:
        raise NotFoundError(
            "There is no children's report of that name.",
            remedy="Build one: feedback report build SURVEY --audience children.",
        )
    refuse_withdrawn(report)
    if not first_sight.may_publish(session, hash_):
        raise FeedbackError(
            "The Young Perspectives Board has not found this report fair.",
            remedy="Ask a member to look at it, or build it again with what they want changed.",
        )
    survey_ids: list[str] = json.loads(report.survey_ids)
    for survey_id in survey_ids:
        row = session.get(ResultsPage, survey_id) or ResultsPage(survey_id=survey_id)
        row.report_hash, row.published_by, row.published_at = hash_, by, clock.now()
        session.add(row)
    session.flush()
    audit.record(session, by, "published-results", subject=hash_)
    return survey_ids


def pages_of(session: Session, hash_: str) -> list[str]:
    """Return the surveys on whose public page a report stands."""
    query = select(ResultsPage.survey_id).where(ResultsPage.report_hash == hash_)
    return list(session.scalars(query.order_by(ResultsPage.survey_id)))


def published(session: Session) -> list[tuple[str, str]]:
    """Return the surveys with a page of results, short name and title, the newest first."""
    query = (
        select(Survey.id, Survey.title)
        .join(ResultsPage, ResultsPage.survey_id == Survey.id)
        .join(ReportSnapshot, ReportSnapshot.hash == ResultsPage.report_hash)
        .where(ReportSnapshot.withdrawn_at.is_(None))
        .order_by(Survey.opens_on.desc(), Survey.id)
    )
    return [(short, title) for short, title in session.execute(query)]


def read_results(
    session: Session, survey_id: str, *, easy_read: bool, language: str = SOURCE
) -> Results:
    """Return what stands on the public page of a survey, asks in a language where they have it.

    Raises:
        NotFoundError: nothing was published of it, or what was has been altered.
        WithdrawnError: what was published has been withdrawn.
    """
    found = session.execute(
        select(ReportSnapshot, Survey.title)
        .join(ResultsPage, ResultsPage.report_hash == ReportSnapshot.hash)
        .join(Survey, Survey.id == ResultsPage.survey_id)
        .where(Survey.id == survey_id[:60].replace("\0", ""))
    ).one_or_none()
    if found is None:
        raise NotFoundError(_("There is nothing to show here yet."), remedy=_("Come back later."))
    report_row, title = found
    refuse_withdrawn(report_row)
    plain = json.loads(report_row.document)
    pictures = plain.pop("pictures")
    if digest(plain) != report_row.hash:
        raise NotFoundError(_("There is nothing to show here yet."), remedy=_("Come back later."))
    report = plain["report"]
    kind = KINDS[easy_read]
    sections = [each for each in report["sections"] if each["kind"] == kind]
    return Results(
        title,
        tuple(sections[FIRST_PART]["blocks"]) if sections else (),
        {each["id"]: each for each in report["charts"]},
        pictures,
        tuple(_told(session, survey_id, language)),
    )


def _told(session: Session, survey_id: str, language: str) -> list[ToldAsk]:
    """Return the asks as they stand today: an answer given since is there at once."""
    found = [
        each
        for each in asks.list_asks(session, survey_id=survey_id)
        if each.kind == AskKind.ASK and each.child_words
    ]
    written: Words = {}
    if language != SOURCE:
        rows = translations_of(session, [each.id for each in found])
        written = {(e.ask_id, e.reply_number): e.words for e in rows if e.language == language}
    return [_told_ask(each, written, language) for each in found]


def _told_ask(ask: Ask, written: Words, language: str) -> ToldAsk:
    is_source = language == SOURCE
    said = written.get((ask.id, None))
    if not ask.replies:
        state = state_of(ask, clock.today())
        is_there = is_source or said is not None
        return ToldAsk(said or ask.child_words, state, is_said_translated=is_there)
    reply = ask.replies[-1]
    did = written.get((ask.id, reply.number))
    return ToldAsk(
        said or ask.child_words,
        AskState.ANSWERED,
        reply.answer,
        did or reply.child_words or reply.did,
        reply.changed,
        is_said_translated=is_source or said is not None,
        is_did_translated=is_source or did is not None,
    )
