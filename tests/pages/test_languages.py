"""A deployment offers the languages it chose, and pages come in the one a respondent asks for."""

import re

import pytest
from bs4 import BeautifulSoup

from feedback_app.language import CATALOGUES, DEFAULT, KNOWN, catalogue, words_in
from feedback_app.services import surveys
from forms.loading import SHIPPED, load_family
from tests.factories import a_plan
from tests.journeys.walking import begin, first_page, read

TRANSLATED = sorted(path.parents[1].name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.mo"))
DATES = {"open_date": "4 May", "close_date": "5 June", "feedback_date": "6 July"}


@pytest.fixture(autouse=True)
def deployment(tmp_path):
    """A deployment that chose every language there is a catalogue of."""
    chosen = ", ".join(f'"{code}"' for code in (DEFAULT, *TRANSLATED))
    (tmp_path / "config.toml").write_text(f"languages = [{chosen}]\n", encoding="utf-8")


@pytest.fixture
def opened(rows, partnership):
    """A shipped questionnaire of ours, open: its definition and the address of its link."""
    family = load_family([SHIPPED / "all-ages.yaml"])
    surveys.open_survey(rows, "near-you", family, parameters=DATES, plan=a_plan())
    link = next(each for each in surveys.links_of(rows, "near-you") if each.mode == "open-link")
    return surveys.frozen_questionnaire(rows.connection(), "near-you", "all-ages"), link.token


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_first_page_and_a_question_come_in_the_language_of_the_browser(code, app, opened):
    questionnaire, token = opened
    for way in questionnaire.presentations:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = code
        _, first = first_page(client, f"/s/{token}", way.value)
        where = begin(client, f"/s/{token}", way.value)
        page = questionnaire.page(int(where.rsplit("/", 1)[1]))
        assert_said_in(code, first, questionnaire.start.heading.of(way))
        assert_said_in(code, read(client.get(where)), page.question.text.of(way))


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_language_chosen_at_the_foot_of_the_page_is_kept_for_the_visit(code, client, opened):
    _, token = opened
    chosen = read(client.get(f"/s/{token}")).find("a", string=KNOWN[code].name)["href"]
    client.get(chosen)
    asked = read(client.get(begin(client, f"/s/{token}")))
    assert asked.html["lang"] == code


def assert_said_in(code, sheet, english):
    """The page is in the language, and its heading is what the catalogue says for the words."""
    said = catalogue(code).gettext(english)
    assert said != english
    assert sheet.html["lang"] == code
    assert sheet.html["dir"] == KNOWN[code].direction
    assert said in sheet.h1.get_text(" ", strip=True)
    assert english not in sheet.main.get_text(" ")


LATIN = re.compile(r"[A-Za-z]{3,}")
REFUSED = (
    "missing",
    "unknown-link",
    "closed",
    "gone",
    "nothing-sent",
    "wrong-way",
    "no-results",
    "ways-notice",
    "complaints-stale",
    "complaints-error",
    "receipt-stale",
    "receipt-error",
    "return-error",
    "return-saved",
    "0-stale",
    "1-kept",
    "check-stale",
    "contact-error",
    *(f"{number}-error" for number in range(1, 10)),
)
GIVEN = ".govuk-summary-list__value"
"""What a respondent gave stands there as it was given, and so does the name of a place."""
OWN_NAMES = {"Childline", "NHS", "Sample", "Shift"}


def test_whatever_goes_wrong_is_told_in_the_language_of_the_page(of_respondents):
    looked = set()
    for (code, way, name), html in of_respondents.items():
        if code == "ar" and name in REFUSED:
            looked.add(name)
            sheet = BeautifulSoup(html, "html.parser")
            for listed in sheet.select(f"main option, main textarea, {GIVEN}"):
                listed.decompose()
            said = set(LATIN.findall(sheet.main.get_text(" ")))
            assert said <= OWN_NAMES, (way, name, said)
    assert looked == set(REFUSED)


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("en", "5 January 2027", "5 January 2027"),
        ("ar", "5 January 2027", "5 يناير 2027"),
        ("pl", "31 December 2026", "31 grudnia 2026"),
        ("uk", "1 May 2027", "1 травня 2027"),
        ("pl", "Some day in May", "Some day in May"),
        ("pl", "", ""),
    ],
)
def test_a_date_put_into_words_comes_in_the_language(code, text, said):
    assert words_in(code, text).startswith(said)


def test_no_english_month_stands_on_the_last_page_of_another_language(of_respondents):
    english = of_respondents["en", "13-18", "sent"]
    assert "January" in english
    for code in TRANSLATED:
        assert "January" not in of_respondents[code, "13-18", "sent"]
