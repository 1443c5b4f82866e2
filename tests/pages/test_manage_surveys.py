"""The survey officer's pages: the list, opening, one survey, links, closing, jobs."""

from dataclasses import fields

import pytest

from feedback_app import jobs
from feedback_app.services import clock
from feedback_app.store import AuditEvent, Survey, SurveyLink
from feedback_app.store.staff import Role
from tests.factories import a_codebook, a_response, a_survey, sign_in_as
from tests.reading import errors, heading, send, soup, words

OPEN = "/manage/surveys/open?questionnaire=practitioner-annual"
GIVEN = {
    "questionnaire": "practitioner-annual",
    "survey_id": "voice-2026",
    "title": "Your voice 2026",
    "kind": "open",
    "promise": "anonymous",
    "opens_on-day": "1",
    "opens_on-month": "5",
    "opens_on-year": "2026",
    "lawful_basis": "public-task",
    "special_condition": "safeguarding",
    "dpia": "DPIA 7",
    "kept_until-day": "1",
    "kept_until-month": "5",
    "kept_until-year": "2028",
    "parameter-feedback_date-day": "30",
    "parameter-feedback_date-month": "6",
    "parameter-feedback_date-year": "2026",
}


@pytest.fixture(autouse=True)
def officer(client, rows, partnership):
    return sign_in_as(client, rows, Role.SURVEY_OFFICER)


def actions(rows):
    return [each.action for each in rows.query(AuditEvent)]


def fill_in(client, **changes):
    return send(client, client.get(OPEN), "/manage/surveys/open", **{**GIVEN, **changes})


def test_the_list_says_state_and_responses_as_plain_totals(client, rows):
    a_survey(rows)
    a_survey(rows, "autumn", title="Autumn survey", closed_on=clock.today())
    a_response(rows)
    table = soup(client.get("/manage/surveys")).table
    lines = [[c.get_text(strip=True) for c in row.select("th, td")] for row in table.select("tr")]
    assert [(line[0], line[1], line[4]) for line in lines[1:]] == [
        ("Autumn survey", "Closed", "0"),
        ("Spring survey", "Open", "1"),
    ]


def test_every_questionnaire_that_ships_can_be_chosen(client):
    page = client.get("/manage/surveys/new")
    assert len(soup(page).select("input[name=questionnaire]")) == 7


def test_choosing_none_asks_again(client):
    page = client.get("/manage/surveys/open", follow_redirects=True)
    assert errors(page) == ["Choose one questionnaire or more"]


def test_the_form_asks_for_every_parameter_of_the_family(client):
    page = client.get("/manage/surveys/open?questionnaire=ypb-panel")
    names = {each["name"] for each in soup(page).select("[name^=parameter-]")}
    assert {"parameter-topic", "parameter-board_date-day", "parameter-asks"} <= names
    assert soup(page).select_one("textarea[name=parameter-asks]")
    assert soup(page).select("select[name=parameter-topic_priority] option")


def test_a_survey_opens_with_a_link_for_each_way_of_answering(client, rows):
    page = fill_in(client)
    assert page.location == "/manage/surveys/voice-2026"
    survey = rows.get(Survey, "voice-2026")
    assert (survey.title, survey.closes_on) == ("Your voice 2026", None)
    shown = client.get(page.location)
    addresses = [each["value"] for each in soup(shown).select("input[name^=address-]")]
    assert sorted(addresses) == sorted(
        f"http://127.0.0.1:5000/s/{link.token}" for link in survey.links
    )
    assert actions(rows) == ["opened-survey"]


@pytest.mark.parametrize(
    ("promise", "said"),
    [("anonymous", "We do not know who you are."), ("linked", "We know who was sent this link.")],
)
def test_an_officer_chooses_what_respondents_are_promised(client, rows, promise, said):
    assert soup(client.get(OPEN)).select_one("input[name=promise][value=anonymous][checked]")
    page = fill_in(client, promise=promise)
    assert rows.get(Survey, "voice-2026").promise == promise
    names = {"anonymous": "Nobody can know who answered", "linked": "It can be known"}
    assert names[promise] in words(client.get(page.location))
    link = rows.query(SurveyLink).first()
    assert said in words(client.get(f"/s/{link.token}"))


def test_a_link_of_a_new_survey_leads_to_its_first_page(client, rows):
    fill_in(client)
    link = rows.query(SurveyLink).filter_by(mode="open-link").one()
    assert client.get(f"/s/{link.token}").status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"survey_id": "Voice 2026!"}, "Write a short name in small letters, digits and hyphens"),
        ({"title": " "}, "Write the title that respondents see"),
        ({"kind": ""}, "Choose who can answer"),
        ({"promise": "all"}, "Choose what respondents are promised"),
        ({"opens_on-month": "13"}, "First day: write a real date, such as 27 3 2026"),
        (
            {"opens_on-day": "", "opens_on-month": "", "opens_on-year": ""},
            "First day: write a day, a month",
        ),
        (
            {"closes_on-day": "1", "closes_on-month": "4", "closes_on-year": "2026"},
            "Choose a last day that is not before the first day",
        ),
        ({"lawful_basis": ""}, "Choose the lawful basis"),
        ({"special_condition": "because"}, "Choose the condition"),
        ({"dpia": " "}, "Write the reference of the impact assessment"),
        ({"kept_until-year": ""}, "Keep answers until: write a real date"),
        (
            {"parameter-feedback_date-year": "soon"},
            "The day by which we say what was decided: write a real date",
        ),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(client, rows, changes, error):
    page = fill_in(client, **changes)
    assert page.status_code == 422
    assert errors(page)[0].startswith(error)
    link = soup(page).select_one(".govuk-error-summary__list a")["href"]
    assert soup(page).select_one(link)
    expected = changes.get("title", "Your voice 2026").strip()
    assert soup(page).select_one("input[name=title]").get("value", "").strip() == expected
    assert rows.query(Survey).count() == 0


