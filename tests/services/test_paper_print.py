"""A questionnaire on paper: the questions and codes of the screen, sound for those who listen."""

from dataclasses import replace
from datetime import date

import page
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from pypdf import PdfReader

from feedback_app.commands.questionnaire import print_
from feedback_app.language import KNOWN, translations_of
from feedback_app.rendering.paper import Help, Paper, page_of, print_paper
from feedback_app.services import surveys
from forms.binding import PlaceOption, bind
from forms.definition import (
    AnswerIs,
    Check,
    ChosenAtLeast,
    Kind,
    Mode,
    PlaceLevel,
    Presentation,
    Route,
)
from forms.loading import SHIPPED, load_questionnaire
from forms.papers import pages_on_paper
from tests.factories import a_plan, a_questionnaire

PARAMETERS = {"feedback_date": date(2027, 1, 5)}
PAPERS = [
    (presentation, language)
    for presentation in Presentation
    for language in ("en", "ar")
    if presentation in (Presentation.AGES_5_8, Presentation.ADULT) or language == "en"
]
NEWEST = "newest"


def all_ages():
    shipped = load_questionnaire(SHIPPED / "all-ages.yaml")
    somewhere = [PlaceOption("x", "Somewhere", level) for level in PlaceLevel]
    return bind(shipped, parameters=PARAMETERS, places=somewhere)


def a_paper(questionnaire, presentation=Presentation.ADULT, language="en"):
    return Paper(
        questionnaire,
        presentation,
        language,
        KNOWN[language].direction,
        translations_of([language])[language],
        "Cumbria Safeguarding Children Partnership",
        [Help("Cumberland", "0333 240 1727", "day and night")],
    )


def shown(paper):
    return BeautifulSoup(page_of(paper), "html.parser")


@pytest.mark.parametrize(("presentation", "language"), PAPERS, ids=str)
def test_the_pdf_passes_the_rules_of_pdf_ua(tmp_path, presentation, language):
    path = tmp_path / "paper.pdf"
    print_paper(a_paper(all_ages(), presentation, language), path)
    report = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [str(each) for each in report.failures][:5]
    assert PdfReader(path).trailer["/Root"]["/Lang"] == language


def test_the_same_questionnaire_gives_the_same_file(tmp_path):
    paths = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for path in paths:
        print_paper(a_paper(all_ages()), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("presentation", Presentation)
def test_paper_has_every_question_and_code_of_the_screen(presentation):
    questionnaire = all_ages()
    sheet = shown(a_paper(questionnaire, presentation))
    text = " ".join(sheet.get_text(" ").split())
    for asked in pages_on_paper(questionnaire):
        heading = next(each for each in sheet.select("h2") if asked.key in each.get_text())
        assert asked.wording.of(presentation) in " ".join(heading.get_text(" ").split())
        if asked.question.kind in (Kind.SINGLE, Kind.MULTI):
            codes = [each.get_text() for each in heading.find_parent("section").select("li .code")]
            assert codes == [option.code for option in asked.question.options]
    assert questionnaire.start.limits.of(presentation) in text
    assert "call 999" in text
    assert "0800 1111" in text
    assert "0333 240 1727" in text
    assert "Paper number" in text


def test_a_question_kept_for_groups_is_not_on_paper():
    assert "g_safe_home" not in page_of(a_paper(all_ages()))


def test_boxes_are_to_tick_and_lines_to_write():
    sheet = shown(a_paper(a_questionnaire()))
    assert len(sheet.select(".box")) == 4
    assert len(sheet.select(".line")) == 7


def test_the_way_is_said_in_words():
    safe, why = a_questionnaire().questions
    leads = replace(safe, routes=(Route(AnswerIs("safe", ("n",)), Check()),))
    after = replace(why, show_if=(AnswerIs("safe", ("y",)), ChosenAtLeast("safe", 1)))
    text = page_of(a_paper(a_questionnaire(questions=(leads, after))))
    assert "If you ticked “Label n”, go to the end." in text
    assert "Answer this only if you ticked “Label y” at question 1." in text
    assert "Answer this only if you ticked 1 boxes or more at question 1." in text
    assert "If you ticked “Label no”, stop here. You need not give this paper back." in text


def test_arabic_reads_from_the_right():
    sheet = shown(a_paper(all_ages(), Presentation.AGES_5_8, "ar"))
    assert (sheet.html["dir"], sheet.html["lang"]) == ("rtl", "ar")
    assert "Tick one box." not in sheet.get_text()
    assert "علامة في مربع واحد." in sheet.get_text()


@pytest.fixture
def ready(app, rows, partnership, monkeypatch):
    monkeypatch.setattr("feedback_app.deployment.current_revision", lambda _: NEWEST)
    monkeypatch.setattr("feedback_app.deployment.newest_revision", lambda: NEWEST)


def test_the_command_prints_the_copy_of_a_survey_with_numbers_to_call(ready, rows, tmp_path):
    questionnaire = a_questionnaire(modes=(Mode.OPEN_LINK, Mode.PAPER))
    surveys.open_survey(rows, "spring", [questionnaire], plan=a_plan())
    path = tmp_path / "paper.pdf"
    asked = ["sample", "--survey", "spring", "--presentation", "13-18", "--out", str(path)]
    done = CliRunner().invoke(print_, asked)
    assert done.exit_code == 0, done.exception
    text = " ".join(each.extract_text() for each in PdfReader(path).pages)
    assert "Do you feel safe?" in text
    assert "Childline" in text
    assert "0333" in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--presentation", "5-8"], "does not offer “5-8”"),
        (["--presentation", "13-18", "--language", "xx"], "cannot be shown in"),
    ],
)
def test_what_is_not_offered_is_told(ready, rows, tmp_path, more, words):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    path = tmp_path / "paper.pdf"
    done = CliRunner().invoke(print_, ["sample", "--survey", "spring", "--out", str(path), *more])
    assert words in str(done.exception)
    assert not path.exists()


def test_a_file_needs_its_parameters(ready, tmp_path):
    asked = ["all-ages", "--presentation", "adult", "--out", str(tmp_path / "paper.pdf")]
    assert "feedback_date" in str(CliRunner().invoke(print_, asked).exception)
