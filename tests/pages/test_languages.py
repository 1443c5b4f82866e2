"""A deployment offers the languages it chose, and pages come in the one a respondent asks for."""

import pytest

from feedback_app.language import CATALOGUES, DEFAULT, KNOWN, catalogue
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
