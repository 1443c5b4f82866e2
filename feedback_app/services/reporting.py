"""Build a report: count, release, compose; then keep it, with one entry in the ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from analysis.designs import TableKind
from analysis.documents import release_document
from analysis.drawing import draw_svg
from analysis.ledger import Ledger, LedgerEntry, LedgerError
from analysis.report import compose_report
from analysis.report_material import Material
from analysis.report_records import Readership
from analysis.rules import SuppressionRule
from analysis.snapshot import Snapshot, write_snapshot
from analysis.suppression import ContradictedError, Release, ReleaseRefusedError, release
from analysis.tabulate import TabulationError
from feedback_app.errors import FeedbackError
from feedback_app.services.releases import count_changes, keep_report, open_ledger
from feedback_app.services.report_contradictions import explain_contradiction, withdrawn_of
from feedback_app.services.report_counting import (
    CHILDREN_KINDS,
    Counted,
    Wanted,
    count_surveys,
)
from feedback_app.services.report_denominators import denominators_of
from feedback_app.services.report_facts import describe_material, help_lines
from feedback_app.services.report_quotations import quotations_of
from feedback_app.services.reported_asks import reported_asks

Progress = Callable[[float, str], None]
COUNTED, RELEASED = 0.35, 0.85


class ReportRefusedError(FeedbackError):
    """A report whose figures the ledger or the rules do not let out."""


@dataclass(frozen=True)
class Order:
    """What to build: of which surveys, for whom, up to which day; `today` is the day of building.

    With a `priority`, only what was asked and said of it is built: a themed pack.
    `since` are earlier surveys to compare with; `places_on` lays places out by another day's areas.
    A suggested theme counts from the probability `threshold` on; every suggestion that is stored
    has passed the machine's own threshold for its theme.
    """

    survey_ids: Sequence[str]
    readership: Readership
    today: date
    until: date | None = None
    name: str = ""
    title: str = ""
    priority: str = ""
    since: Sequence[str] = ()
    places_on: date | None = None
    threshold: float = 0.0
    rule: SuppressionRule = field(default_factory=SuppressionRule)


@dataclass(frozen=True)
class Built:
    """A report that was built: itself, the text to keep, and what it adds to the ledger."""

    snapshot: Snapshot
    document: str
    release: Mapping[str, Any]
    entry: LedgerEntry
    ledger_changes: int


def build_report(session: Session, order: Order, *, progress: Progress) -> Built:
    """Build a report from a session that only reads: nobody who answers has to wait for it.

    `keep` stores it afterwards.

    Raises:
        FeedbackError: a survey is unknown or has nothing to count, or its figures may not go out;
            the message says which, and what may be released instead.
    """
    known = count_changes(session)
    ledger = open_ledger(session)
    counted = _count(session, order, ledger=ledger, progress=progress)
    earlier = _count_earlier(session, order, ledger=ledger)
    progress(COUNTED, "Protecting small counts")
    made = _release(order, (*counted, *earlier), ledger)
    progress(RELEASED, "Writing and drawing")
    report = compose_report(_material(session, order, (counted, earlier), made))
    pictures = {chart.id: draw_svg(chart) for chart in report.charts}
    hash_, document = write_snapshot(report, pictures)
    progress(1.0, "Keeping the report")
    return Built(
        Snapshot(hash_, report, pictures),
        document,
        release_document(made),
        _entry(ledger, made),
        known,
    )


def keep(session: Session, built: Built, *, built_by: str) -> None:
    """Keep a report that was built, and its release in the ledger.

    Raises:
        ReportRefusedError: another release went out, or was withdrawn, while this one was built.
    """
    if count_changes(session) != built.ledger_changes:
        raise ReportRefusedError(
            "Another report was released or withdrawn while this one was built, so its figures "
            "were not checked against that.",
            remedy="Build it again.",
        )
    keep_report(
        session,
        built.snapshot,
        document=built.document,
        release=built.release,
        entry=built.entry,
        built_by=built_by,
    )


def _count(
    session: Session,
    order: Order,
    *,
    ledger: Ledger,
    progress: Progress,
    wanted: Wanted | None = None,
) -> tuple[Counted, ...]:
    def counting(part: float) -> None:
        progress(part * COUNTED, "Counting answers")

    try:
        return count_surveys(
            session,
            order.survey_ids,
            ledger=ledger,
            today=order.today,
            until=order.until,
            progress=counting,
            wanted=replace(wanted or _wanted(order), places_on=order.places_on),
        )
    except TabulationError as error:
        raise ReportRefusedError(
            str(error), remedy="The stored answers and the survey's questionnaire disagree."
        ) from error


def _count_earlier(session: Session, order: Order, *, ledger: Ledger) -> tuple[Counted, ...]:
    """Count the closed questions of earlier surveys: all that a comparison needs."""
    if not order.since:
        return ()
    wanted = Wanted(frozenset({TableKind.ANSWERS}), order.priority, order.threshold)
    earlier = replace(order, survey_ids=order.since)
    return _count(session, earlier, ledger=ledger, progress=lambda *_: None, wanted=wanted)


def _wanted(order: Order) -> Wanted:
    """Return which tables an order needs: children read no breakdown, a pack has one subject."""
    if order.readership is Readership.CHILDREN:
        return Wanted(kinds=CHILDREN_KINDS, threshold=order.threshold)
    return Wanted(priority=order.priority, threshold=order.threshold)


def _material(
    session: Session,
    order: Order,
    both: tuple[Sequence[Counted], Sequence[Counted]],
    made: Release,
) -> Material:
    """Return what the report is composed of: the release, and what was asked and done since."""
    counted, earlier = both
    return replace(
        describe_material(
            counted, made, earlier=earlier, readership=order.readership, title=order.title
        ),
        denominators=denominators_of(session, counted),
        quotations=quotations_of(session, counted),
        asks=reported_asks(session, order.survey_ids, day=order.today),
        help_lines=help_lines(session, order.today),
        priority=order.priority,
    )


def _release(order: Order, counted: Sequence[Counted], ledger: Ledger) -> Release:
    tables = [table for each in counted for table in each.tables]
    name = order.name or _name(order, counted, ledger)
    try:
        return release(
            tables,
            ledger,
            name=name,
            rule=order.rule,
            audience=order.readership.audience,
            states={each.instrument.key: each.state for each in counted},
        )
    except ContradictedError as error:
        what, remedy = explain_contradiction(ledger, counted)
        raise ReportRefusedError(f"{name} cannot be built. {what}", remedy=remedy) from error
    except (ReleaseRefusedError, TabulationError) as error:
        raise ReportRefusedError(str(error)) from error
    except LedgerError as error:
        raise ReportRefusedError(
            str(error), remedy="On the page it is “Name of the release”, in the command --name."
        ) from error


def _name(order: Order, counted: Sequence[Counted], ledger: Ledger) -> str:
    """Return the name under which the figures go into the ledger: surveys, readers, last day.

    Texts that were read anew, and withdrawals before it, make another release.
    """
    last = max(each.period.scope.until for each in counted)
    about = f" {order.priority}" if order.priority else ""
    about += f" since {'+'.join(order.since)}" if order.since else ""
    about += f" places of {order.places_on}" if order.places_on else ""
    readings = [each.state.reading for each in counted]
    anew = f" reading {'.'.join(map(str, readings))}" if max(readings) > 1 else ""
    gone = withdrawn_of(ledger, counted)
    after = f" after {gone} withdrawn" if gone else ""
    return f"{'+'.join(order.survey_ids)} {order.readership}{about} {last.isoformat()}{anew}{after}"


def _entry(ledger: Ledger, made: Release) -> LedgerEntry:
    return next(
        entry
        for entry in ledger.entries
        if entry.release == made.name and entry.audience is made.audience
    )
