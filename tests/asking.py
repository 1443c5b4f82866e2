"""Asks, replies and a kept children's report, for tests."""

from datetime import date

from analysis.report_records import (
    Bar,
    Block,
    BlockKind,
    BoardReport,
    Chart,
    Facts,
    Readership,
    Section,
    SectionKind,
    heading,
    pictured,
    points,
    text,
)
from analysis.snapshot import write_snapshot
from feedback_app.services import asks, clock
from feedback_app.services.asks import NewAsk, NewReply
from feedback_app.store import ReportSnapshot
from feedback_app.store.asks import Answered

SVG = '<svg xmlns="http://www.w3.org/2000/svg" role="img"><title>Feel safe</title></svg>'


def an_ask(rows, by, **changes):
    given = {
        "survey_id": "spring",
        "said": "Keep one warm place open in the evening",
        "child_words": "Keep a warm place open.",
        "owner": "District council",
        "due_on": date(2026, 6, 1),
    }
    return asks.add_ask(rows, NewAsk(**{**given, **changes}), by=by.id)


def a_reply(rows, ask, by, **changes):
    given = {"answer": Answered.YES, "did": "The library stays open.", "child_words": "It is open."}
    return asks.add_reply(rows, ask.id, NewReply(**{**given, **changes}), by=by.id)


def a_childrens_report(**changes):
    bars = (Bar("I feel safe", "about 7 in 10", 68),)
    chart = Chart(
        "chart-1",
        "The longer the bar, the more",
        "answers",
        bars,
        is_share=True,
        base="Base",
        tables=(),
    )
    told = (
        text("Thank you!"),
        heading("What is good"),
        points(["About 7 in every 10 said “Yes”."]),
        Block(BlockKind.CHART, ref="chart-1"),
    )
    easy = (pictured([("happy_lady", "About 7 in every 10 said “Yes”.")]),)
    given = {
        "title": "Spring survey",
        "headline": "You told us.",
        "readership": Readership.CHILDREN,
        "release": "spring children",
        "surveys": (
            Facts("spring", "Spring", "Sample", "children", "open", "70", "1 May", "2 May", "1"),
        ),
        "sections": (
            Section("told", SectionKind.CHILDREN, "What you told us", told),
            Section("easy-told", SectionKind.EASY_READ, "What you told us", easy),
        ),
        "charts": (chart,),
        "tables": (),
    }
    return BoardReport(**{**given, **changes})


def keep_report(rows, report):
    """Keep a report as a build would, and return its hash."""
    hash_, document = write_snapshot(report, {each.id: SVG for each in report.charts})
    rows.add(
        ReportSnapshot(
            hash=hash_,
            survey_ids='["spring"]',
            audience=report.readership,
            title=report.title,
            built_at=clock.now(),
            document=document,
            release='{"document": {"release": "spring", "figures": []}, "entry": {}}',
        )
    )
    rows.flush()
    return hash_
