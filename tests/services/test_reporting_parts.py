"""The parts of a report: children's twin, briefing, themed pack, year on year, places by date."""

import re
from dataclasses import asdict, replace
from datetime import date

import pytest
from sqlalchemy.orm import Session
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.codebook import SHIPPED, load_codebook
from analysis.in_words import in_every_ten
from analysis.report_records import BlockKind, Readership, SectionKind
from feedback_app.errors import FeedbackError
from feedback_app.rendering.folder import write_folder
from feedback_app.rendering.reading_back import numbers_in, texts_of, words_of_snapshot
from feedback_app.services.reporting import build_report
from feedback_app.store import Answer, Response
from feedback_app.store.staff import Role
from tests.asking import a_reply, an_ask
from tests.factories import a_person
from tests.reporting_store import a_board_order, a_survey, an_empty_store, invent

NOW, BEFORE = "voice-2025", "voice-2024"
FAMILY = ("yp-5-7-easy-read", "yp-8-12", "yp-13-18")
AMOUNT = re.compile(
    r"(?:about |fewer than )?\b\d+ in every 10\b|nearly all|about \d+ of about \d+", re.IGNORECASE
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    themes = [theme.id for theme in load_codebook(SHIPPED).active_themes][:6]
    database = an_empty_store(tmp_path_factory.mktemp("store") / "feedback.db")
    with database.sessions.begin() as session:
        for survey_id, opens, seed in ((NOW, date(2025, 1, 13), 7), (BEFORE, date(2024, 1, 15), 8)):
            survey = a_survey(session, *FAMILY, survey_id=survey_id, title=survey_id)
            survey.opens_on = opens
            session.flush()
            invent(session, survey, responses=140, themes=themes, seed=seed)
        for answer in session.query(Answer).filter(
            Answer.question_id == "b_safe_school",
            Answer.state == "answered",
            Answer.response_id.in_(session.query(Response.id).filter_by(survey_id=BEFORE)),
        ):
            answer.code = "never"
        officer = a_person(session, Role.SURVEY_OFFICER)
        common = {"survey_id": NOW, "priority": "PLACE"}
        done = an_ask(session, officer, **common, due_on=date(2025, 3, 1))
        a_reply(session, done, officer)
        an_ask(session, officer, **common, said="Light the path", due_on=date(2025, 4, 1))
        an_ask(
            session,
            officer,
            survey_id=BEFORE,
            priority="HELP",
            said="Tell us what happened",
            due_on=date(2024, 4, 1),
        )
    return database


def build(store, **changes):
    with Session(store.statements, autoflush=False) as session:
        order = replace(a_board_order(NOW), **changes)
        return build_report(session, order, progress=lambda _part, _label: None)


@pytest.fixture(scope="module")
def children(store):
    return build(store, readership=Readership.CHILDREN)


@pytest.fixture(scope="module")
def board(store):
    return build(store, since=(BEFORE,))


def words(built, kind):
    sections = [each for each in built.snapshot.report.sections if each.kind is kind]
    blocks = [block for section in sections for block in section.blocks]
    found = [each for block in blocks for each in (block.text, *block.items)]
    composed = {each.id: each for each in built.snapshot.report.composed}
    tables = [composed[block.ref] for block in blocks if block.ref in composed]
    found += [cell.text for table in tables for row in table.rows for cell in row]
    return " ".join(found)


def section(built, section_id):
    return next(each for each in built.snapshot.report.sections if each.id == section_id)


def figure(built, question, answer, kind, survey=NOW):
    return next(
        each["value"]
        for each in built.release["figures"]
        if each["survey"].startswith(survey)
        and each["kind"] == kind
        and question in str(each["table"])
        and (answer is None or each["answer"] == answer)
    )


def test_the_easy_read_twin_has_the_children_s_figures(children):
    child = [each.lower() for each in AMOUNT.findall(words(children, SectionKind.CHILDREN))]
    easy = [each.lower() for each in AMOUNT.findall(words(children, SectionKind.EASY_READ))]
    assert len(child) >= 4
    assert child == easy


def test_what_children_read_is_what_was_published(children):
    figures = {each["id"]: each for each in children.release["figures"] if "id" in each}
    published = {
        in_every_ten(round(100 * count / base)).removeprefix("about ")
        for each in children.release["figures"]
        if each["kind"] == "percentage"
        for count, base in [[figures[of]["value"] for of in each["of"]]]
    }
    found = [each.lower() for each in AMOUNT.findall(words(children, SectionKind.CHILDREN))]
    assert {each.removeprefix("about ") for each in found} <= published
    assert all(each.startswith("about ") for each in found if each[-1:].isdigit())


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (2, "fewer than 1 in every 10"),
        (5, "about 1 in every 10"),
        (68, "about 7 in every 10"),
        (70, "7 in every 10"),
        (74, "about 7 in every 10"),
        (75, "about 8 in every 10"),
        (95, "nearly all"),
    ],
)
def test_a_percentage_is_said_as_so_many_in_every_ten(share, said):
    assert in_every_ten(share) == said