def test_a_short_name_that_is_taken_is_refused_beside_the_field(client, rows):
    fill_in(client)
    page = fill_in(client)
    assert page.status_code == 422
    assert "There is already a survey called “voice-2026”" in errors(page)[0]


def test_a_questionnaire_whose_family_is_not_whole_is_refused(client, rows):
    page = fill_in(client, questionnaire="yp-8-12")
    assert page.status_code == 422
    assert "leads some people to" in errors(page)[0]


def test_a_link_is_added_for_a_group(client, rows):
    a_survey(rows)
    shown = client.get("/manage/surveys/spring")
    page = send(
        client, shown, "/manage/surveys/spring/links", label="Year 9", way="sample|group-code"
    )
    assert page.status_code == 303
    link = rows.query(SurveyLink).filter_by(label="Year 9").one()
    assert (link.mode, link.questionnaire_id) == ("group-code", "sample")


@pytest.mark.parametrize(
    ("label", "way"), [("", "sample|group-code"), ("Year 9", "sample|paper"), ("Year 9", "other|x")]
)
def test_a_link_without_a_label_or_a_way_that_exists_is_refused(client, rows, label, way):
    a_survey(rows)
    shown = client.get("/manage/surveys/spring")
    page = send(client, shown, "/manage/surveys/spring/links", label=label, way=way)
    assert page.status_code == 422
    assert errors(page)
    assert rows.query(SurveyLink).count() == 1


def test_a_survey_is_closed(client, rows):
    a_survey(rows)
    a_response(rows)
    survey = client.get("/manage/surveys/spring")
    assert "Close this survey" in words(survey)
    asked = client.get("/manage/surveys/spring/close")
    assert "1 person has answered so far." in words(asked)
    assert rows.get(Survey, "spring").closed_on is None
    send(client, asked, "/manage/surveys/spring/close")
    rows.expire_all()
    assert rows.get(Survey, "spring").closed_on == clock.today()
    page = client.get("/manage/surveys/spring")
    assert "Close this survey" not in words(page)
    assert actions(rows) == ["closed-survey"]


def a_queue(asked):
    """Return the jobs of a deployment, of which suggesting themes only notes what was asked."""
    others = {each.name: list for each in fields(jobs.Jobs) if each.name != "suggest_themes"}
    return jobs.Jobs(**others | {"queue": None, "suggest_themes": asked.append})


def test_suggesting_themes_is_put_into_the_queue_of_jobs(client, rows, app, monkeypatch):
    a_survey(rows)
    asked = []
    queue = a_queue(asked)
    monkeypatch.setattr("feedback_app.manage.queueing.open_jobs", lambda _instance: queue)
    shown = client.get("/manage/surveys/spring")
    page = send(client, shown, "/manage/surveys/spring/themes")
    assert asked == ["spring"]
    assert "Themes are being suggested" in words(client.get(page.location))


def test_themes_are_not_suggested_for_a_survey_that_does_not_exist(client, rows, monkeypatch):
    a_survey(rows)
    asked = []
    queue = a_queue(asked)
    monkeypatch.setattr("feedback_app.manage.queueing.open_jobs", lambda _instance: queue)
    shown = client.get("/manage/surveys/spring")
    assert send(client, shown, "/manage/surveys/winter/themes").status_code == 404
    assert asked == []


def test_without_a_token_nothing_is_changed(client, rows):
    a_survey(rows)
    assert client.post("/manage/surveys/spring/close").status_code == 400
    rows.expire_all()
    assert rows.get(Survey, "spring").closed_on is None


def test_the_heading_of_a_survey_is_its_title(client, rows):
    a_survey(rows, title="<i>Spring</i>")
    assert heading(client.get("/manage/surveys/spring")) == "<i>Spring</i>"


def test_a_codebook_is_chosen_among_those_there_are(client, rows, tmp_path):
    a_codebook(tmp_path / "codebooks")
    offered = soup(client.get(OPEN)).select("select[name=codebook_id] option")
    assert [each["value"] for each in offered if each["value"]] == ["parks", "safeguarding"]
    fill_in(client, codebook_id="parks")
    assert rows.get(Survey, "voice-2026").codebook_id == "parks"


def test_a_codebook_that_does_not_exist_opens_no_survey(client, rows):
    page = fill_in(client, codebook_id="park")
    assert "There is no codebook called “park”" in errors(page)[0]
    assert rows.get(Survey, "voice-2026") is None


def test_a_questionnaire_that_others_lead_to_is_asked_for_in_plain_words(client):
    page = client.get("/manage/surveys/open?questionnaire=yp-13-18&questionnaire=yp-8-12")
    assert page.status_code == 422
    [said] = errors(page)
    assert "leads some people to “Keeping children safe”" in said
    assert "Open the survey with “Keeping children safe” too." in said
    chosen = [each["value"] for each in soup(page).select("input[name=questionnaire][checked]")]
    assert sorted(chosen) == ["yp-13-18", "yp-8-12"]
