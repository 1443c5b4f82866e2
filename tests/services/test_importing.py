"""Responses gathered elsewhere: all rows or none, each bad one named by its number and reason."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from feedback_app.commands.responses import responses
from feedback_app.errors import ResponseFileError
from feedback_app.services import surveys
from feedback_app.services.importing import import_responses
from feedback_app.services.mapping import load_mapping, read_mapping
from feedback_app.store import Answer, Area, Response, Verbatim
from forms.loading import load_questionnaire
from tests.factories import a_plan, a_questionnaire, texts
from tests.shared_data import ROOT, shared_file

EXAMPLE = ROOT / "docs" / "examples" / "friends-and-family"
MAPPING = """
questionnaire: sample
date: {column: day, formats: ["%Y-%m-%d", "%d/%m/%Y"]}
place: {column: area, values: {North: north}}
group: {column: who}
answers:
  - {question: safe, column: safe, values: {"Yes": y, "No": n}}
  - {question: why, column: words}
"""
HEADING = "day,area,who,safe,words"
GOOD = "2026-05-04,North,parents,Yes,Because they listen"


@pytest.fixture
def opened(rows):
    rows.add(Area(id="north", kind="locality", name="North"))
    survey = surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    rows.flush()
    return survey


@pytest.fixture
def bring_in(app, opened, tmp_path):
    """Write a file and a mapping, and import the one by the other in one transaction."""

    def bring(lines, mapping=MAPPING, *, encoding="utf-8", **how):
        file, rules = tmp_path / "answers.csv", tmp_path / "mapping.yaml"
        text = lines if isinstance(lines, str) else "\n".join(lines)
        file.write_bytes(text.encode(encoding))
        rules.write_text(mapping, encoding="utf-8")
        read = load_mapping(rules)
        with app.extensions["database"].sessions.begin() as session:
            frozen = surveys.frozen_questionnaire(session.connection(), "spring", "sample")
            return import_responses(session, opened, frozen, file=file, mapping=read, **how)

    return bring


def stored(rows):
    rows.expire_all()
    return tuple(
        rows.scalar(select(func.count()).select_from(each)) for each in (Response, Verbatim)
    )


def test_a_row_becomes_a_response_with_its_day_place_and_group(bring_in, rows):
    assert bring_in([HEADING, GOOD]).stored == 1
    response = rows.query(Response).one()
    assert response.received_on == date(2026, 5, 4)
    assert (response.place_id, response.respondent_group) == ("north", "parents")
    assert (response.mode, response.questionnaire_id) == ("import", "sample")
    assert texts(rows) == ["Because they listen"]
    found = {row.question_id: (row.code, row.state) for row in rows.query(Answer)}
    assert found == {"safe": ("y", "answered"), "why": ("", "answered")}


def test_what_is_empty_is_skipped_and_what_no_column_holds_was_not_asked(bring_in, rows):
    only_words = MAPPING.replace(
        '  - {question: safe, column: safe, values: {"Yes": y, "No": n}}\n', ""
    )
    bring_in([HEADING, "04/05/2026,,,Yes,"], only_words)
    assert {row.question_id: row.state for row in rows.query(Answer)} == {
        "safe": "not-asked",
        "why": "skipped",
    }
    assert rows.query(Response).one().place_id is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-05-04,North,parents,Perhaps,x", "row 3: column “safe” has “Perhaps”"),
        ("2026-13-45,North,parents,Yes,x", "row 3: column “day” has “2026-13-45”"),
        (",North,parents,Yes,x", "row 3: column “day” has “”, which is not a date"),
        ("2026-05-04,Nowhere,parents,Yes,x", "row 3: column “area” has “Nowhere”"),
        (f"2026-05-04,North,parents,Yes,{'x' * 1001}", "row 3: column “words” has 1001"),
        (f"2026-05-04,North,{'x' * 61},Yes,x", "row 3: the group has 61 characters"),
        ("2026-05-04,North,parents", "row 3: it has 3 values where the heading has 5"),
        ("2026-05-04,North,parents,Yes,one, two", "row 3: it has 6 values where the heading"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(bring_in, rows, row, reason):
    with pytest.raises(ResponseFileError) as refused:
        bring_in([HEADING, GOOD, row, GOOD])
    assert "1 rows cannot be stored, so nothing was." in str(refused.value)
    assert reason in str(refused.value)
    assert "--skip-bad" in refused.value.remedy
    assert stored(rows) == (0, 0)


def test_a_bad_last_row_undoes_chunks_that_were_written(bring_in, rows):
    with pytest.raises(ResponseFileError, match="row 2502"):
        bring_in([HEADING, *[GOOD] * 2500, "2026-05-04,North,parents,Perhaps,x"])
    assert stored(rows) == (0, 0)


def test_many_bad_rows_are_counted_and_the_first_are_named(bring_in):
    bad = "2026-05-04,North,parents,Perhaps,x"
    with pytest.raises(ResponseFileError) as refused:
        bring_in([HEADING, *[bad] * 30])
    assert "30 rows cannot be stored" in str(refused.value)
    assert str(refused.value).count("column “safe”") == 20
    assert "… and 10 more" in str(refused.value)


def test_bad_rows_set_aside_leave_the_good_ones_stored(bring_in, rows):
    torn, wrong = "2026-05-04,North", "2026-05-04,North,parents,Perhaps,x"
    done = bring_in([HEADING, GOOD, torn, GOOD, wrong], skip_bad=True)
    assert done.stored == 2
    assert [(each.number, sorted(each.row)) for each in done.bad] == [
        (3, sorted(HEADING.split(","))),
        (5, sorted(HEADING.split(","))),
    ]
    assert stored(rows) == (2, 2)


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(bring_in):
    two_lines = '2026-05-04,North,parents,Yes,"one\ntwo"'
    with pytest.raises(ResponseFileError, match="row 5: column “safe”"):
        bring_in([HEADING, "", two_lines, GOOD, "2026-05-04,North,parents,Perhaps,x"])


def test_a_missing_column_is_named_with_those_there_are(bring_in):
    with pytest.raises(ResponseFileError) as refused:
        bring_in(["day,area,who,safe,said", GOOD])
    assert "no column called “words”" in str(refused.value)
    assert "It has: day, area, who, safe, said." in refused.value.remedy


def test_a_column_that_is_there_twice_is_named(bring_in):
    with pytest.raises(ResponseFileError, match="two columns called “words”"):
        bring_in([f"{HEADING},words", f"{GOOD},x"])


def test_an_empty_file_has_no_heading(bring_in):
    with pytest.raises(ResponseFileError, match="no heading"):
        bring_in("")


def test_a_heading_alone_stores_nothing(bring_in, rows):
    assert bring_in([HEADING]).stored == 0
    assert stored(rows) == (0, 0)


def test_a_wrong_encoding_is_named_with_its_line(bring_in, rows):
    with pytest.raises(ResponseFileError) as refused:
        bring_in([HEADING, GOOD, "2026-05-04,North,parents,Yes,café"], encoding="latin-1")
    assert "is not written in utf-8-sig (line 3)" in str(refused.value)
    assert stored(rows) == (0, 0)


def test_another_encoding_can_be_named(bring_in, rows):
    named = MAPPING + "encoding: cp1252\n"
    bring_in([HEADING, "2026-05-04,North,parents,Yes,café – “yes”"], named, encoding="cp1252")
    assert texts(rows) == ["café – “yes”"]


def test_an_encoding_that_does_not_exist_is_named(bring_in):
    with pytest.raises(ResponseFileError, match="“klingon”, which does not exist"):
        bring_in([HEADING, GOOD], MAPPING + "encoding: klingon\n")


def test_a_byte_order_mark_is_no_part_of_the_heading(bring_in):
    assert bring_in("\ufeff" + "\n".join([HEADING, GOOD])).stored == 1


def test_quotation_marks_that_do_not_close_are_named_by_line(bring_in, rows):
    with pytest.raises(ResponseFileError, match=r"line 3: it cannot be read as CSV"):
        bring_in([HEADING, GOOD, '2026-05-04,North,parents,Yes,"never closed'])
    assert stored(rows) == (0, 0)


def test_odd_characters_are_stored_as_text(bring_in, rows):
    bring_in([HEADING, "2026-05-04,North,pa\0rents,Yes,=SUM(A1) 😀 \0x"])
    assert texts(rows) == ["=SUM(A1) 😀 x"]
    assert rows.query(Response).one().respondent_group == "parents"


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "questionnaire: sample\nanswers: [&a [x, x], &b [*a, *a], [*b, *b]]",
        "questionnaire: &a [*a]\nanswers: []",
    ],
)
def test_a_mapping_made_to_break_the_service_is_refused(content):
    with pytest.raises(ResponseFileError, match=r"line 1|line 2"):
        read_mapping(Path("mapping.yaml"), content.encode())


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("- a\n- b\n", "the whole has no names with values"),
        ("", "is not a mapping"),
        ("answers: []\n", "lacks “questionnaire”"),
        ("questionnaire: sample\n", "lacks “answers”"),
        ("questionnaire: sample\nanswers: words\n", "“answers” is not a list"),
        ("questionnaire: sample\nanswers: [words]\n", "answer 1 has no names with values"),
        (
            MAPPING + "  - {question: why, column: words, values: [y]}\n",
            "“values” in answer 3 has no names",
        ),
        (
            MAPPING + "  - {question: why, column: words, when: {column: x}}\n",
            "“when” in answer 3 lacks “equals”",
        ),
        (MAPPING + "colour: red\n", "has “colour”, which a mapping does not have there"),
        (MAPPING + "  - {question: made_up, column: words}\n", "which sample does not ask"),
        (MAPPING + "  - {question: why, colum: words}\n", "has “colum”"),
        (MAPPING + "  - {question: why}\n", "answer 3 lacks “column”"),
        ("questionnaire: [\n", "cannot be read, line 2"),
    ],
)
def test_a_faulty_mapping_is_refused_in_words(bring_in, rows, mapping, said):
    with pytest.raises(ResponseFileError) as refused:
        bring_in([HEADING, GOOD], mapping)
    assert said in str(refused.value)
    assert stored(rows) == (0, 0)


def test_one_date_format_may_be_written_without_a_list(bring_in, rows):
    mapping = MAPPING.replace('["%Y-%m-%d", "%d/%m/%Y"]', '"%d.%m.%Y"')
    bring_in([HEADING, "04.05.2026,North,parents,Yes,x"], mapping)
    assert rows.query(Response).one().received_on == date(2026, 5, 4)


def test_four_thousand_real_comments_come_in_whole(app, rows, partnership):
    file = shared_file("nhs-comments-train.csv")
    questionnaire = load_questionnaire(EXAMPLE / "friends-and-family.yaml")
    mapping = load_mapping(EXAMPLE / "mapping.yaml")
    survey = surveys.open_survey(rows, "fft", [questionnaire], plan=a_plan())
    with app.extensions["database"].sessions.begin() as session:
        frozen = surveys.frozen_questionnaire(session.connection(), "fft", "friends-and-family")
        done = import_responses(session, survey, frozen, file=file, mapping=mapping)
    assert (done.stored, done.bad) == (4052, ())
    with file.open(encoding="utf-8", newline="") as lines:
        given = list(csv.DictReader(lines))
    assert stored(rows) == (4052, sum(bool(row["text"].strip()) for row in given))
    kept = rows.execute(select(Response.place_id, func.count()).group_by(Response.place_id)).all()
    assert dict(kept) == {
        "loc-carlisle-and-eden": sum(row["trust"] == "NEAS" for row in given),
        "loc-allerdale-and-copeland": sum(row["trust"] == "NHFT" for row in given),
    }
    words = set(texts(rows))
    assert words == {" ".join([row["text"].replace("\r\n", "\n").strip()]) for row in given} - {""}


def test_the_guide_shows_the_example_as_it_is_and_explains_every_key():
    guide = (ROOT / "docs" / "guides" / "bringing-in-responses.md").read_text(encoding="utf-8")
    example = (EXAMPLE / "mapping.yaml").read_text(encoding="utf-8")
    assert example[example.index("questionnaire:") :] in guide
    source = (ROOT / "feedback_app" / "services" / "mapping.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'given(?:\.get\(|\[)"(\w+)"', source))
    assert len(keys) >= 9
    explained = "".join(line for line in guide.splitlines() if line.startswith("| `"))
    assert {key for key in keys if f"`{key}`" not in explained} == set()


def test_the_command_says_each_reason_and_then_what_to_do(deployed, bring_in, rows, tmp_path):
    with pytest.raises(ResponseFileError) as refused:
        bring_in([HEADING, GOOD.replace("Yes", "Perhaps")])
    assert "which the mapping lacks. Mend them, or set them aside" in str(refused.value)


@pytest.mark.parametrize(("lines", "ends"), [([GOOD], 0), ([], 1)])
def test_the_command_ends_with_1_when_every_row_was_refused(
    deployed, opened, rows, tmp_path, lines, ends
):
    rows.commit()
    (tmp_path / "a.csv").write_text("\n".join([HEADING, *lines, GOOD.replace("Yes", "Perhaps")]))
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    given = ["import", "spring", f"{tmp_path}/a.csv", "--mapping", f"{tmp_path}/m.yaml"]
    done = CliRunner().invoke(responses, [*given, "--skip-bad", f"{tmp_path}/rejects.csv"])
    assert done.exit_code == ends, done.output
    assert f"Stored {len(lines)} responses" in done.output
    assert "2026-05-04,North,parents,Perhaps" in (tmp_path / "rejects.csv").read_text()
