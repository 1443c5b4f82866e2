"""The pages of finished reports: who sees what, and that nothing heavy is loaded to show it."""

import subprocess
import sys
from datetime import datetime

import pytest
from bs4 import BeautifulSoup

from analysis.report_records import (
    Bar,
    Block,
    BlockKind,
    BoardReport,
    Chart,
    Facts,
    Printed,
    PrintedTable,
    Readership,
    Section,
    SectionKind,
    points,
    text,
)
from analysis.snapshot import write_snapshot
from feedback_app.store import ReportSnapshot
from feedback_app.store.staff import Role
from tests.factories import sign_in_as

CARLISLE, BARROW = "loc-carlisle-and-eden", "loc-barrow-and-south-lakeland"
HEAVY = ("matplotlib", "weasyprint", "docx", "openpyxl", "odf", "sklearn", "nltk", "pandas")


def a_report(**changes):
    table = PrintedTable(
        "table-1",
        "Feeling safe",
        ("Answer", "Number", "Percentage"),
        (
            (Printed("Yes"), Printed("62", 62), Printed("62%", 62, is_share=True)),
            (Printed("=No"), Printed("[c]"), Printed("[x]")),
        ),
        "All who answered (base): 100.",
        "[c] fewer than 5 or hidden to protect others.",
    )
    bars = (Bar("At school", "62%", 62), Bar("On the bus", "[c]", None))
    chart = Chart(
        id="chart-1",
        title="Most feel safe",
        measured="answers",
        bars=bars,
        is_share=True,
        base="Base: 100.",
        tables=("table-1",),
        description="Bar chart.",
    )
    place = [
        Section(f"locality-{n}", SectionKind.LOCALITY, name, (text(f"About {name}."),), key)
        for n, (name, key) in enumerate((("Carlisle", CARLISLE), ("Barrow", BARROW)), 1)
    ]
    sections = (
        Section(
            "summary",
            SectionKind.SUMMARY,
            "Summary",
            (
                points(["Everybody <b>agrees</b>.", "Barrow: 20 points fewer."]),
                Block(BlockKind.CHART, ref="chart-1"),
            ),
        ),
        *place,
        Section("method", SectionKind.METHOD, "How this report was made", (text("Counted."),)),
        Section(
            "appendix",
            SectionKind.APPENDIX,
            "Every table",
            (Block(BlockKind.TABLE, ref="table-1"),),
        ),
    )
    given = {
        "title": "Your safety, your say 2025",
        "headline": "62% feel safe at school",
        "readership": Readership.BOARD,
        "release": "voice board 2025-02-28",
        "surveys": (
            Facts("voice", "Voice", "Voice", "children", "open", "100", "1 May", "2 May", "1"),
        ),
        "sections": sections,
        "charts": (chart,),
        "tables": (table,),
        "legend": table.legend,
        **changes,
    }
    return BoardReport(**given)


def keep(rows, **changes):
    report = a_report(**changes)
    hash_, document = write_snapshot(
        report, {"chart-1": '<svg role="img"><title>Most feel safe</title></svg>'}
    )
    rows.add(
        ReportSnapshot(
            hash=hash_,
            survey_ids="[]",
            audience=report.readership.value,
            title=report.title,
            built_at=datetime.fromisoformat("2025-06-01"),
            document=document,
            release='{"document": {"release": "voice", "figures": []}}',
        )
    )
    rows.commit()
    return hash_


def soup(page):
    return BeautifulSoup(page.data, "html.parser")


def parts(client, address):
    return [each.get_text() for each in soup(client.get(address)).select("article nav li")]


def test_the_list_leads_to_each_report(client, rows):
    hash_ = keep(rows)
    sign_in_as(client, rows, Role.BOARD_READER)
    links = [each["href"] for each in soup(client.get("/reports")).select("main a")]
    assert links == [f"/reports/{hash_}"]


def test_an_empty_list_says_how_a_report_is_built(client, rows):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    assert "feedback report build" in soup(client.get("/reports")).main.get_text()


def test_a_report_opens_with_its_finding_its_chart_and_the_same_figures_in_a_table(client, rows):
    hash_ = keep(rows)
    sign_in_as(client, rows, Role.BOARD_READER)
    page = soup(client.get(f"/reports/{hash_}"))
    assert page.h1.get_text() == "62% feel safe at school"
    assert page.select_one("figure svg title").get_text() == "Most feel safe"
    cells = [each.get_text() for each in page.select("figure tbody tr > *")]
    assert cells == ["At school", "62%", "On the bus", "[c]"]
    assert "fewer than 5 or hidden" in page.figure.get_text()


def test_words_of_a_report_are_never_markup(client, rows):
    hash_ = keep(rows)
    sign_in_as(client, rows, Role.BOARD_READER)
    assert b"Everybody &lt;b&gt;agrees&lt;/b&gt;." in client.get(f"/reports/{hash_}").data


def test_a_reader_limited_to_a_locality_sees_the_whole_area_and_their_own(
    client, rows, partnership
):
    hash_ = keep(rows)
    sign_in_as(client, rows, Role.BOARD_READER, locality_id=CARLISLE)
    assert parts(client, f"/reports/{hash_}") == [
        "Summary",
        "Carlisle",
        "How this report was made",
    ]
    assert b"Barrow" not in client.get(f"/reports/{hash_}").data
    assert client.get(f"/reports/{hash_}/locality-2").status_code == 404
    assert client.get(f"/reports/{hash_}/appendix").status_code == 404
    assert client.get(f"/reports/{hash_}/figures/table-1.csv").status_code == 403
    assert client.get(f"/reports/{hash_}/files/tables.xlsx").status_code == 403


@pytest.mark.parametrize(
    ("readership", "status"), [(Readership.BOARD, 403), (Readership.PUBLIC, 200)]
)
def test_young_perspectives_members_see_public_reports_alone(client, rows, readership, status):
    hash_ = keep(rows, readership=readership)
    sign_in_as(client, rows, Role.YOUNG_PERSPECTIVES)
    assert client.get(f"/reports/{hash_}").status_code == status
    assert len(soup(client.get("/reports")).select("main a")) == (status == 200)


def test_the_figures_of_a_table_come_with_their_metadata_and_without_formulas(client, rows):
    hash_ = keep(rows)
    sign_in_as(client, rows, Role.BOARD_READER)
    page = client.get(f"/reports/{hash_}/figures/table-1.csv")
    lines = page.data.decode("utf-8-sig").splitlines()
    assert lines[1] == "Table,Feeling safe"
    assert lines[-2:] == ["Yes,62,62%", "'=No,[c],[x]"]


def test_only_the_files_of_a_report_are_sent(client, rows):
    hash_ = keep(rows)
    sign_in_as(client, rows, Role.BOARD_READER)
    for name in ("secret_key", "..%2Fsecret_key", "report.pdf"):
        assert client.get(f"/reports/{hash_}/files/{name}").status_code == 404


def test_showing_a_report_loads_nothing_that_draws_or_counts():
    script = (
        "import sys, feedback_app.report, feedback_app.commands.report;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    made = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == "[]"