def test_children_s_files_hold_no_stray_number_and_rebuild_alike(store, children, tmp_path):
    known = {
        number
        for each in (*words_of_snapshot(asdict(children.snapshot.report)), children.snapshot.hash)
        for number in numbers_in(each)
    } | {str(each["value"]) for each in children.release["figures"]}
    for name in ("one", "two"):
        write_folder(
            children.snapshot,
            tmp_path / name,
            document=children.document,
            release=children.release,
            step=lambda _: None,
        )
    found = dict(texts_of(tmp_path / "one"))
    assert {"easy-read.html", "easy-read.pdf", "easy-read.docx", "index.html"} <= set(found)
    for name, texts in found.items():
        strays = {n for each in texts for n in numbers_in(each)} - known
        assert not strays, name
    for path in sorted(each for each in (tmp_path / "one").rglob("*") if each.is_file()):
        again = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert again.read_bytes() == path.read_bytes(), path.name
    assert build(store, readership=Readership.CHILDREN).document == children.document


def test_what_children_read_passes_the_checks_of_a_questionnaire(children):
    from feedback_app.services.child_reading import read_as_a_child

    found = read_as_a_child(children.snapshot.report)
    asked = " ".join(each.title for each in children.snapshot.report.tables)
    assert found.parts == ()
    ours = [each.sentence for each in found.sentences if each.sentence.strip("“”. ") not in asked]
    assert ours == [], "only a question quoted word for word may be longer"


def test_a_children_s_release_holds_no_breakdown(children):
    wheres = [each["where"] for each in children.release["figures"] if "where" in each]
    tables = {each.title for each in children.snapshot.report.tables}
    assert wheres
    assert not [each for each in tables if each.endswith(", by locality")]


def test_asks_stand_with_answer_owner_and_date_and_overdue_ones_come_by_themselves(board):
    said = words(board, SectionKind.CLOSING)
    assert "Light the path. No answer yet. It was due by 1 April 2025; District council" in said
    assert "Yes: The library stays open. (District council)" in said
    assert "Tell us what happened. No answer yet." in said
    assert "To be named by the Board" in said
    assert "Light the path" in words(board, SectionKind.BRIEFING)


def test_a_strength_is_printed_on_every_priority_and_in_the_briefing(board):
    priorities = [
        each for each in board.snapshot.report.sections if each.kind is SectionKind.PRIORITY
    ]
    assert len(priorities) > 4
    for each in priorities:
        assert each.blocks[0].text.startswith("Strength."), each.title
    assert "You said: what works" in words(board, SectionKind.BRIEFING)


def test_a_chart_by_locality_stands_on_priorities_with_localities_enough(board):
    titles = [each.measured for each in board.snapshot.report.charts]
    assert "the share of favourable answers by locality" in titles


def test_a_themed_pack_holds_one_priority_and_its_tables_alone(store, board):
    pack = build(store, priority="PLACE", survey_ids=[NOW, BEFORE])
    report = pack.snapshot.report
    kinds = [each.kind for each in report.sections]
    assert kinds[0] is SectionKind.PRIORITY
    assert kinds.count(SectionKind.PRIORITY) == 1
    assert kinds.count(SectionKind.LOCALITY) == 3
    assert 0 < len(report.tables) < len(board.snapshot.report.tables)
    assert {each.survey for each in report.surveys} == {NOW, BEFORE}


def test_what_is_called_a_change_is_one_by_an_independent_reckoning(board):
    said = words(board, SectionKind.TRENDS)
    question = "I feel safe at school"
    now = (figure(board, question, "positive", "count"), figure(board, question, None, "base"))
    before = (
        figure(board, question, "positive", "count", BEFORE),
        figure(board, question, None, "base", BEFORE),
    )
    assert f"“{question}”" in said
    low, high = confint_proportions_2indep(
        *now, *before, method="newcomb", compare="diff", alpha=0.05
    )
    assert low > 0 or high < 0
    assert abs(now[0] / now[1] - before[0] / before[1]) >= 0.05
    compared = sum(map(int, re.findall(r"Compared: (\d+)", said)))
    called = sum(map(int, re.findall(r"Called a change: (\d+)", said)))
    assert compared > called >= 1


def test_a_reworded_item_is_a_break(store, monkeypatch):
    from feedback_app.services import report_counting

    described = report_counting.describe_instrument

    def other_words(survey, questionnaire):
        made = described(survey, questionnaire)
        if survey.id != BEFORE:
            return made
        closed = [
            replace(each, wording="School is a safe place") if each.item == "safe.school" else each
            for each in made.closed
        ]
        return replace(made, closed=tuple(closed))

    monkeypatch.setattr(report_counting, "describe_instrument", other_words)
    said = words(build(store, since=(BEFORE,)), SectionKind.TRENDS)
    assert "“School is a safe place” became “I feel safe at school”." in said
    assert "reworded: 1" in said


def test_answers_of_2025_are_laid_out_by_the_localities_of_2019(store):
    then = build(store, places_on=date(2019, 12, 31))
    today = build(store, places_on=date(2025, 6, 1))

    def names(built):
        kinds = built.snapshot.report.sections
        return {each.title for each in kinds if each.kind is SectionKind.LOCALITY}

    assert names(then) == {
        "Allerdale and Copeland",
        "Barrow and South Lakeland",
        "Carlisle and Eden",
    }
    assert names(today) != names(then)


def test_a_day_outside_the_dated_areas_is_refused(store):
    with pytest.raises(FeedbackError, match="No place is known for 1 January 1900"):
        build(store, places_on=date(1900, 1, 1))


def test_no_quotation_stands_beside_a_hidden_figure(store, monkeypatch):
    from analysis.report_material import Approved
    from feedback_app.services import reporting

    shown = {
        each["answer"]
        for each in build(store).release["figures"]
        if each["kind"] == "count" and each["value"] is not None
    }
    themes = {theme.id for theme in load_codebook(SHIPPED).active_themes}
    chosen = {*sorted(themes - shown)[:8], *sorted(themes & shown)[:2]}

    def some(_session, counted):
        return tuple(
            Approved(f"“{theme}”", "A child", one.instrument.key, asked.id, theme)
            for one in counted
            for asked in one.instrument.written
            for theme in sorted(chosen)
        )

    monkeypatch.setattr(reporting, "quotations_of", some)
    pages = [
        [block.text.strip("“”") for block in each.blocks if block.kind is BlockKind.QUOTATION]
        for each in build(store).snapshot.report.sections
    ]
    quoted = {theme for page in pages for theme in page}
    assert themes - shown
    assert quoted
    assert quoted <= shown
    assert max(map(len, pages)) <= 3


def test_what_only_the_machine_read_is_said_beside_what_was_written_about(children, board):
    assert re.search(
        r"wrote most often about .* About \d+ in every 100 of these themes are the machine's",
        words(board, SectionKind.SUMMARY),
    )
    plain = " ".join(words(children, kind) for kind in SectionKind)
    assert "People have not checked all of them yet." in plain
    assert "A computer sorted your words. People still check them." in plain
